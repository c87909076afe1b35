"""An institution moves in: thirty faults are named line by line, the corrected files come in once, the proofs hold."""

from __future__ import annotations

import time

import pytest

from core.audit import SealAudit
from core.closing.messages import CloseDay
from core.imports.messages import FileHasFaults, ImportFile, NewMember, RegisterMembers
from core.ledger.messages import TrialBalance
from core.lending.messages import AssessLate, LoansOf
from core.members.messages import FindMember
from core.phone import Phone
from core.savings.messages import AccountsOf, LastLines
from tests.house import House
from tests.unit.imports_house import (
    ON,
    Sheet,
    asked,
    balances,
    broken,
    checks,
    counted,
    faults,
    imports,
    kes,
    lends,
    loans,
    members,
    says,
)
from tests.unit.lending_house import Lender, unproven

MEMBERS, LOANS = 5_000, 2_000
#: The limit that a file has to stay far below on a machine that does nothing else.
SECONDS = 20


def plant_members(sheet: Sheet) -> list[tuple[int, str]]:
    """Twelve lines that are wrong, each in another way."""
    sheet.lines[4_000 - 2] = sheet.lines[4_000 - 2][:5]
    return [
        (sheet.plant(7, 0, "SACCO/7"), "member number"),
        (sheet.plant(100, 0, "M-00050"), "member number"),
        (sheet.plant(211, 1, "=HYPERLINK(1)"), "full name"),
        (sheet.plant(317, 2, sheet.lines[300 - 2][2]), "id number"),
        (sheet.plant(555, 2, "n/a"), "id number"),
        (sheet.plant(1_009, 3, "31/02/1980"), "born"),
        (sheet.plant(1_500, 3, "11/03/2019"), "born"),
        (sheet.plant(2_222, 4, "07123"), "phone"),
        (sheet.plant(2_500, 4, sheet.lines[2_400 - 2][4]), "phone"),
        (sheet.plant(3_333, 6, "2027-01-01"), "joined on"),
        (sheet.plant(3_900, 5, "French"), "language"),
        (4_000, ""),
    ]


def plant_balances(sheet: Sheet) -> list[tuple[int, str]]:
    """Nine more."""
    return [
        (sheet.plant(9, 0, "M-09999"), "member number"),
        (sheet.plant(50, 2, "-500.00"), "amount"),
        (sheet.plant(1_000, 2, "12.345"), "amount"),
        (sheet.plant(2_001, 2, "1,2345"), "amount"),
        (sheet.plant(3_000, 2, "9,999,999,999,999"), "amount"),
        (sheet.plant(4_444, 1, "gold"), "kind"),
        (sheet.plant(7_003, 1, "shares"), "kind"),
        (sheet.plant(9_009, 2, ""), "amount"),
        (sheet.plant(15_001, 2, "=A1+A2"), "amount"),
    ]


def plant_loans(sheet: Sheet) -> list[tuple[int, str]]:
    """And nine."""
    return [
        (sheet.plant(3, 0, "M-08888"), "member number"),
        (sheet.plant(200, 1, "LN-0007"), "loan number"),
        (sheet.plant(333, 2, "Mortgage"), "product"),
        (sheet.plant(500, 3, "6,000.50"), "amount"),
        (sheet.plant(700, 4, "0"), "months"),
        (sheet.plant(901, 5, "15/13/2025"), "disbursed on"),
        (sheet.plant(1_100, 6, "12"), "instalments paid"),
        (sheet.plant(1_201, 7, "999,999"), "principal left"),
        (sheet.plant(1_999, 8, "(20.00)"), "penalties"),
    ]


