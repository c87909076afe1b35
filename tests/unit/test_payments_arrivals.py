"""Money that arrives by itself: every receipt once, every reference its place, everything else safe in suspense."""

from __future__ import annotations

import asyncio

import pytest

from core.messages import Refusal
from core.payments.messages import (
    AllocateUnmatched,
    KnownReference,
    NoSuchPayment,
    ReadPayment,
    SweepUnconfirmed,
    UnmatchedMoney,
    WhereIsMyMoney,
)
from tests.house import build, database
from tests.payments_world import AMINA, BARAKA, STRANGER, Desk, desk, digest, kes

__all__ = ["build", "database", "desk"]

LADDER = [
    ("LN-0042", "loan", "loans:LN-0042:principal"),
    (" ln 00.42 #", "loan", "loans:LN-0042:principal"),
    ("S-00021", "savings", "savings:S-00021"),
    ("m00021", "savings", "savings:S-00021"),
    ("0700000002", "loan", "loans:LN-0042:principal"),
    ("254700000001", "savings", "savings:S-00021"),
    ("0700000099", "suspense", "suspense:daraja"),
    ("LNOO42", "suspense", "suspense:daraja"),
    ("", "suspense", "suspense:daraja"),
]


@pytest.mark.parametrize(("typed", "went", "account"), LADDER)
async def test_the_ladder_of_references(desk: Desk, typed: str, went: str, account: str) -> None:
    assert await desk.house.must(KnownReference(reference=typed)) == (went != "suspense")
    assert await desk.arrives(typed) == went
    assert await desk.books() == {"clearing:daraja": 1742, account: -1742}


async def test_a_receipt_is_booked_once(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.arrives("LN0042") for _ in range(6)))
    assert sorted(answers) == ["loan"] + ["repeat"] * 5
    assert (await desk.books())["clearing:daraja"] == 1742


async def test_reported_money_is_confirmed_by_the_provider(desk: Desk) -> None:
    await desk.arrives("M00021")
    [payment] = [row.id for row in await desk.house.rows("select id from payments")]
    assert not (await desk.read(payment)).confirmed
    attempt = await desk.begin(payment, "confirm")
    assert (attempt.receipt, attempt.amount) == ("RKTQ1", kes(1742))
    assert await desk.jobs("confirm") == 2, "now, and later if no answer comes"
    assert await desk.says(attempt.token, "pending") == "kept"
    assert await desk.says(attempt.token, "succeeded", amount=kes(1742)) == "settled"
    assert (await desk.read(payment)).confirmed
    assert desk.world.confirmed == [payment]
    assert not await desk.begins(payment, "confirm")


@pytest.mark.parametrize(("state", "amount"), [("succeeded", "1000"), ("absent", "1742"), ("failed", "1742")])
async def test_a_proof_that_contradicts_is_for_a_person(desk: Desk, state: str, amount: str) -> None:
    await desk.arrives("M00021")
    [payment] = [row.id for row in await desk.house.rows("select id from payments")]
    attempt = await desk.begin(payment, "confirm")
    assert await desk.says(attempt.token, state, amount=kes(amount)) == "alarm"
    assert not (await desk.read(payment)).confirmed


async def test_a_statement_confirms_what_was_reported(desk: Desk) -> None:
    await desk.arrives("M00021")
    assert await desk.arrives("M00021", confirmed=True) == "repeat"
    assert len(desk.world.confirmed) == 1


async def test_a_confirmation_settles_our_own_prompt_before_its_callback(desk: Desk) -> None:
    sent = await desk.prompt()
    assert await desk.arrives(sent.reference.lower()) == "payment"
    assert (await desk.read(sent.payment)).confirmed is False
    assert await desk.says(sent.token, "succeeded", receipt="RKTQ1", amount=kes(1742)) == "known"
    assert (await desk.read(sent.payment)).confirmed is True
    assert (await desk.books())["clearing:daraja"] == 1742


async def test_a_second_receipt_with_our_reference_is_new_money(desk: Desk) -> None:
    sent = await desk.prompt()
    ask = await desk.begin(sent.payment, "ask")
    await desk.says(ask.token, "succeeded", trusted=True)
    assert await desk.arrives(sent.reference, receipt="RKTQ1") == "payment"
    assert await desk.arrives(sent.reference, receipt="RKTQ2") == "loan"
    assert await desk.arrives(sent.reference, receipt="RKTQ2") == "repeat"
    assert (await desk.read(sent.payment)).receipt == "RKTQ1"
    assert (await desk.books())["clearing:daraja"] == 2 * 1742


