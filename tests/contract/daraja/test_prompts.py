"""A prompt against the sandbox, over real sockets: paid, refused, cancelled, locked."""

from __future__ import annotations

from typing import Any

import pytest

from core.money import Money
from core.payments.messages import ReceiveMoney, ReportResult, Result
from core.phone import Phone
from integrations.daraja.submission import Submission
from tests.contract.daraja.acts import ASK, TOKEN, kes, prompt
from tests.contract.daraja.conftest import World
from tests.contract.daraja.twin import AMINA, NOW

# Prompts


async def test_a_prompt_that_is_paid_is_reported_with_its_receipt(world: World) -> None:
    done = await prompt(world)
    await world.settled()
    [report] = world.door.heard(ReportResult)
    assert done.outcome == "accepted"
    assert report.provider_id == done.provider_id
    assert (report.token, report.trusted) == (TOKEN, False)
    assert report.result.state == "succeeded"
    assert report.result.amount == kes(500)
    assert report.result.phone_digits == AMINA.digits
    # 23 November 2026: U K N.
    assert report.result.receipt.startswith("UKN")
    assert len(report.result.receipt) == 10


async def test_a_paid_prompt_also_comes_as_paybill_money_with_the_same_receipt(world: World) -> None:
    assert (await world.client.register()).outcome == "accepted"
    await prompt(world)
    await world.settled()
    [report] = world.door.heard(ReportResult)
    [money] = world.door.heard(ReceiveMoney)
    assert money.receipt == report.result.receipt
    assert (money.reference, money.amount, money.provider) == ("P23456789A", kes(500), "daraja")
    assert money.payer == "2547 ***** 001"
    assert money.at == NOW


@pytest.mark.parametrize(
    ("outcome", "state", "reason", "code"),
    [
        ("cancelled", "failed", "cancelled", "1032"),
        ("wrong_pin", "failed", "wrong_pin", "2001"),
        ("timeout", "expired", "no_answer", "1037"),
        ("expired", "expired", "no_answer", "1019"),
        ("insufficient", "failed", "not_enough", "1"),
        ("busy", "failed", "busy", "26"),
        ("locked", "failed", "busy", "1001"),
        ("limit", "failed", "limit", "17"),
        ("35", "unknown", "", "35"),
    ],
)
async def test_a_prompt_without_money_says_why(world: World, outcome: str, state: str, reason: str, code: str) -> None:
    await world.sim("scenario", match={"kind": "stk"}, outcome=outcome)
    done = await prompt(world)
    await world.settled()
    [report] = world.door.heard(ReportResult)
    assert report.result == Result(state, code, reason)  # type: ignore[arg-type]
    asked = await world.client.ask_prompt(done.provider_id)
    assert (asked.state, asked.reason) == (state, reason)


async def test_a_prompt_that_waits_is_pending_and_then_paid_without_a_receipt(world: World) -> None:
    await world.sim("settings", prompt_seconds=0.2)
    done = await prompt(world)
    assert await world.client.ask_prompt(done.provider_id) == Result("pending", "500.001.1001")
    await world.sandbox.idle()
    assert await world.client.ask_prompt(done.provider_id) == Result("succeeded", "0")


async def test_asking_after_a_prompt_that_daraja_cannot_find_decides_nothing(world: World) -> None:
    assert (await world.client.ask_prompt("ws_CO_nobody")).state == "unknown"


async def test_a_second_prompt_to_a_phone_that_has_one_may_be_tried_again_later(world: World) -> None:
    assert (await prompt(world)).outcome == "accepted"
    assert await prompt(world, ASK) == Submission("refused", code="500.001.1001", retryable=True)


async def test_a_phone_in_a_ussd_session_is_locked_until_it_ends(world: World) -> None:
    await world.sim("session", msisdn="+254700000001", open=True)
    await prompt(world)
    await world.settled()
    await world.sim("session", msisdn="+254700000001", open=False)
    await prompt(world, ASK)
    await world.settled()
    first, second = world.door.heard(ReportResult)
    assert first.result == Result("failed", "1001", "busy")
    assert second.result.state == "succeeded"


async def test_magic_numbers_play_the_outcomes_without_a_scenario(world: World) -> None:
    await prompt(world, phone=Phone("+254700000932"))
    await world.settled()
    assert world.door.heard(ReportResult)[0].result.reason == "cancelled"


# What leaves and what does not


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Money(50_050, "KES")}, "amount"),
        ({"amount": kes(0)}, "amount"),
        ({"amount": kes(250_001)}, "amount"),
        ({"amount": Money(500, "UGX")}, "amount"),
        ({"reference": "P1234567890AB"}, "reference"),
        ({"reference": ""}, "reference"),
    ],
)
async def test_a_prompt_that_daraja_would_refuse_never_leaves(world: World, changes: dict[str, Any], code: str) -> None:
    assert await prompt(world, **changes) == Submission("refused", code=code)
    assert (await world.look("log"))["requests"] == []


# A phone in somebody's hand


async def test_a_prompt_on_a_phone_that_somebody_holds_waits_for_her(world: World) -> None:
    shown = await world.sim("hand", msisdn=AMINA.digits, seconds=30)
    assert (shown["prompts"], shown["cents"]) == ([], 14_000_000)
    await prompt(world)
    [waiting] = (await world.sim("hand", msisdn=AMINA.digits, seconds=30))["prompts"]
    assert (waiting["cents"], waiting["reference"]) == (50_000, "P23456789A")
    assert world.door.heard(ReportResult) == []

    assert await world.sim("answer", msisdn=AMINA.digits) == {"answered": 1}
    await world.settled()
    [report] = world.door.heard(ReportResult)
    assert report.result.state == "succeeded"
    shown = await world.sim("hand", msisdn=AMINA.digits, seconds=30)
    assert [move["receipt"] for move in shown["movements"]] == [report.result.receipt]
    assert (shown["prompts"], shown["cents"]) == ([], 13_950_000)


async def test_a_phone_that_was_put_down_answers_by_itself(world: World) -> None:
    await world.sim("hand", msisdn=AMINA.digits, seconds=0)
    await prompt(world)
    await world.settled()
    [report] = world.door.heard(ReportResult)
    assert report.result.state == "succeeded"


async def test_who_pays_late_does_not_wait_for_the_word_to_arrive(world: World) -> None:
    await world.sim("hand", msisdn=AMINA.digits, seconds=30)
    await prompt(world)
    await world.sim("answer", msisdn=AMINA.digits, callback={"delay_seconds": 0.2})
    assert world.door.heard(ReportResult) == []
    await world.settled()