async def test_thirty_faults_are_named_and_the_corrected_files_come_in_once(house: House):
    await lends(house)
    planted = 0
    for kind, made, plants in (
        ("members", lambda: members(MEMBERS), plant_members),
        ("balances", lambda: balances(MEMBERS), plant_balances),
        ("loans", lambda: loans(LOANS), plant_loans),
    ):
        wrong, right = made(), made()
        expected = plants(wrong)
        planted += len(expected)
        found = await checks(house, kind, wrong.text)
        assert faults(found) == sorted(expected), says(found)
        before = await counted(house)
        assert await house.perform(ImportFile(**asked(kind, wrong.text))) == FileHasFaults(len(expected))
        assert await counted(house) == before

        began = time.perf_counter()
        done = await imports(house, kind, right.text)
        assert time.perf_counter() - began < SECONDS
        assert (done.new + done.there, (await checks(house, kind, right.text)).imported_as) == (
            len(right.lines),
            done.batch,
        )
        assert await broken(house) == []
    assert planted == 30

    after = await counted(house)
    assert (after["members"], after["savings_accounts"], after["loans"]) == (MEMBERS, 3 * MEMBERS, LOANS)
    # One entry for each file of money, and no SMS to anybody.
    assert (after["entries"], after["jobs"]) == (2, 0)
    for kind, right in (("members", members(MEMBERS)), ("balances", balances(MEMBERS)), ("loans", loans(LOANS))):
        again = await imports(house, kind, right.text)
        assert (again.new, again.there) == (0, len(right.lines))
        # Another file with the same lines: every line is there already.
        longer = await imports(house, kind, right.text + "\r\n")
        assert (longer.new, longer.there) == (0, len(right.lines))
    assert await counted(house) == after
    assert await broken(house) == []
    assert await unproven(house) == {}


@pytest.fixture
async def moved_in(house: House) -> House:
    await lends(house)
    await imports(house, "members", members(20).text)
    await imports(house, "balances", balances(20).text)
    await imports(house, "loans", loans(12).text)
    return house


async def test_a_member_sees_her_own_as_it_was(moved_in: House):
    house = moved_in
    member = await house.must(FindMember(words="m4"))
    held = {each.kind: str(each.balance) for each in await house.must(AccountsOf(member=member))}
    assert held == {"shares": "KES 2,004.04", "deposits": "KES 10,012.04", "ordinary": "KES 4.04"}
    [loan] = await house.must(LoansOf(member=member))
    assert (loan.number, loan.product) == ("LN-0004", "Kilimo")
    lines = await house.must(LastLines(member=member))
    assert {(line.what, line.on) for line in lines if line.what == "opening"} == {("opening", ON)}


async def test_the_balances_meet_in_one_entry_on_the_day_of_the_cut_over(moved_in: House):
    house = moved_in
    entries = await house.rows("select what, booked_on, count(*) as n from entries group by what, booked_on")
    assert [(row.what, str(row.booked_on), row.n) for row in entries] == [("opening_of_books", str(ON), 2)]
    sums = {line.account: line.credit - line.debit for line in await house.must(TrialBalance())}
    owned = sums["shares"] + sums["deposits"] + sums["savings"]
    assert owned == (await checks(house, "balances", balances(20).text)).totals.amount
    assert sums["opening"] == -(owned + sums["loans"] + sums["receivable"])


async def test_the_principal_of_the_other_books_is_taken_and_the_difference_said(moved_in: House):
    house = moved_in
    found = await checks(house, "loans", loans(12).text + "\n")
    assert found.notes == ()
    sheet = Sheet(loans(0).header, [["M-00013", "LN-0500", "boost", "6,000", "3", "2026-01-15", "1", "4,321.50", ""]])
    found = await checks(house, "loans", sheet.text)
    assert [note.says for note in found.notes] == [
        "Our schedule leaves KES 4,000 of LN-0500, the file KES 4,321.50: what the file says is taken."
    ]
    await imports(house, "loans", sheet.text)
    [row] = await house.rows("select owed from loans where number = 'LN-0500'")
    assert row.owed == 432_150
    assert await unproven(house) == {}


