"""What a file may look like, and every way in which it can be wrong: a line, a field, what to do."""

from __future__ import annotations

from datetime import date

import pytest

from core.imports import cells, reading
from core.imports.columns import COLUMNS, template
from core.imports.messages import KINDS, TemplateOf, text_of
from core.money import Money
from core.phone import Phone
from tests.house import House
from tests.unit.imports_house import checks, faults, imports, loans, members, says

HEADER = "member number,full name,id number,born,phone,joined on"
ROW = "M-00001,Amina Otieno,30001237,11/03/1990,0700000001,01/02/2019"


def sheet(text: str) -> reading.Sheet:
    return reading.sheet("members", text)


def found(text: str) -> list[str]:
    return [f"{fault.line}:{fault.field}: {fault.says}" for fault in sheet(text).faults]


@pytest.mark.parametrize(
    ("cell", "shillings"),
    [
        ("1,234.50", "1234.50"),
        ("1234.5", "1234.50"),
        ("1234", "1234"),
        ("0", "0"),
        ("KES 1,234", "1234"),
        ("Ksh. 1,234.00", "1234"),
        ("1,234/=", "1234"),
        ("-0.00", "0"),
        ("12.500", "12.50"),
        ("1,234,567.89", "1234567.89"),
    ],
)
def test_amounts_as_kenya_writes_them(cell: str, shillings: str):
    assert cells.amount("KES")(cell) == Money.of(shillings, "KES")


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("1.234,50", "no amount"),
        ("1,23", "no amount"),
        ("twelve", "no amount"),
        ("1e5", "no amount"),
        ("١٢", "no amount"),
        ("-5", "less than zero"),
        ("(5.00)", "less than zero"),
        ("1.005", "parts of a cent"),
        ("1234567890123", "more than 12 digits"),
        ("=1+1", "formula"),
        ("@SUM(A1)", "formula"),
    ],
)
def test_amounts_that_are_none_say_why(cell: str, says: str):
    with pytest.raises(cells.Wrong, match=says):
        cells.amount("KES")(cell)


@pytest.mark.parametrize(
    "cell",
    ["2026-03-11", "11/03/2026", "11-03-2026", "11.3.2026", "11 Mar 2026", "11-MARCH-2026", "2026-03-11 00:00:00"],
)
def test_days_come_first(cell: str):
    assert cells.day(cell) == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("31/02/2026", "no calendar"),
        ("03/31/2026", "no calendar"),
        ("11/03/26", "no date"),
        ("today", "no date"),
        ("11/Foo/2026", "no calendar"),
        ("0000-01-01", "no calendar"),
        ("1815-06-18", "before 1900"),
        ("46092", "no date"),
    ],
)
def test_days_that_are_none_say_why(cell: str, says: str):
    with pytest.raises(cells.Wrong, match=says):
        cells.day(cell)


@pytest.mark.parametrize(
    "cell", ["0700000001", "+254700000001", "254700000001", "0700 000 001", "700000001", "(0700) 000-001"]
)
def test_phones_in_any_local_spelling(cell: str):
    assert cells.phone("254")(cell) == Phone("+254700000001")


@pytest.mark.parametrize("cell", ["07000", "0700000001/0722000002", "2.54712E+11", "none"])
def test_phones_that_are_none_say_what_to_write(cell: str):
    with pytest.raises(cells.Wrong, match="for example 0700000001"):
        cells.phone("254")(cell)