async def test_another_amount_with_our_reference_leaves_the_prompt_open(desk: Desk) -> None:
    sent = await desk.prompt()
    assert await desk.arrives(sent.reference, kes(500), receipt="RKTQ9") == "loan"
    assert await desk.state(sent.payment) == "pending"
    await desk.says(sent.token, "succeeded", receipt="RKTQ1", amount=kes(1742))
    assert (await desk.books())["clearing:daraja"] == 1742 + 500


async def test_unplaced_money_is_told_to_a_payer_we_know_and_waits_for_a_person(desk: Desk) -> None:
    assert await desk.arrives("LN42X", kes(800), payer=digest(BARAKA)) == "suspense"
    assert await desk.told() == ["MoneyUnplaced"]
    [item] = (await desk.house.must(UnmatchedMoney())).items
    assert (item.amount, item.reference, item.receipt) == (kes(800), "LN42X", "RKTQ1")


async def test_a_stranger_is_told_nothing(desk: Desk) -> None:
    await desk.arrives("LN42X", payer=digest(STRANGER))
    await desk.arrives("LN42X", receipt="RKTQ2", payer="2547 ***** 002")
    assert await desk.told() == []


async def test_a_person_says_what_it_is_for_and_it_moves_once(desk: Desk) -> None:
    await desk.arrives("LN42X", kes(800), payer=digest(AMINA))
    [item] = (await desk.house.must(UnmatchedMoney())).items
    nowhere = await desk.house.perform(AllocateUnmatched(item=item.item, reference="LN43X"))
    assert nowhere == NoSuchPayment()
    allocate = AllocateUnmatched(item=item.item, reference="LN-0042")
    answers = await asyncio.gather(*(desk.house.perform(allocate) for _ in range(3)))
    assert sorted(map(str, answers)) == ["NoSuchPayment()", "NoSuchPayment()", "loan"]
    assert await desk.books() == {
        "clearing:daraja": 800,
        "loans:LN-0042:principal": -800,
        "suspense:daraja": 0,
    }
    assert (await desk.house.must(UnmatchedMoney())).items == ()
    assert await desk.told() == ["MoneyUnplaced", "MoneyPlaced"]


async def test_where_is_my_money(desk: Desk) -> None:
    await desk.arrives("LN0042", receipt="RKTQ1")
    hers = await desk.house.must(WhereIsMyMoney(member="baraka", receipt=" rktq1 "))
    assert (hers.state, hers.amount, hers.target, hers.case) == ("booked", kes(1742), "LN-0042", "")
    other = await desk.house.must(WhereIsMyMoney(member="amina", receipt="RKTQ1"))
    nobody = await desk.house.must(WhereIsMyMoney(member="amina", receipt="NOSUCH"))
    for answer in (other, nobody):
        assert (answer.state, answer.amount, answer.target, answer.at) == ("unknown", None, "", None)
        assert answer.case


async def test_where_is_my_money_when_it_waits_in_suspense(desk: Desk) -> None:
    await desk.arrives("LN42X", kes(800), payer=digest(AMINA))
    hers = await desk.house.must(WhereIsMyMoney(member="amina", receipt="RKTQ1"))
    assert (hers.state, hers.amount) == ("suspense", kes(800))
    assert hers.case
    again = await desk.house.must(WhereIsMyMoney(member="amina", receipt="RKTQ1"))
    assert again.case == hers.case
    other = await desk.house.must(WhereIsMyMoney(member="baraka", receipt="RKTQ1"))
    assert other.state == "unknown"


async def test_what_nobody_confirmed_in_a_day_is_for_a_person_once(desk: Desk) -> None:
    await desk.arrives("M00021")
    assert await desk.house.must(SweepUnconfirmed()) == 0
    desk.house.clock.later(hours=25)
    assert await desk.house.must(SweepUnconfirmed()) == 1
    assert await desk.house.must(SweepUnconfirmed()) == 0
    assert len(await desk.alarms()) == 1


async def test_no_name_and_no_number_of_a_payer_is_kept(desk: Desk) -> None:
    await desk.arrives("LN42X", payer=AMINA.digits)
    [row] = await desk.house.rows("select payer from suspense")
    assert row.payer == digest(AMINA)


async def test_a_payment_that_does_not_exist_is_refused(desk: Desk) -> None:
    assert isinstance(await desk.house.perform(ReadPayment(payment="nothing")), Refusal)
