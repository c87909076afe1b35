"""Loans that change: a new plan, a transfer to the bank, money sent again, a loss and what comes after it."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from core import proofs
from core.lending.messages import (
    AlreadyApplied,
    AssessLate,
    CannotBePlanned,
    ConsentMissing,
    Disburse,
    LoanOf,
    LoanOffers,
    NoSuchLoan,
    NotInThisState,
    NotTheLast,
    NotYet,
    PayOffOf,
    ReasonMissing,
    ReceiveRepayment,
    ReferenceUsed,
    Repaid,
    RepaymentsOf,
    Reschedule,
    Rescheduled,
    ReverseRepayment,
    ScheduleOf,
    TooLongAgo,
    WriteOff,
    WrongAmount,
    WrongReference,
)
from core.messages import NotPermitted, SecondPersonNeeded
from core.permissions.messages import DecideApproval
from tests.house import House
from tests.unit.lending_house import APPROVER, OFFICER, TELLER, Lender, kes, unproven


@pytest.fixture
async def lender(house: House) -> Lender:
    made = Lender(house)
    await made.lends()
    return made


@pytest.fixture
async def late(lender: Lender) -> str:
    """The id of a loan of 5,000 whose first instalment is 45 days late, 17 of late charges among what is open."""
    member = await lender.member(deposits=12_000)
    await lender.lend(member)
    lender.house.clock.now = datetime(2026, 5, 26, 9, tzinfo=UTC)
    await lender.house.must(AssessLate(day=date(2026, 5, 26)))
    return str((await lender.loan("LN-0001")).id)


def plan(loan: str, months: int = 6, **more: str) -> Reschedule:
    said = {"reason": "harvest failed", "consent": "agreed on the phone, price read to her"} | more
    return Reschedule(loan=loan, months=months, consent_channel="call", **said)


#: Those of the books as a whole that a loan touches; payments are proven without a payment in these tests.
PROOFS = (
    proofs.entries_balance, proofs.trial_balance_is_zero, proofs.savings_not_negative, proofs.loans_are_owed,
    proofs.penalties_are_owed,
)  # fmt: skip


async def everything_holds(house: House) -> None:
    assert await unproven(house) == {}
    async with house.database.reading() as connection:
        for prove in PROOFS:
            assert (await prove(connection, house.hold.institution)).detail == ""


async def test_two_people_spread_what_is_left_and_the_old_plan_is_kept(lender, late):
    waits = await lender.house.perform(plan(late), by=OFFICER)
    assert isinstance(waits, SecondPersonNeeded)
    assert (await lender.loan("LN-0001")).plan_version == 1
    await lender.house.must(DecideApproval(approval=waits.approval, approve=True), by=APPROVER)

    new = await lender.house.must(ScheduleOf(loan=late))
    # 5,000 flat at 1.5 %: 75 a month, and with the first the 225 of the three months that have begun.
    assert [(row.number, row.principal, row.interest) for row in new][:2] == [
        (4, kes(834), kes(300)), (5, kes(834), kes(75)),
    ]  # fmt: skip
    assert [str(row.due_on) for row in new] == [
        "2026-06-26", "2026-07-26", "2026-08-26", "2026-09-26", "2026-10-26", "2026-11-26",
    ]  # fmt: skip
    assert sum(row.principal.minor_units for row in new) == 500_000
    old = await lender.house.must(ScheduleOf(loan=late, version=1))
    assert [row.total for row in old] == [kes(1742), kes(1742), kes(1741)]
    assert {row.open for row in old} == {kes(0)}, "the old plan asks for nothing any more"

    file = await lender.house.must(LoanOf(loan=late))
    assert (file.days_late, file.plan_version, file.balances.penalties) == (0, 2, kes(17))
    [change] = file.changes
    assert (change.what, change.version, change.by, change.consent_channel) == ("reschedule", 2, "staff:6", "call")
    assert "LoanReplanned" in await lender.told()
    await everything_holds(lender.house)


async def test_repayments_go_on_with_the_new_plan(lender, late):
    await lender.house.must(plan(late))
    repaid = await lender.repay("LN-0001", 1151)
    assert (repaid.penalties, repaid.interest, repaid.principal) == (kes(17), kes(300), kes(834))
    rows = await lender.house.must(ScheduleOf(loan=late))
    assert [(str(row.paid_on), row.open.plain()) for row in rows][:2] == [("2026-05-26", "0"), ("None", "909")]

    lender.house.clock.now = datetime(2026, 7, 10, 9, tzinfo=UTC)
    pay_off = await lender.house.must(PayOffOf(loan=late))
    # The second month of the plan has begun, and so has its interest.
    assert (pay_off.principal, pay_off.interest, pay_off.saves) == (kes(4166), kes(75), kes(300))
    done = await lender.repay("LN-0001", 4241)
    assert done.next_due is None
    assert (await lender.loan("LN-0001")).state == "closed"
    await everything_holds(lender.house)


async def test_what_was_paid_towards_the_old_plan_is_not_taken_back_any_more(lender, late):
    await lender.repay("LN-0001", 500, payment="pay-old")
    await lender.house.must(plan(late))
    back = ReverseRepayment(entry_key="payment:pay-old:principal", reversal_key="back-1", payment="back-1")
    assert await lender.house.perform(back) == NotTheLast()
    await lender.repay("LN-0001", 500, payment="pay-new")
    before = await lender.house.must(ScheduleOf(loan=late))
    again = ReverseRepayment(entry_key="payment:pay-new:principal", reversal_key="back-2", payment="back-2")
    await lender.house.must(again)
    rows = await lender.house.must(ScheduleOf(loan=late))
    assert (rows[0].open, rows[0].paid_on) == (before[0].open + kes(500), None)
    await everything_holds(lender.house)


async def test_the_new_plan_asks_no_more_interest_than_the_principal_it_was_late_with(lender, late):
    """Flat at 1.5 % for 120 months would be 9,000 on 5,000; with the 17 that are open already, 4,983 may be asked."""
    await lender.house.must(plan(late, months=120))
    rows = await lender.house.must(ScheduleOf(loan=late))
    assert sum(row.interest.minor_units for row in rows) == 498_300
    assert sum(row.principal.minor_units for row in rows) == 500_000


async def test_odd_cents_come_with_the_last_instalment(lender, late):
    await lender.repay("LN-0001", "100.50")
    await lender.house.must(plan(late, months=3))
    rows = await lender.house.must(ScheduleOf(loan=late))
    assert sum((row.principal for row in rows), kes(0)) == kes("4991.50")
    assert rows[-1].total.plain() == "1,737.50"
    await lender.repay("LN-0001", "400.30")
    await lender.house.must(plan(late, months=2))
    await everything_holds(lender.house)


async def test_a_plan_needs_a_reason_a_consent_and_months_that_fit(lender, late):
    assert await lender.house.perform(plan(late, reason=" ")) == ReasonMissing()
    assert await lender.house.perform(plan(late, consent="")) == ConsentMissing()
    for months in (0, 121):
        assert await lender.house.perform(plan(late, months=months)) == CannotBePlanned(120)
    assert await lender.house.perform(plan("nobody's")) == NoSuchLoan()
    assert await lender.house.perform(plan(late), by=TELLER) == NotPermitted("Reschedule")


async def test_a_transfer_to_the_bank_is_booked_once_per_reference_by_two_people(lender, late):
    came = ReceiveRepayment(loan=late, amount=kes(1759), reference="ft 26145-abc1")
    await lender.house.agreed(came, by=TELLER, second=APPROVER)

    assert await lender.balance("bank:main") == "1,759"
    assert await lender.house.perform(came, by=TELLER) == ReferenceUsed("LN-0001")
    [line] = (await lender.house.must(RepaymentsOf(loan=late))).items
    assert (line.amount, line.penalties, line.interest, line.principal) == (kes(1759), kes(17), kes(75), kes(1667))
    assert "RepaymentArrived" in await lender.told()
    await everything_holds(lender.house)


async def test_two_that_book_the_same_transfer_at_once_book_it_once(lender, late):
    came = ReceiveRepayment(loan=late, amount=kes(100), reference="FT26145ABC1")
    answers = await asyncio.gather(*(lender.house.perform(came) for _ in range(4)))
    assert sum(isinstance(answer, Repaid) for answer in answers) == 1
    assert await lender.balance("bank:main") == "100"


async def test_a_transfer_that_cannot_be_one_is_refused(lender, late):
    for wrong, refusal in (
        ({"reference": "abc"}, WrongReference()),
        ({"amount": kes(0)}, WrongAmount()),
        ({"amount": kes(-5)}, WrongAmount()),
        ({"loan": "nobody's"}, NoSuchLoan()),
    ):
        values = {"loan": late, "amount": kes(100), "reference": "FT26145ABC1"} | wrong
        assert await lender.house.perform(ReceiveRepayment(**values)) == refusal


async def test_money_that_never_left_is_sent_again_to_the_same_loan(lender):
    member = await lender.member(deposits=12_000)
    await lender.apply(member)
    await lender.paid("LN-0001", paid=False)
    loan = (await lender.loan("LN-0001")).id
    first = (await lender.loan("LN-0001")).payment

    second = await lender.house.must(Disburse(loan=loan), by=OFFICER)
    assert second != first
    assert await lender.balance("loans:LN-0001:principal") == "5,000"
    await lender.paid("LN-0001", paid=False)
    assert await lender.balance("in_transit:daraja") == "0"
    assert (await lender.told()).count("LoanNotPaidOut") == 2

    await lender.house.must(Disburse(loan=loan), by=OFFICER)
    await lender.paid("LN-0001")
    assert (await lender.loan("LN-0001")).state == "active"
    assert await lender.balance("clearing:daraja") == "-4,940"
    assert await unproven(lender.house) == {}
    assert await lender.house.perform(Disburse(loan=loan), by=OFFICER) == NotInThisState("active")


async def test_money_is_not_sent_again_beside_another_application_or_long_after_the_signature(lender):
    member = await lender.member(deposits=12_000)
    await lender.apply(member)
    await lender.paid("LN-0001", paid=False)
    loan = (await lender.loan("LN-0001")).id
    await lender.apply(member)
    assert isinstance(await lender.house.perform(Disburse(loan=loan), by=OFFICER), AlreadyApplied)
    await lender.paid("LN-0002")
    lender.house.clock.later(hours=25)
    answer = await lender.house.perform(Disburse(loan=loan), by=OFFICER)
    assert isinstance(answer, NotYet)
    assert answer.reason == "loan"
    lender.house.clock.later(days=30)
    assert await lender.house.perform(Disburse(loan=loan), by=OFFICER) == TooLongAgo(30)


async def test_a_loan_is_given_up_by_two_people_and_is_a_loss(lender, late):
    await lender.house.agreed(WriteOff(loan=late, reason="moved away"), by=OFFICER, second=APPROVER)

    assert await lender.balance("loan_losses:written_off") == "5,017"
    assert await lender.balance("loans:LN-0001:principal") == "0"
    assert await lender.balance("receivable:LN-0001:penalties") == "0"
    file = await lender.house.must(LoanOf(loan=late))
    # She owes what the pay-off was: 5,000, the 17, and 225 of interest of the months that had begun.
    assert (file.state, file.balances.written_off, file.may) == ("written_off", kes(5242), ("repay",))
    assert await lender.house.perform(WriteOff(loan=late, reason="again")) == NotInThisState("written_off")
    assert await lender.house.perform(plan(late)) == NotInThisState("written_off")
    member = (await lender.loan("LN-0001")).member
    assert await lender.house.perform(LoanOffers(member=member)) == NotYet("late")
    assert await lender.house.must(AssessLate(day=date(2026, 5, 27))) == 0
    await everything_holds(lender.house)


async def test_what_comes_after_a_loss_is_income_and_the_rest_is_hers(lender, late):
    await lender.house.must(WriteOff(loan=late, reason="moved away"))
    first = await lender.repay("LN-0001", 5000, payment="pay-first")
    assert (first.recovered, first.over) == (kes(5000), kes(0))
    assert await lender.balance("recoveries:loans") == "-5,000"
    again = await lender.repay("LN-0001", 5000, payment="pay-first")
    assert again == first, "the same payment is booked once"

    last = await lender.repay("LN-0001", 300, confirmed=False)
    assert (last.recovered, last.over) == (kes(242), kes(58))
    assert await lender.balance("recoveries:loans") == "-5,242"
    more = await lender.repay("LN-0001", 10)
    assert (more.recovered, more.over) == (None, kes(10))
    member = (await lender.loan("LN-0001")).member
    assert not isinstance(await lender.house.perform(LoanOffers(member=member)), NotYet)
    lines = (await lender.house.must(RepaymentsOf(loan=late))).items
    assert {line.recovered for line in lines} == {kes(242), kes(5000)}
    await everything_holds(lender.house)


async def test_the_answer_names_the_new_plan(lender, late):
    answer = await lender.house.must(plan(late))
    assert answer == Rescheduled("LN-0001", 2, 6, kes(1134), kes(5692))