def test_numbers_of_members_and_loans_in_their_one_form():
    assert {cells.member_number(cell) for cell in ("M-00021", "m21", "21", "M 0021")} == {"M-00021"}
    assert {cells.loan_number(cell) for cell in ("LN-0042", "ln 42", "42", "LN0042")} == {"LN-0042"}
    assert cells.id_number("a 123-456.7") == "A1234567"
    for read, cell in ((cells.member_number, "0"), (cells.loan_number, "L/2023/4"), (cells.id_number, "3.1E+07")):
        with pytest.raises(cells.Wrong):
            read(cell)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("=cmd", "formula"),
        ("+Amina", "formula"),
        ("-Amina", "formula"),
        ("@Amina", "formula"),
        ("123", "no name"),
        ("A" * 121, "120 at most"),
        ("B" * 61, "first name"),
        ("Am\u0007ina", "cannot be printed"),
        ("Amina\u202e", "printed"),
    ],
)
def test_names_that_are_none_say_why(cell: str, says: str):
    with pytest.raises(cells.Wrong, match=says):
        cells.name(cell)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{ROW}\n",
        f"\ufeff{HEADER}\r\n{ROW}\r\n",
        f"{HEADER}\r{ROW}",
        f"{HEADER}\n{ROW}".replace(",", ";"),
        f"{HEADER}\n{ROW}".replace(",", "\t"),
        f"sep=;\n{HEADER}\n{ROW}".replace(",", ";"),
        f"{HEADER}\n\n,,,,,\n{ROW}\n",
        f"{HEADER},,\n{ROW},,\n",
        f"{HEADER}\n{ROW.replace('Amina Otieno', chr(34) + 'Amina Otieno' + chr(34))}",
        f"MEMBER_NO,Names,National ID,D.O.B.,Mobile Number,Date-Joined\n{ROW}",
    ],
)
async def test_all_these_files_are_the_same(house: House, text: str):
    done = await checks(house, "members", text)
    assert (done.count, done.totals.rows, done.notes) == (0, 1, ())


def test_what_is_no_file_says_what_to_do():
    assert found("") == ["0:: The file is empty. Choose the file again, or save the sheet again as CSV."]
    assert "empty" in found(" \n,,,\n")[0]
    assert "no lines but the header" in found(HEADER)[0]
    assert "no UTF-8" in found(text_of("a,b\nc,d".encode("utf-16")))[0]
    assert "50,000 at most" in found(HEADER + "\nx" * 50_001)[0]
    assert "10,000,000 letters" in found("x" * 10_000_001)[0]


def test_a_header_says_what_is_missing_twice_and_unknown():
    made = sheet(f"{HEADER.replace('phone', 'fone')},born,shoe size\n{ROW},x,43")
    assert [(each.line, each.field) for each in made.faults] == [(1, "born"), (1, "phone")]
    assert [each.field for each in made.notes] == ["“fone”", "“shoe size”"]
    assert sheet(f'"{HEADER}\n{ROW}').faults[0].line == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (ROW + ",more", "7 cells; the header has 6"),
        ("M-1,Amina", "2 cells; the header has 6"),
        (ROW.replace("Amina", '"Amina'), "never closed"),
        (ROW.replace("Amina Otieno", '"Amina" Otieno'), "middle of a cell"),
        (ROW.replace("Amina", "x" * 140_000), "too long"),
        (text_of(ROW.replace("Amina", "Améline").encode("latin-1")), "not UTF-8"),
    ],
)
def test_a_line_that_cannot_be_read_leaves_the_others_alone(line: str, says: str):
    made = sheet(f"{HEADER}\n{line}\n{ROW}\n")
    [fault] = made.faults
    assert fault.line == 2
    assert says in fault.says
    assert [each.number for each in made.lines] == [3]


async def test_all_faults_of_a_line_are_named_at_once(house: House):
    text = f"{HEADER},tier\nx,,?,1/1/2020,12,1/1/2030,7\n"
    done = await checks(house, "members", text)
    assert faults(done) == [
        (2, "born"),
        (2, "full name"),
        (2, "id number"),
        (2, "joined on"),
        (2, "member number"),
        (2, "phone"),
        (2, "tier"),
    ]
    assert says(done)[1] == "2 full name: is empty. Write it: as on the ID card."


