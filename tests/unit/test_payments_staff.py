"""Payments as staff see them: the list and its filters, the desk of unmatched money, and a payout by two people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.members.messages import BlockMember, NoSuchMember
from core.messages import AccountBlocked, NotPermitted, Origin
from core.payments.messages import AllocateUnmatched, Payments, UnmatchedMoney
from core.payments.suggestions import candidates
from core.savings.messages import NotEnough, PayOutSavings
from tests.house import House, build, database, house
from tests.payments_world import BARAKA, LOAN_NUMBER, Desk, World, collection, digest, kes
from tests.payments_world import desk as desk
from tests.unit.lending_house import Lender

__all__ = ["build", "database", "house"]

TELLER = Origin("staff:1", "console", frozenset({"teller"}))
MANAGER = Origin("staff:2", "console", frozenset({"manager"}))
COMPLIANCE = Origin("staff:3", "console", frozenset({"compliance"}))


async def listed(desk: Desk, **how: Any) -> list[str]:
    return [each.payment for each in (await desk.house.must(Payments(**how))).items]


async def test_payments_are_found_by_all_that_staff_know_of_them(desk: Desk) -> None:
    payout = await desk.payout()
    await desk.arrives("nonsense", kes(800), receipt="RKTQ7")
    [came] = await listed(desk, direction="in")
    assert await listed(desk) == [came, payout], "the newest first"
    assert await listed(desk, receipt="RKTQ7") == [came]
    assert await listed(desk, receipt="RKTQ8") == []
    assert await listed(desk, member="amina", purpose="loan", state="created", provider="daraja") == [payout]
    [shown] = (await desk.house.must(Payments(member="amina"))).items
    assert await listed(desk, reference=shown.reference) == [payout]
    today = desk.house.clock.now.date()
    assert await listed(desk, since=today, until=today) == [came, payout]
    assert await listed(desk, until=today - timedelta(days=1)) == []
    assert await listed(desk, since=today + timedelta(days=1)) == []


async def test_a_long_list_comes_page_by_page(desk: Desk) -> None:
    made = [await desk.payout() for _ in range(3)]
    first = await desk.house.must(Payments(limit=2), by=TELLER)
    second = await desk.house.must(Payments(limit=2, cursor=first.next), by=TELLER)
    assert [each.payment for each in (*first.items, *second.items)] == made[::-1]
    assert second.next == ""


async def suggested(desk: Desk) -> list[tuple[str, str, str]]:
    [item] = (await desk.house.must(UnmatchedMoney(suggest=True))).items
    return [(each.reference, each.member, each.why) for each in item.suggestions]


async def test_the_payers_own_loan_and_savings_are_suggested_first(desk: Desk) -> None:
    await desk.arrives("nonsense", kes(800), payer=digest(BARAKA))
    assert await suggested(desk) == [(LOAN_NUMBER, "baraka", "payer"), ("M-00022", "baraka", "payer")]


@pytest.mark.parametrize(
    ("typed", "why"),
    [("LNOO42", "look_alike"), ("0042", "missing_letters"), ("LN0402", "swapped"), ("LN00442", "one_too_many")],
)
async def test_what_a_thumb_made_of_a_loan_number_is_suggested(desk: Desk, typed: str, why: str) -> None:
    await desk.arrives(typed, kes(800))
    assert (LOAN_NUMBER, "baraka", why) in await suggested(desk)


async def test_a_prompt_of_the_same_amount_and_an_instalment_are_suggested(desk: Desk) -> None:
    await desk.collect(kes(650), member="amina", purpose="save", target="")
    await desk.arrives("nonsense", kes(650))
    [(reference, member, why)] = await suggested(desk)
    assert (member, why) == ("amina", "prompt")
    [item] = (await desk.house.must(UnmatchedMoney())).items
    assert item.suggestions == (), "only where they are asked for"
    assert await desk.house.must(AllocateUnmatched(item=item.item, reference=reference)) == "savings"
    await desk.arrives("nonsense", kes(1742), receipt="RKTQ2")
    assert await suggested(desk) == [(LOAN_NUMBER, "baraka", "due")]


async def test_unmatched_money_says_how_long_it_lies_there(desk: Desk) -> None:
    await desk.arrives("nonsense", kes(650))
    desk.house.clock.later(days=3, hours=5)
    [item] = (await desk.house.must(UnmatchedMoney(), by=TELLER)).items
    assert (item.age_days, item.amount, item.reference) == (3, kes(650), "nonsense")


async def test_unmatched_money_is_placed_by_two_people(desk: Desk) -> None:
    await desk.arrives("nonsense", kes(650))
    [item] = (await desk.house.must(UnmatchedMoney())).items
    wish = AllocateUnmatched(item=item.item, reference="LN0042")
    await desk.house.agreed(wish, by=TELLER, second=MANAGER)
    assert (await desk.house.must(UnmatchedMoney())).items == ()
    assert (await desk.books())["loans:LN-0042:principal"] == -650


def test_another_digit_is_never_tried() -> None:
    found = {reference for reference, _ in candidates("LN0042")}
    assert "LN0043" not in found
    assert len(candidates("LN" + "0123456789" * 3)) <= 24
    assert candidates("") == ()


# Savings paid out by staff


@pytest.fixture
def whole(house: House) -> Desk:
    return Desk(house, World())


async def test_staff_pay_savings_out_to_her_own_number_and_she_is_told(whole: Desk) -> None:
    member = await Lender(whole.house).member(ordinary=2_000)
    await whole.house.agreed(PayOutSavings(member=member, amount=kes(700)), by=TELLER, second=MANAGER)
    assert await whole.told() == ["WithdrawalTaken"]
    [payment] = (await whole.house.must(Payments(member=member))).items
    assert (payment.direction, payment.purpose, payment.state) == ("out", "withdrawal", "created")
    assert payment.amount == kes(700)
    assert (await whole.books())["in_transit:daraja"] == -700


async def test_the_limits_of_her_own_withdrawals_hold_for_staff(whole: Desk) -> None:
    member = await Lender(whole.house).member(ordinary=2_000)
    asked = PayOutSavings(member=member, amount=kes(1_990))
    assert await whole.house.perform(asked, by=TELLER) == NotEnough(kes(1_985))
    assert await whole.house.perform(asked, by=COMPLIANCE) == NotPermitted("PayOutSavings")
    await whole.house.must(BlockMember(member=member))
    small = PayOutSavings(member=member, amount=kes(100))
    assert await whole.house.perform(small, by=TELLER) == AccountBlocked()
    assert await whole.house.perform(PayOutSavings(member="nobody", amount=kes(100))) == NoSuchMember()


async def test_nobody_is_asked_for_money_who_is_no_member(whole: Desk) -> None:
    asked = collection(kes(100), member="nobody", purpose="save", target="")
    assert await whole.house.perform(asked, by=TELLER) == NoSuchMember()
