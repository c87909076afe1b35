"""An employer's check-off: who is meant, what was expected, what differs, and each deduction booked once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.imports.deductions import spread
from core.imports.messages import (
    BookCheckoff,
    Checked,
    CheckedImport,
    CheckFile,
    Difference,
    DueOf,
    FileHasFaults,
    Imported,
    ImportFile,
    NoSuchImport,
)
from core.ledger.messages import AccountStatement
from core.lending.messages import OpenLoan
from core.members.messages import FindMember
from core.payments.messages import AllocateUnmatched, UnmatchedMoney
from core.savings.messages import AccountsOf
from tests.house import House
from tests.unit.imports_house import broken, kes, lends, members
from tests.unit.lending_house import unproven

MARCH = date(2026, 3, 31)
HEADER = "Payroll No;Amount;What for"


@pytest.fixture
async def town(house: House) -> House:
    """Five members work for the tea board; two of them have loans: 2,000 and more are due of each in March."""
    await lends(house)
    people = members(6)
    people.header += ",Employer,Payroll Number"
    people.lines = [[*line, "tea-board" if nth < 5 else "", f"TB{nth + 71}" if nth < 5 else ""] for nth, line in
                    enumerate(people.lines)]  # fmt: skip
    await house.must(ImportFile(kind="members", text=people.text))
    for nth, disbursed in ((1, date(2026, 2, 15)), (2, date(2026, 1, 20))):
        member = await house.must(FindMember(words=f"m{nth}"))
        loan = OpenLoan(
            member=member, product="boost", amount=kes(6_000), months=3, disbursed_on=disbursed, number=f"LN-000{nth}"
        )
        await house.must(loan)
    return house


def file(*lines: str) -> str:
    return "\n".join([HEADER, *lines])


def said(text: str, *, paid: int, **more: Any) -> dict[str, Any]:
    return {"kind": "checkoff", "text": text, "employer": "tea-board", "month": MARCH, "paid": kes(paid), **more}


async def checks(house: House, text: str, *, paid: int, **more: Any) -> Checked:
    return await house.must(CheckFile(**said(text, paid=paid, **more)))


async def books(house: House, text: str, *, paid: int) -> Imported:
    """Brought in, and every line booked."""
    done = await house.must(ImportFile(**said(text, paid=paid)))
    while await house.perform(BookCheckoff(batch=done.batch)) not in (0, NoSuchImport()):
        pass
    return done


def plain(found: tuple[Difference, ...]) -> list[tuple[str, int, str, str, str]]:
    return [(each.why, each.line, each.who, str(each.expected or "-"), str(each.amount or "-")) for each in found]


async def saved(house: House, words: str) -> dict[str, str]:
    member = await house.must(FindMember(words=words))
    return {each.kind: each.balance.plain() for each in await house.must(AccountsOf(member=member))}


async def owed(house: House, account: str) -> str:
    lines = await house.must(AccountStatement(account=account, limit=100))
    return lines[-1].balance.plain() if lines else "0"


GOOD = ("TB71;2,090.00;", "M-00002;4,180;LN-0002", "10000021;500;deposits", "tb 74;300;shares", "m5;250;")


async def test_a_dry_run_finds_everybody_and_what_is_due(town: House):
    done = await checks(town, file(*GOOD), paid=7_320)
    assert (done.count, done.differences) == (0, ())
    assert [(part.name, part.count, part.amount.plain()) for part in done.totals.parts] == [
        ("what is due", 2, "2,340"),
        ("loans", 1, "4,180"),
        ("deposits", 1, "500"),
        ("shares", 1, "300"),
    ]
    assert (done.totals.rows, done.totals.members, done.totals.new) == (5, 5, 5)


async def test_the_lines_are_booked_where_they_belong(town: House):
    await books(town, file(*GOOD), paid=7_320)
    rows = await town.rows("select number, owed, paid from loans order by number")
    assert [(row.number, row.paid) for row in rows] == [("LN-0001", 209_000), ("LN-0002", 418_000)]
    assert (await saved(town, "m3"))["deposits"] == "500"
    assert (await saved(town, "m4"))["shares"] == "300"
    assert (await saved(town, "m5"))["ordinary"] == "250"
    # What the file made the employer owe is what he paid into the bank.
    assert await owed(town, "clearing:checkoff:tea-board") == "0"
    assert await owed(town, "bank:main") == "7,320"
    assert await broken(town) == []
    assert await unproven(town) == {}


async def test_more_than_is_due_goes_to_savings_and_the_oldest_loan_comes_first(town: House):
    await books(town, file("TB71;5000;"), paid=5_000)
    assert (await saved(town, "m1"))["ordinary"] == "2,910"
    assert await broken(town) == []


async def test_every_difference_is_listed(town: House):
    text = file("TB71;1,000;", "TB72;5,000;LN-0002", "TB99;700;", "TB73;100;LN-0002", "M-00006;50;ordinary")
    expected = [
        ("amount", 2, "M-00001", "KES 2,090", "KES 1,000"),
        ("amount", 3, "M-00002", "KES 4,180", "KES 5,000"),
        ("not_found", 4, "TB99", "-", "KES 700"),
        ("not_found", 5, "TB73", "-", "KES 100"),
        ("missing", 0, "M-00003", "-", "-"),
        ("missing", 0, "M-00004", "-", "-"),
        ("missing", 0, "M-00005", "-", "-"),
        ("total", 0, "", "KES 6,850", "KES 7,000"),
    ]
    done = await checks(town, text, paid=7_000)
    assert sorted(plain(done.differences)) == sorted(expected)
    assert done.count == 0
    booked = await books(town, text, paid=7_000)
    after = await town.must(CheckedImport(batch=booked.batch))
    assert sorted(plain(after.differences)) == sorted(expected)
    assert after.imported_as == booked.batch
    # The bank holds more than the file explains.
    assert await owed(town, "clearing:checkoff:tea-board") == "-150"
    assert await broken(town) == []


async def test_what_has_no_place_lies_in_suspense_until_a_person_places_it(town: House):
    await books(town, file("TB99;700;"), paid=700)
    [item] = (await town.must(UnmatchedMoney())).items
    assert (item.amount, item.reference, item.provider) == (kes(700), "payroll TB99", "checkoff:tea-board")
    await town.must(AllocateUnmatched(item=item.item, reference="M-00006"))
    assert (await saved(town, "m6"))["ordinary"] == "700"
    assert await broken(town) == []


async def test_the_same_file_is_booked_once(town: House):
    first = await books(town, file(*GOOD), paid=7_320)
    again = await town.must(ImportFile(**said(file(*GOOD), paid=7_320)))
    assert (again.batch, again.new, again.there, again.left) == (first.batch, 0, 5, 0)
    assert await town.perform(BookCheckoff(batch=first.batch)) == NoSuchImport()
    assert await owed(town, "bank:main") == "7,320"


async def test_a_second_file_of_the_month_brings_what_the_first_did_not(town: House):
    await books(town, file(*GOOD[:3]), paid=6_770)
    done = await checks(town, file(*GOOD), paid=550)
    assert (done.totals.new, done.totals.there, done.differences) == (2, 3, ())
    await books(town, file(*GOOD), paid=550)
    assert (await saved(town, "m3"))["deposits"] == "500"
    assert await owed(town, "clearing:checkoff:tea-board") == "0"
    other = await checks(town, file("TB71;2,091;"), paid=0)
    assert [fault.says for fault in other.faults] == [
        "is KES 2,091 here, and KES 2,090 came for the same with an earlier file. Leave the line out."
    ]


async def test_the_next_month_is_another_check_off_and_expects_who_was_there(town: House):
    await books(town, file(*GOOD), paid=7_320)
    town.clock.later(days=31)
    april = await checks(town, file(*GOOD[2:]), paid=1_050, month=date(2026, 4, 1))
    assert [(each.why, each.who) for each in april.differences] == [("missing", "M-00001"), ("missing", "M-00002")]
    assert april.differences[0].expected == kes(2_090)
    late = await checks(town, file("M-00006;50;"), paid=50, month=date(2026, 12, 1))
    assert late.differences == ()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (";500;", "member"),
        ("TB71;0;", "amount"),
        ("TB71;-5;", "amount"),
        ("TB71;500;funeral", "for"),
        ("TB71;500;LN-X", "for"),
        ("=TB71;500;", "member"),
        (f"{'x' * 41};500;", "member"),
    ],
)
async def test_what_is_wrong_in_a_line(town: House, line: str, field: str):
    done = await checks(town, file(line, "TB72;1;"), paid=1)
    assert [(fault.line, fault.field) for fault in done.faults] == [(2, field)]


async def test_one_member_twice_for_the_same_is_a_fault_however_she_is_called(town: House):
    done = await checks(town, file("TB71;5;shares", "M-1;6;shares", "TB71;7;deposits"), paid=12)
    assert [(fault.line, fault.says) for fault in done.faults] == [
        (3, "stands in line 2 already, for the same. Add the two up in one line.")
    ]


async def test_a_check_off_needs_its_employer_its_month_and_what_was_paid(town: House):
    asked = {**said(file("TB71;5;"), paid=1), "employer": "Tea Board", "month": None, "paid": None}
    done = await town.must(CheckFile(**asked))
    assert [fault.field for fault in done.faults] == ["employer", "month", "paid"]
    assert await town.perform(ImportFile(**asked)) == FileHasFaults(3)


async def test_two_hundred_and_fifty_lines_are_booked_a_part_at_a_time(house: House):
    await house.must(ImportFile(kind="members", text=members(250).text))
    text = file(*[f"M-{nth:05d};{nth};" for nth in range(1, 251)])
    done = await house.must(ImportFile(**said(text, paid=31_375)))
    assert done.left == 250
    assert [await house.must(BookCheckoff(batch=done.batch)) for _ in range(3)] == [150, 50, 0]
    assert (await saved(house, "m250"))["ordinary"] == "250"
    assert await broken(house) == []
    [job] = await house.jobs("imports.")
    assert (job.name, job.payload) == ("imports.checkoff", f'{{"batch":"{done.batch}"}}')


def due(number: str, shillings: int) -> DueOf:
    return DueOf("amina", number, number, kes(shillings))


def test_an_amount_is_spread_over_what_is_due_and_the_rest_is_saved():
    dues = [due("LN-0001", 100), due("LN-0002", 0), due("LN-0003", 50)]
    assert list(spread(kes(80), dues)) == [("LN-0001", kes(80))]
    assert list(spread(kes(150), dues)) == [("LN-0001", kes(100)), ("LN-0003", kes(50))]
    assert list(spread(kes(151), dues)) == [("LN-0001", kes(100)), ("LN-0003", kes(50)), ("", kes(1))]
    assert list(spread(kes(9), [])) == [("", kes(9))]