@pytest.mark.parametrize(
    ("born", "joined", "field"),
    [
        ("2027-01-01", "2019-01-01", "born"),
        ("2010-03-11", "2025-01-01", "born"),
        ("1990-01-01", "1980-01-01", "joined on"),
        ("1990-01-01", "2026-03-01", "joined on"),
    ],
)
async def test_days_that_cannot_be(house: House, born: str, joined: str, field: str):
    text = f"{HEADER}\nM-1,Amina,30001237,{born},0700000001,{joined}\n"
    assert faults(await checks(house, "members", text))[0][1] == field


async def test_who_becomes_eighteen_today_may_come_in(house: House):
    text = f"{HEADER}\nM-1,Amina,30001237,{{}},0700000001,2026-01-01\n"
    assert faults(await checks(house, "members", text.format("2008-03-11"), on=date(2026, 3, 11))) == []
    assert len(faults(await checks(house, "members", text.format("2008-03-12"), on=date(2026, 3, 11)))) == 1


async def test_the_second_of_two_equal_lines_is_named_with_the_first(house: House):
    text = f"{HEADER}\n{ROW}\n{ROW}\n"
    assert says(await checks(house, "members", text)) == [
        "3 id number: “30001237” stands in line 2 already. Keep one of the two.",
        "3 member number: “M-00001” stands in line 2 already. Keep one of the two.",
        "3 phone: “0700 000 001” stands in line 2 already. Keep one of the two.",
    ]


async def test_a_cut_over_date_that_cannot_be_is_refused(house: House):
    for on in (date(2026, 3, 12), date(2016, 2, 28)):
        done = await checks(house, "members", f"{HEADER}\n{ROW}\n", on=on)
        assert (0, "on") in faults(done)


async def test_loans_of_nobody_of_no_product_and_finished_ones(house: House):
    done = await checks(house, "loans", loans(2).text)
    assert faults(done) == [(2, "member number"), (2, "product"), (3, "member number"), (3, "product")]
    assert "Import the members first" in says(done)[0]
    header = loans(0).header
    text = f"{header}\nM-1,LN-1,boost,6000,3,2026-01-01,3,,\nM-1,LN-2,boost,6000,3,2026-01-01,1,0.00,\n"
    assert faults(await checks(house, "loans", text)) == [(2, "instalments paid"), (3, "principal left")]


async def test_a_thousand_faults_are_shown_and_all_are_counted(house: House):
    done = await checks(house, "members", "\n".join([HEADER, *["x,,,,,"] * 300]))
    assert (done.count, len(done.faults)) == (1_800, 1_000)


async def test_a_template_is_a_file_that_can_be_read(house: House):
    for kind in KINDS:
        made = await house.must(TemplateOf(kind=kind))
        read = reading.sheet(kind, made.text)
        assert (read.faults, read.notes, len(read.lines)) == ((), (), 1)
        assert len(made.columns) == len(COLUMNS[kind])
    assert (await checks(house, "members", template("members").text)).faults == ()


async def test_employers_come_with_their_payroll_numbers_or_not_at_all(house: House):
    other = "M-00002,Baraka,30001238,11/03/1991,0700000002,01/02/2019"
    text = f"{HEADER},employer,payroll no\n{ROW},Tea Board,tb 77\n{other},Tea Board,\n"
    done = await checks(house, "members", text)
    assert faults(done) == [(3, "payroll number")]
    long = f"{HEADER},employer,payroll no\n{ROW},The Tea Board of Kenya,77\n"
    assert faults(await checks(house, "members", long)) == [(2, "employer"), (2, "payroll number")]


async def test_a_personal_fact_is_in_no_log_audit_or_kept_answer(house: House):
    await imports(house, "members", members(2).text)
    rows = await house.rows("select * from audit") + await house.rows("select * from performed")
    kept = "\n".join(str(tuple(row)) for row in rows)
    for word in ("Baraka", "Chebet", "10000007", "0700000001", "254700000001"):
        assert word not in kept
    assert "ImportFile" in kept
