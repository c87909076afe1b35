"""Members' cash at the desk: what is saved, repaid and taken out, its limits, and how a mistake is taken back."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from core.lending.messages import AssessLate, LoansOf, NoLoan, NoSuchLoan, NotTheLast, WriteOff
from core.lending.notices import LoanFinished, RepaymentArrived
from core.members.messages import BlockMember, NoSuchMember
from core.messages import AccountBlocked, NotPermitted
from core.payments.messages import OverTierLimit
from core.permissions.messages import DecideApproval
from core.savings.messages import (
    AccountsOf,
    CashPaidOut,
    DepositArrived,
    IdentityNeeded,
    JustDone,
    NoSuchAccount,
    NotEnough,
    OverDailyLimit,
    PayOutCash,
)
from core.tills import messages as tills
from tests.unit.desk_house import APPROVER, AUDITOR, MANAGER, OTIENO, WANJIRU, Desk, kes, receipt, refused, waits
from tests.unit.members_house import told


@pytest.fixture
async def desk(house) -> Desk:
    made = Desk(house)
    await made.opens()
    await made.takes_till(amount=90_000)
    return made


async def test_the_member_hears_of_each_movement_with_its_receipt(desk):
    amina = await desk.member(saves=1_000)
    loan = await desk.loan(amina)
    saved, taken = receipt(await desk.saves(amina, 500)), receipt(await desk.takes_out(amina, 200))
    repaid = receipt(await desk.repays(loan, 600))
    assert await told(desk.house, DepositArrived) == [DepositArrived(kes(500), saved.receipt)]
    assert await told(desk.house, CashPaidOut) == [CashPaidOut(kes(200), taken.receipt)]
    [arrived] = await told(desk.house, RepaymentArrived)
    assert (arrived.receipt, arrived.amount, arrived.number) == (repaid.receipt, kes(600), loan)
    mine = await desk.house.must(tills.Receipts(member=amina), by=AUDITOR)
    assert [each.receipt for each in mine.items] == [each.receipt for each in (repaid, taken, saved)]
    assert await desk.house.must(tills.ReceiptOf(receipt=saved.receipt.lower()), by=AUDITOR) == saved
    assert await desk.asks(tills.ReceiptOf(receipt="R-9"), by=AUDITOR) == tills.NoSuchReceipt()


async def test_receipts_are_listed_by_till_and_day_page_after_page(desk):
    amina = await desk.member()
    for amount in (100, 200, 300):
        await desk.saves(amina, amount)
    first = await desk.house.must(tills.Receipts(till="T-01", limit=2), by=AUDITOR)
    rest = await desk.house.must(tills.Receipts(till="T-01", limit=2, cursor=first.next), by=AUDITOR)
    shown = [str(each.amount) for page in (first, rest) for each in page.items]
    assert shown == ["KES 300", "KES 200", "KES 100", "KES 90,000"]
    assert rest.next == ""
    today = await desk.house.must(tills.Receipts(day=date(2026, 3, 11)), by=AUDITOR)
    before = await desk.house.must(tills.Receipts(day=date(2026, 3, 10)), by=AUDITOR)
    assert (len(today.items), len(before.items)) == (5, 0)


async def test_cash_may_go_to_shares_and_deposits_of_the_member_alone(desk):
    amina, baraka = await desk.member(), await desk.member()
    for account in ("C00001", "d 1"):
        await desk.saves(amina, 1_000, account=account)
    held = await desk.house.must(AccountsOf(member=amina))
    assert [str(account.balance) for account in held] == ["KES 1,000", "KES 1,000", "KES 0"]
    assert await desk.saves(baraka, 1_000, account="C00001") == NoSuchAccount()
    assert await desk.saves(amina, 1_000, account="C00099") == NoSuchAccount()
    assert await desk.saves("nobody", 1_000) == NoSuchMember()


async def test_until_her_identity_is_checked_she_saves_only_so_much_a_day(desk):
    amina = await desk.member(tier=0)
    mistake = receipt(await desk.saves(amina, 9_000))
    assert await desk.saves(amina, 2_000) == OverTierLimit(kes(1_000))
    await desk.reverses(mistake.receipt)
    receipt(await desk.saves(amina, 10_000))
    assert await desk.takes_out(amina, 100) == IdentityNeeded()


async def test_a_repayment_beyond_the_loan_is_saved(desk):
    amina = await desk.member()
    loan = await desk.loan(amina)
    assert await desk.repays("LN-9999", 100) == NoSuchLoan()
    receipt(await desk.repays(loan, 10_000))
    assert await desk.house.perform(LoansOf(member=amina)) == NoLoan()
    [finished] = await told(desk.house, LoanFinished)
    assert await desk.saved(amina) == str(finished.over)
    assert await desk.repays(loan, 100) == tills.LoanIsFinished()
    await desk.holds()


async def test_cash_out_has_the_limits_of_a_withdrawal_by_phone(desk):
    amina = await desk.member(saves=100_000)
    assert await desk.takes_out(amina, 500, identity_seen=False) == tills.IdentityNotSeen()
    assert await desk.takes_out("nobody", 500) == NoSuchMember()
    receipt(await desk.takes_out(amina, 40_000))
    assert await desk.takes_out(amina, 40_000) == OverDailyLimit(left=kes(30_000), why="tier")
    receipt(await desk.takes_out(amina, 1_000))
    assert await desk.takes_out(amina, 1_000) == JustDone(kes(1_000), desk.house.clock())
    receipt(await desk.takes_out(amina, 1_000, again=True))

    poor = await desk.member(saves=300)
    assert await desk.takes_out(poor, 301) == NotEnough(most=kes(300))
    await desk.house.must(BlockMember(member=poor))
    assert await desk.takes_out(poor, 100) == AccountBlocked()
    await desk.holds()


async def test_a_till_pays_out_only_what_it_holds(house):
    desk = Desk(house)
    await desk.opens()
    await desk.takes_till(amount=300)
    amina = await desk.member(saves=5_000)
    assert await desk.takes_out(amina, 400) == tills.CashNotThere(kes(300))


async def test_one_cent_is_not_paid_twice_at_two_tills_at_once(house):
    desk = Desk(house)
    await desk.opens(tills_=2)
    amina = await desk.member(saves=1_000)
    await desk.takes_till(WANJIRU, till="T-01")
    await desk.takes_till(OTIENO, till="T-02")
    answers = await asyncio.gather(
        *(desk.takes_out(amina, amount, by=teller) for amount, teller in ((700, WANJIRU), (800, OTIENO)))
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["NotEnough", "Receipt"]
    await desk.holds()


async def test_much_cash_is_paid_by_two(desk):
    amina = await desk.member(saves=90_000)
    wish = waits(await desk.takes_out(amina, 60_000))
    assert await desk.saved(amina) == "KES 90,000"
    await desk.house.must(DecideApproval(approval=wish, approve=True), by=APPROVER)
    [paid] = (await desk.house.must(tills.Receipts(member=amina), by=AUDITOR)).items
    assert (paid.by, paid.till, str(paid.amount)) == ("staff:wanjiru", "T-01", "KES 60,000")
    assert await desk.saved(amina) == "KES 30,000"
    await desk.holds()


async def test_who_keeps_no_till_moves_no_cash(desk):
    amina = await desk.member()
    assert await desk.saves(amina, 100, by=AUDITOR) == NotPermitted("DepositCash")
    assert await desk.saves(amina, 100, by=MANAGER) == tills.NoTillOpen()


# Mistakes


async def test_a_deposit_is_taken_back(desk):
    amina = await desk.member()
    paid = receipt(await desk.saves(amina, 700))
    await desk.reverses(paid.receipt)
    assert await desk.saved(amina) == "KES 0"
    assert await desk.books("cash:T-01") == 90_000
    [back, first, _, _] = (await desk.house.must(tills.Receipts(), by=AUDITOR)).items
    assert (back.reverses, back.kind, back.comes_in, back.note) == (paid.receipt, "deposit", False, "wrong member")
    assert first.reversed_by == back.receipt
    assert await told(desk.house, tills.ReceiptReversed) == [
        tills.ReceiptReversed(kes(700), paid.receipt, back.receipt)
    ]
    for number in (paid.receipt, back.receipt):
        again = tills.ReverseReceipt(receipt=number, reason="x")
        assert await desk.asks(again) == tills.NotReversible()
    await desk.holds()


async def test_what_is_spent_is_not_taken_back(desk):
    amina = await desk.member()
    paid = receipt(await desk.saves(amina, 700))
    receipt(await desk.takes_out(amina, 300))
    wish = tills.ReverseReceipt(receipt=paid.receipt, reason="wrong member")
    assert await desk.asks(wish) == NotEnough(most=kes(400))


async def test_cash_paid_out_is_taken_back_and_so_is_what_she_may_take_today(desk):
    amina = await desk.member(saves=80_000)
    paid = receipt(await desk.takes_out(amina, 50_000))
    await desk.reverses(paid.receipt)
    assert await desk.saved(amina) == "KES 80,000"
    wish = waits(await desk.takes_out(amina, 70_000, again=True))
    await desk.house.must(DecideApproval(approval=wish, approve=True), by=APPROVER)
    await desk.holds()


@pytest.mark.parametrize("amount", ["100", "1750", "3400", "9000"])
async def test_a_repayment_is_taken_back_and_the_loan_is_as_it_was(desk, amount):
    """A part, an instalment, the whole loan, and more than the loan."""
    amina = await desk.member(saves=100)
    loan = await desk.loan(amina)
    [before] = await desk.house.rows("select * from loans where number = :number", number=loan)
    paid = receipt(await desk.repays(loan, amount))
    [between] = await desk.house.rows("select * from loans where number = :number", number=loan)
    assert between != before
    await desk.reverses(paid.receipt)
    [after] = await desk.house.rows("select * from loans where number = :number", number=loan)
    assert after == before
    assert await desk.saved(amina) == "KES 100"
    await desk.holds()


async def test_a_default_that_a_mistaken_repayment_ended_goes_on(desk):
    amina = await desk.member()
    loan = await desk.loan(amina)
    desk.house.clock.later(days=20)
    await desk.house.must(AssessLate(day=desk.house.clock().date()))
    [before] = await desk.house.rows("select * from loans where number = :number", number=loan)
    assert before.default_on is not None
    await desk.counts(90_000)
    await desk.closes()
    await desk.takes_till(amount=90_000)
    paid = receipt(await desk.repays(loan, 9_000))
    await desk.reverses(paid.receipt)
    [after] = await desk.house.rows("select * from loans where number = :number", number=loan)
    assert after == before
    await desk.holds()


async def test_the_last_repayment_is_taken_back_first(desk):
    amina = await desk.member()
    loan = await desk.loan(amina)
    first = receipt(await desk.repays(loan, 75))
    second = receipt(await desk.repays(loan, 500))
    assert await desk.asks(tills.ReverseReceipt(receipt=first.receipt, reason="x")) == NotTheLast()
    await desk.reverses(second.receipt)
    await desk.reverses(first.receipt)
    await desk.holds()


async def test_money_for_a_lost_loan_is_taken_back(desk):
    amina = await desk.member()
    loan = await desk.loan(amina)
    [row] = await desk.house.rows("select * from loans where number = :number", number=loan)
    await desk.house.must(WriteOff(loan=row.id, reason="she moved away"))
    [before] = await desk.house.rows("select * from loans where number = :number", number=loan)
    paid = receipt(await desk.repays(loan, 700))
    await desk.reverses(paid.receipt)
    [after] = await desk.house.rows("select * from loans where number = :number", number=loan)
    assert after == before
    await desk.holds()


async def test_money_over_that_is_spent_keeps_a_repayment(desk):
    amina = await desk.member()
    loan = await desk.loan(amina)
    paid = receipt(await desk.repays(loan, 9_000))
    receipt(await desk.takes_out(amina, 1_000))
    assert refused(await desk.asks(tills.ReverseReceipt(receipt=paid.receipt, reason="x"))) == "NotEnough"


async def test_only_today_and_only_while_the_till_is_open(desk):
    amina = await desk.member()
    paid = receipt(await desk.saves(amina, 700))
    wish = tills.ReverseReceipt(receipt=paid.receipt, reason="x")
    assert await desk.asks(wish, by=OTIENO) == tills.NotYourTill()
    assert await desk.asks(tills.ReverseReceipt(receipt=paid.receipt, reason=" ")) == tills.ReasonNeeded()
    assert await desk.asks(tills.ReverseReceipt(receipt="R-000001", reason="x")) == tills.NotReversible()
    approval = waits(await desk.asks(wish))
    await desk.counts(90_700)
    await desk.closes()
    answer = await desk.asks(DecideApproval(approval=approval, approve=True), by=MANAGER)
    assert refused(answer) == "NoLongerPossible"
    await desk.takes_till()
    assert await desk.asks(wish) == tills.NotReversible()


async def test_a_movement_with_the_same_entry_key_is_posted_once(desk):
    """The last fence: below the keys of requests, the journal itself."""
    amina = await desk.member(saves=1_000)
    wish = PayOutCash(
        member=amina, amount=kes(100), payment="R-000099", entry_key="receipt:R-000099", source="cash:T-01",
        receipt="R-000099", again=True,
    )  # fmt: skip
    for _ in range(2):
        await desk.house.must(wish)
    assert await desk.saved(amina) == "KES 900"
