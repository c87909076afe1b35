"""A withdrawal is set aside at once and settled once; two at the same moment never take the same shilling."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.messages import Refusal
from core.savings import messages as savings
from core.savings.messages import NotEnough, OverDailyLimit, Withdrawal
from tests.house import NOON, House
from tests.unit.savings_house import AMINA, PIN, Neighbours, books, held, join, kes, pays


@pytest.fixture
def neighbours() -> Neighbours:
    return Neighbours()


@pytest.fixture
def house(build, neighbours: Neighbours) -> House:
    made: House = build(handlers=neighbours.handlers)
    return made


def takes(shillings: int, *, again: bool = False) -> savings.Withdraw:
    return savings.Withdraw(member=AMINA, amount=kes(shillings), pin=PIN, again=again)


async def taken(house: House, shillings: int, **how) -> Withdrawal:
    answer = await house.must(takes(shillings, **how))
    assert isinstance(answer, Withdrawal)
    return answer


async def settle(house: House, payment: str, *, paid: bool) -> None:
    await house.must(savings.SettleWithdrawal(payment=payment, paid=paid, receipt="RKTQ" if paid else ""))


async def told(house: House) -> list[str]:
    names = ("WithdrawalTaken", "WithdrawalPaid", "WithdrawalReturned")
    return [name for job in await house.jobs("sms.tell") for name in names if f'"{name}"' in job.payload]


async def test_the_price_is_said_before_she_signs(house: House, neighbours: Neighbours):
    await join(house, saves=12_000)
    quote = await house.must(savings.QuoteWithdrawal(member=AMINA, amount=kes(2_000)))
    assert (quote.amount, quote.fee, quote.keeps) == (kes(2_000), kes(15), kes(9_985))
    assert quote.to == neighbours.contact.phone


async def test_a_withdrawal_is_set_aside_and_a_payout_started(house: House, neighbours: Neighbours):
    await join(house, saves=12_000)
    answer = await taken(house, 2_000)
    assert (answer.amount, answer.fee, answer.to) == (kes(2_000), kes(15), neighbours.contact.phone)
    [payout] = neighbours.payouts
    assert (payout.purpose, payout.amount, payout.target) == ("withdrawal", kes(2_000), "S00021")
    assert (await held(house))["ordinary"] == ("KES 9,985", "KES 9,985")
    assert await books(house) == {
        "clearing": "KES 12,000",
        "savings": "KES -9,985",
        "in_transit": "KES -2,000",
        "fees_held": "KES -15",
    }
    assert await told(house) == ["WithdrawalTaken"]


async def test_paid_is_paid_once(house: House):
    await join(house, saves=12_000)
    answer = await taken(house, 2_000)
    for _ in range(2):
        await settle(house, answer.payment, paid=True)
    assert await books(house) == {"clearing": "KES 10,000", "savings": "KES -9,985", "fee_income": "KES -15"}
    assert await told(house) == ["WithdrawalTaken", "WithdrawalPaid"]


async def test_not_paid_is_put_back_with_the_fee(house: House):
    await join(house, saves=12_000)
    answer = await taken(house, 2_000)
    for _ in range(2):
        await settle(house, answer.payment, paid=False)
    assert await books(house) == {"clearing": "KES 12,000", "savings": "KES -12,000"}
    assert await told(house) == ["WithdrawalTaken", "WithdrawalReturned"]


async def test_a_settled_withdrawal_does_not_change_its_mind(house: House):
    await join(house, saves=12_000)
    answer = await taken(house, 2_000)
    await settle(house, answer.payment, paid=True)
    await settle(house, answer.payment, paid=False)
    assert (await held(house))["ordinary"][0] == "KES 9,985"


async def test_it_is_settled_with_the_provider_that_took_it(build, house: House, neighbours: Neighbours):
    from core.institution import Institution

    await join(house, saves=12_000)
    answer = await taken(house, 2_000)
    moved = build(handlers=neighbours.handlers, institution=Institution(provider="airtel"))
    proven = savings.SettleWithdrawal(payment=answer.payment, paid=True, receipt="RKTQ")
    await moved.must(proven, key="after the move")
    accounts = await house.rows("select account, sum(minor_units) as s from postings group by account")
    assert {row.account: int(row.s) for row in accounts}["in_transit:daraja"] == 0


async def test_money_that_is_only_reported_cannot_go_out(house: House):
    await join(house, saves=100)
    await house.must(pays(5_000, payment="p2", confirmed=False))
    assert await house.perform(takes(1_000)) == NotEnough(most=kes(85))
    await house.must(savings.ConfirmDeposit(payment="p2"))
    assert isinstance(await house.perform(takes(1_000)), Withdrawal)


async def test_shares_and_deposits_do_not_count(house: House):
    await join(house, saves=100)
    await house.must(pays(5_000, payment="p2", account="D00021"))
    await house.must(pays(5_000, payment="p3", account="C00021"))
    assert await house.perform(takes(1_000)) == NotEnough(most=kes(85))


async def test_who_is_not_identified_takes_nothing_out(house: House, neighbours: Neighbours):
    await join(house, saves=12_000)
    neighbours.changes(tier=0)
    assert await house.perform(takes(1_000)) == savings.IdentityNeeded()
    assert await house.perform(savings.QuoteWithdrawal(member=AMINA, amount=kes(1_000))) == savings.IdentityNeeded()


async def test_the_limit_is_one_of_the_business_day(house: House):
    await join(house, saves=200_000)
    await taken(house, 50_000)
    assert await house.perform(takes(20_001)) == OverDailyLimit(left=kes(20_000), why="tier")
    # 21:00 UTC is midnight in Nairobi.
    house.clock.now = NOON.replace(hour=21)
    await taken(house, 70_000)


async def test_what_came_back_does_not_count_against_the_limit(house: House):
    await join(house, saves=200_000)
    first = await taken(house, 70_000)
    assert await house.perform(takes(10)) == OverDailyLimit(left=kes(0), why="tier")
    await settle(house, first.payment, paid=False)
    await taken(house, 60_000)


async def test_a_new_pin_takes_little_for_a_day(house: House, neighbours: Neighbours):
    await join(house, saves=200_000)
    neighbours.changes(pin_changed_at=NOON)
    house.clock.later(hours=1)
    await taken(house, 3_000)
    assert await house.perform(takes(2_001)) == OverDailyLimit(left=kes(2_000), why="new_pin")
    house.clock.now = NOON + timedelta(hours=24)
    await taken(house, 2_001)


async def test_the_same_again_within_two_minutes_is_asked_about(house: House):
    await join(house, saves=12_000)
    await taken(house, 500)
    house.clock.later(seconds=30)
    assert await house.perform(takes(500)) == savings.JustDone(amount=kes(500), at=NOON)
    await taken(house, 501)
    await taken(house, 500, again=True)
    house.clock.later(seconds=120)
    await taken(house, 500)


async def test_the_same_key_is_one_withdrawal(house: House, neighbours: Neighbours):
    await join(house, saves=12_000)
    answers = [await house.perform(takes(500), key="conversation:sign:1") for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(neighbours.payouts) == 1


async def test_one_key_at_the_same_moment_has_one_answer(house: House, neighbours: Neighbours):
    await join(house, saves=12_000)
    answers = await asyncio.gather(*(house.perform(takes(500), key="conversation:sign:1") for _ in range(4)))
    assert isinstance(answers[0], Withdrawal)
    assert answers == [answers[0]] * 4
    assert (await held(house))["ordinary"][0] == "KES 11,485"


async def test_many_at_once_never_overdraw(house: House):
    """Twelve sign for KES 300 at the same moment; the fee is 15, so 1,000 is enough for three."""
    await join(house, saves=1_000)
    answers = await asyncio.gather(*(house.perform(takes(300, again=True)) for _ in range(12)))
    assert sum(isinstance(answer, Withdrawal) for answer in answers) == 3
    assert {answer for answer in answers if isinstance(answer, Refusal)} == {NotEnough(most=kes(40))}
    assert (await held(house))["ordinary"] == ("KES 55", "KES 55")
