"""Payments with the real members, lending and savings: what lands in the books when money moves end to end."""

from __future__ import annotations

from typing import Any

import pytest

from core.ledger.messages import TrialBalance
from core.lending.messages import LoansOf
from core.members.messages import ContactOf
from core.savings.messages import AccountsOf, Withdraw
from core.secret import Secret
from tests.house import House, build, database, house
from tests.payments_world import Desk, World, collection, digest, kes
from tests.unit.lending_house import Lender

__all__ = ["build", "database", "house"]


@pytest.fixture
def desk(house: House) -> Desk:
    """The desk over the whole core as it ships: its world is not asked."""
    return Desk(house, World())


@pytest.fixture
async def borrower(desk: Desk) -> tuple[str, str]:
    """(member, loan id) of a member whose Boost loan of 5,000 was paid out by M-PESA."""
    lender = Lender(desk.house)
    await lender.lends()
    member = await lender.member(ordinary=12_000)
    await lender.apply(member)
    [payment] = [row.id for row in await desk.house.rows("select id from payments")]
    attempt = await desk.begin(payment, "payout")
    await desk.submitted(attempt.token, provider_id="AG_1")
    answer = await desk.says(attempt.token, "succeeded", receipt="RKTQ0", receiver_digits=attempt.phone.digits)
    assert answer == "settled"
    [loan] = await desk.house.must(LoansOf(member=member))
    return member, loan.loan


async def balanced(desk: Desk) -> bool:
    rows = await desk.house.must(TrialBalance())
    return sum(row.debit.minor_units for row in rows) == sum(row.credit.minor_units for row in rows)


async def phone_of(desk: Desk, member: str) -> Any:
    return (await desk.house.must(ContactOf(member=member))).phone


async def test_a_loan_is_paid_out_and_repaid_by_prompt(desk: Desk, borrower: tuple[str, str]) -> None:
    member, loan = borrower
    [before] = await desk.house.must(LoansOf(member=member))
    phone = await phone_of(desk, member)
    sent = await desk.prompt(before.next_amount, member=member, target=loan, phone=phone)
    facts: dict[str, Any] = {"receipt": "RKTQ1", "amount": before.next_amount, "phone_digits": phone.digits}
    assert await desk.says(sent.token, "succeeded", **facts) == "settled"
    assert await desk.arrives(sent.reference, before.next_amount) == "repeat"
    [after] = await desk.house.must(LoansOf(member=member))
    assert after.left < before.left
    assert "RepaymentArrived" in await desk.told()
    assert (await desk.books())["in_transit:daraja"] == 0
    assert await balanced(desk)


async def test_money_typed_by_phone_number_pays_the_loan_and_the_rest_is_saved(
    desk: Desk, borrower: tuple[str, str]
) -> None:
    member, _ = borrower
    phone = await phone_of(desk, member)
    assert await desk.arrives("0" + phone.digits[3:], kes(10_000)) == "loan"
    ordinary = next(each for each in await desk.house.must(AccountsOf(member=member)) if each.kind == "ordinary")
    assert ordinary.balance > kes(12_000)
    assert ordinary.available == kes(12_000), "reported money is not spent before it is confirmed"
    [payment] = [row.id for row in await desk.house.rows("select id from payments where direction = 'in'")]
    attempt = await desk.begin(payment, "confirm")
    assert await desk.says(attempt.token, "succeeded", amount=kes(10_000)) == "settled"
    ordinary = next(each for each in await desk.house.must(AccountsOf(member=member)) if each.kind == "ordinary")
    assert ordinary.available == ordinary.balance
    assert await balanced(desk)


async def test_a_prompt_for_a_loan_that_is_finished_by_then_is_saved(desk: Desk, borrower: tuple[str, str]) -> None:
    member, loan = borrower
    phone = await phone_of(desk, member)
    sent = await desk.prompt(kes(500), member=member, target=loan, phone=phone)
    await desk.arrives("0" + phone.digits[3:], kes(10_000), receipt="RKTQ1", confirmed=True)
    await desk.says(sent.token, "succeeded", receipt="RKTQ2", amount=kes(500))
    assert (await desk.books())["clearing:daraja"] == 10_500 - 4_940
    assert await balanced(desk)


async def test_the_account_to_type_is_shown_for_loans_and_savings(desk: Desk, borrower: tuple[str, str]) -> None:
    member, loan = borrower
    phone = await phone_of(desk, member)
    shown = await desk.house.must(collection(kes(500), member=member, target=loan, phone=phone))
    assert shown.account.startswith("LN")
    assert shown.account.isalnum()
    assert await desk.arrives(shown.account.lower(), kes(100)) == "loan", "and it finds its place"
    saving = await desk.collect(kes(500), member=member, purpose="save", target="", phone=phone)
    assert saving.account.startswith("M")
    assert await desk.arrives(saving.account, kes(100), receipt="RKTQ2") == "savings"


async def test_a_withdrawal_that_provably_failed_comes_back(desk: Desk) -> None:
    member = await Lender(desk.house).member(ordinary=2_000)
    taken = await desk.house.must(Withdraw(member=member, amount=kes(1_000), pin=Secret("4821")))
    attempt = await desk.begin(taken.payment, "payout")
    await desk.submitted(attempt.token, "unknown")
    before = await desk.house.must(AccountsOf(member=member))
    assert await desk.says(attempt.token, "failed", code="2040", reason="not_registered") == "settled"
    after = await desk.house.must(AccountsOf(member=member))
    ordinary = {each.kind: each.balance for each in after}["ordinary"]
    assert ordinary == kes(2_000)
    assert before != after
    assert await balanced(desk)


async def test_unplaced_money_is_told_to_the_member_who_paid_it(desk: Desk) -> None:
    member = await Lender(desk.house).member()
    phone = await phone_of(desk, member)
    assert await desk.arrives("LN42X", kes(800), payer=digest(phone)) == "suspense"
    assert await desk.told() == ["MoneyUnplaced"]