async def test_a_loan_that_moved_in_runs_to_its_end(moved_in: House):
    """Whatever principal was left, charges and repayments go by the books and the last one closes it."""
    house = moved_in
    lender = Lender(house)
    for nth in (4, 8, 10, 12):
        number = f"LN-{nth:04d}"
        await lender.repay(number, 100)
        house.clock.later(days=1)
        await house.must(AssessLate(day=house.clock.now.date()))
        assert await unproven(house) == {}
        member = await house.must(FindMember(words=f"m{nth}"))
        [loan] = await house.must(LoansOf(member=member))
        await lender.repay(number, str(loan.payoff.decimal))
        assert (await lender.loan(number)).state == "closed"
    assert await unproven(house) == {}
    await house.must(SealAudit())
    assert await broken(house) == []


async def test_other_facts_about_the_same_are_faults_that_name_both(moved_in: House):
    house = moved_in
    people = members(20)
    people.plant(5, 1, "Somebody Else")
    people.plant(6, 2, people.lines[20 - 2][2])
    people.plant(7, 4, "0799 999 999")
    found = await checks(house, "members", people.text)
    assert [line for line, _ in faults(found)] == [5, 6, 7, 20]
    assert "“Somebody Else” here and “Esther Wanjiru” in the books for M-00004" in says(found)[0]
    assert found.totals.there == 16

    money = balances(20)
    money.plant(2, 2, "1.00")
    [said] = says(await checks(house, "balances", money.text))
    assert said.startswith("2 amount: is KES 1 here, and C00001 was opened with KES 2,001.01.")

    lent = loans(12)
    lent.plant(2, 3, "9,000")
    lent.plant(3, 0, "M-00001")
    found = await checks(house, "loans", lent.text)
    assert [(fault.line, fault.field) for fault in found.faults] == [(2, "amount"), (3, "loan number")]


async def test_a_number_of_another_member_is_named(moved_in: House):
    sheet = members(21)
    sheet.lines = [sheet.lines[-1]]
    sheet.plant(2, 2, members(3).lines[2][2])
    sheet.plant(2, 4, "0700000004")
    assert says(await checks(moved_in, "members", sheet.text)) == [
        "2 id number: belongs to M-00003 in the books. Look which of the two is right.",
        "2 phone: belongs to M-00004 in the books. Look which of the two is right.",
    ]


async def test_totals_that_were_not_expected_refuse(house: House):
    await imports(house, "members", members(3).text)
    text = balances(3).text
    found = await checks(house, "balances", text)
    assert (found.totals.rows, found.totals.members, len(found.totals.parts)) == (9, 3, 3)
    right = found.totals.amount
    assert faults(await checks(house, "balances", text, total=right, rows=9)) == []
    wrong = await checks(house, "balances", text, total=right + kes(1), rows=10)
    assert faults(wrong) == [(0, "rows"), (0, "total")]
    refused = await house.perform(ImportFile(**asked("balances", text, total=right - kes(1))))
    assert refused == FileHasFaults(1)


async def test_the_next_member_gets_the_number_after_the_last_of_the_file(moved_in: House):
    new = await moved_in.must(
        RegisterMembers(
            members=(
                NewMember(
                    number="M-00300", full_name="Zawadi", id_number="A1234567", born_on=ON.replace(year=1990),
                    phone=Phone("+254711111111"), language="sw", tier=1, joined_on=ON,
                ),
            )
        )
    )  # fmt: skip
    assert len(new) == 1
    lender = Lender(moved_in)
    await lender.member()
    assert [row.number for row in await moved_in.rows("select number from members order by number desc limit 1")] == [
        "M-00301"
    ]


async def test_a_closed_day_takes_nothing_any_more_and_the_dry_run_says_so(moved_in: House):
    house = moved_in
    await house.must(CloseDay(day=ON))
    text = balances(20).text
    sheet = Sheet(balances(0).header, [["M-00001", "shares", "2,001.01"]])
    assert [note.field for note in (await checks(house, "balances", sheet.text)).notes] == ["on"]
    assert (await checks(house, "balances", text, on=house.clock.now.date())).notes == ()
