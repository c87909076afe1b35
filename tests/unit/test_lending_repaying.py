"""Repaying through the door: on time, early, late, too much, and money nobody has confirmed yet."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.lending.messages import (
    AssessLate,
    FindLoan,
    LoanLines,
    LoanNumberTaken,
    LoanOffers,
    LoansOf,
    NoLoan,
    NoSuchLoan,
    NoSuchProduct,
    NotYet,
    OldestDueLoan,
    OpenLoan,
)
from core.savings.messages import AccountsOf
from tests.house import House
from tests.unit.lending_house import Lender, kes, unproven


@pytest.fixture
async def lender(house: House) -> Lender:
    made = Lender(house)
    await made.lends()
    return made


@pytest.fixture
async def baraka(lender: Lender) -> str:
    """LN-0017, one instalment paid, the next one due on 1 April."""
    member = await lender.member(ordinary=3_200)
    opened = OpenLoan(
        member=member, product="boost", amount=kes(5_000), months=3, disbursed_on=date(2026, 2, 1),
        number="LN-0017", paid_instalments=1,
    )  # fmt: skip
    assert await lender.house.must(opened) == "LN-0017"
    return member


async def savings(lender: Lender, member: str) -> tuple[str, str]:
    """(balance, available) of the ordinary account."""
    held = await lender.house.must(AccountsOf(member=member))
    ordinary = next(account for account in held if account.kind == "ordinary")
    return ordinary.balance.plain(), ordinary.available.plain()


async def test_a_running_loan_comes_in_with_what_is_left_of_it(lender, baraka):
    (loan,) = await lender.house.must(LoansOf(member=baraka))
    assert (loan.number, loan.left, loan.next_amount, loan.next_due) == (
        "LN-0017", kes(3_483), kes(1_742), date(2026, 4, 1),
    )  # fmt: skip
    assert (loan.payoff, loan.saves, loan.late, loan.late_since) == (kes(3_408), kes(75), kes(0), None)
    assert await lender.balance("loans:LN-0017:principal") == "3,333"
    assert await unproven(lender.house) == {}


async def test_numbers_go_on_after_those_that_came_in(lender, baraka):
    assert (await lender.apply(await lender.member(ordinary=500))).number == "LN-0018"
    again = OpenLoan(
        member=baraka, product="boost", amount=kes(5_000), months=3, disbursed_on=date(2026, 2, 1), number="ln 0017"
    )
    assert await lender.house.perform(again) == LoanNumberTaken()
    unknown = OpenLoan(member=baraka, product="gold", amount=kes(500), months=3, disbursed_on=date(2026, 2, 1))
    assert await lender.house.perform(unknown) == NoSuchProduct()


FOUND = {"LN-0017": True, "ln0017": True, " Ln 00 17 ": True, "LN17": False, "LN-0170": False, "17": False, "": False}


async def test_a_loan_is_found_by_its_number_as_typed_digit_by_digit(lender, baraka):
    loan = await lender.loan("LN-0017")
    for words, is_found in FOUND.items():
        found = await lender.house.perform(FindLoan(words=words))
        assert found == ((loan.id, "LN-0017", baraka) if is_found else NoSuchLoan()), words


async def test_an_instalment_on_time(lender, baraka):
    repaid = await lender.repay("LN-0017", 1_742)

    assert (repaid.interest, repaid.principal, repaid.over) == (kes(75), kes(1_667), kes(0))
    assert (repaid.next_amount, repaid.next_due) == (kes(1_741), date(2026, 5, 1))
    assert await lender.balance("loans:LN-0017:principal") == "1,666"
    assert await lender.balance("interest_income:loans") == "-75"
    assert await lender.told() == ["RepaymentArrived"]
    assert await unproven(lender.house) == {}


async def test_all_of_it_today_saves_interest_and_the_rest_is_savings(lender, baraka):
    repaid = await lender.repay("LN-0017", 3_500)

    assert (repaid.interest, repaid.principal, repaid.over) == (kes(75), kes(3_333), kes(92))
    assert (repaid.next_amount, repaid.next_due) == (None, None)
    assert (await lender.loan("LN-0017")).state == "closed"
    assert await savings(lender, baraka) == ("3,292", "3,292")
    assert await lender.told() == ["LoanFinished"]
    assert await lender.house.perform(LoansOf(member=baraka)) == NoLoan()
    assert [offer.product for offer in await lender.house.must(LoanOffers(member=baraka))] == ["boost"]
    assert await unproven(lender.house) == {}


async def test_money_for_a_finished_loan_is_a_deposit(lender, baraka):
    await lender.repay("LN-0017", 3_408)
    repaid = await lender.repay("LN-0017", 100)
    assert (repaid.principal, repaid.over) == (kes(0), kes(100))
    assert await savings(lender, baraka) == ("3,300", "3,300")
    assert await lender.told() == ["LoanFinished", "DepositArrived"]


async def test_reported_money_repays_but_what_is_over_waits_for_its_proof(lender, baraka):
    await lender.repay("LN-0017", 3_500, confirmed=False)
    assert (await lender.loan("LN-0017")).state == "closed"
    assert await savings(lender, baraka) == ("3,292", "3,200")


async def test_the_same_money_is_booked_once(lender, baraka):
    first = await lender.repay("LN-0017", 1_742, payment="same")
    assert await lender.repay("LN-0017", 1_742, payment="same") == first
    assert await lender.balance("loans:LN-0017:principal") == "1,666"


async def test_repayments_at_the_same_moment_add_up(lender, baraka):
    await asyncio.gather(*(lender.repay("LN-0017", 500) for _ in range(4)))
    assert await lender.balance("clearing:daraja") == "2,000"
    assert (await lender.loan("LN-0017")).paid == 174_200 + 200_000
    assert await unproven(lender.house) == {}


async def test_money_for_a_loan_not_yet_paid_out_finds_no_place_there(lender):
    member = await lender.member(ordinary=500)
    number = (await lender.apply(member)).number
    assert await lender.try_to_repay(number, 500) == NoSuchLoan()
    assert await lender.house.perform(FindLoan(words=number)) == NoSuchLoan()


async def test_the_loan_that_is_due_first(lender, baraka):
    later = OpenLoan(
        member=baraka, product="kilimo", amount=kes(9_000), months=3, disbursed_on=date(2026, 3, 5), number="LN-0003"
    )
    await lender.house.must(later)
    oldest = await lender.house.must(OldestDueLoan(member=baraka))
    assert oldest[1] == "LN-0017"
    assert [loan.number for loan in await lender.house.must(LoansOf(member=baraka))] == ["LN-0017", "LN-0003"]
    stranger = await lender.member()
    assert await lender.house.perform(OldestDueLoan(member=stranger)) == NoLoan()


async def test_the_last_lines_of_her_loans(lender, baraka):
    await lender.repay("LN-0017", 1_742)
    lines = await lender.house.must(LoanLines(member=baraka))
    assert [(line.what, line.amount, line.number) for line in lines] == [
        ("repay_loan", kes(1_742), "LN-0017"),
        ("disburse_loan", kes(-4_940), "LN-0017"),
    ]


# The daily look at what is late


async def assess(lender: Lender, day: date | None = None) -> int:
    return await lender.house.must(AssessLate(day=day or lender.house.clock.now.date()))


async def test_chebet_is_45_days_late_and_hears_it(lender):
    chebet = await lender.member(ordinary=500)
    opened = OpenLoan(
        member=chebet, product="boost", amount=kes(5_000), months=3, disbursed_on=date(2025, 12, 25), number="LN-0009"
    )
    await lender.house.must(opened)
    (loan,) = await lender.house.must(LoansOf(member=chebet))
    assert (loan.late, loan.late_since, loan.next_amount) == (kes(3_484), date(2026, 1, 25), kes(3_484))
    assert (lender.house.clock.now.date() - loan.late_since).days == 45
    no = await lender.house.perform(LoanOffers(member=chebet))
    assert no == NotYet("late")


async def test_thirty_days_late_cost_one_per_cent_of_what_is_late_once(lender, baraka):
    lender.house.clock.now += timedelta(days=51)  # 1 May: thirty days after 1 April
    assert await assess(lender) == 1
    assert await assess(lender) == 0

    assert await lender.balance("receivable:LN-0017:penalties") == "17"
    (loan,) = await lender.house.must(LoansOf(member=baraka))
    assert (loan.late, loan.next_amount) == (kes(1_742), kes(1_742 + 1_741 + 17))
    assert await unproven(lender.house) == {}

    repaid = await lender.repay("LN-0017", 1_759)
    assert (repaid.penalties, repaid.interest, repaid.principal) == (kes(17), kes(75), kes(1_667))
    assert await lender.balance("receivable:LN-0017:penalties") == "0"
    assert (await lender.loan("LN-0017")).default_on is None
    assert await unproven(lender.house) == {}


async def test_missed_days_are_made_up_without_charging_twice(lender, baraka):
    lender.house.clock.now += timedelta(days=82)  # 1 June
    for day in (date(2026, 5, 1), date(2026, 5, 2), date(2026, 6, 1)):
        await assess(lender, day)
        await assess(lender, day)
    charged = await lender.house.rows("select number, turn, amount from late_charges order by number, turn")
    assert [tuple(row) for row in charged] == [(2, 1, 1_700), (2, 2, 1_700), (3, 1, 1_700)]
    assert await unproven(lender.house) == {}


async def test_reminders_come_once_each_and_on_their_day(lender, baraka):
    told = {}
    for day in (28, 29, 30, 31, 32, 33, 39, 62):  # counted from 1 March
        lender.house.clock.now = lender.house.clock.now.replace(month=3, day=1) + timedelta(days=day - 1)
        before = len(await lender.told())
        await assess(lender)
        told[day] = (await lender.told())[before:]
    assert told == {
        28: [], 29: ["InstalmentDue"], 30: [], 31: [], 32: ["InstalmentDue"], 33: ["InstalmentLate"],
        39: ["InstalmentLate"], 62: ["InstalmentLate"],
    }  # fmt: skip


async def test_whoever_paid_is_left_in_peace(lender, baraka):
    await lender.repay("LN-0017", 1_742)
    lender.house.clock.now += timedelta(days=22)  # 2 April
    assert await assess(lender) == 0
    assert await lender.told() == ["RepaymentArrived"]


@pytest.mark.parametrize("calls", [True, False])
async def test_a_week_late_the_phone_rings_once_where_the_institution_calls(lender, baraka, calls):
    house = replace(lender.house.hold.institution, reminder_calls=calls)
    lender.house.hold = replace(lender.house.hold, institution=house)
    rung = []
    for day in (33, 38, 39, 39, 40):  # counted from 1 March; due on the 32nd
        lender.house.clock.now = lender.house.clock.now.replace(month=3, day=1) + timedelta(days=day - 1)
        await assess(lender)
        rung.append(len(await lender.house.jobs("voice.call")))
    assert rung == ([0, 0, 1, 1, 1] if calls else [0] * 5)
