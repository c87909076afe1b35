"""A payout against the sandbox: paid, failed, and every acknowledgement that goes wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.payments.messages import ReportResult, Result
from core.secret import Secret
from integrations.daraja.client import DarajaClient
from integrations.daraja.submission import Submission
from tests.contract.daraja.acts import ASK, TOKEN, ask_payout, kes, payout, prompt
from tests.contract.daraja.conftest import World
from tests.contract.daraja.twin import AMINA, NOW


@pytest.mark.parametrize("changes", [{"amount": kes(9)}, {"remarks": "x"}, {"remarks": "x" * 101}])
async def test_a_payout_that_daraja_would_refuse_never_leaves(world: World, changes: dict[str, Any]) -> None:
    assert (await payout(world, **changes)).outcome == "refused"
    assert (await world.look("log"))["transactions"] == []


# Payouts


async def test_a_payout_names_the_receipt_and_whom_it_reached(world: World) -> None:
    assert (await payout(world)).outcome == "accepted"
    await world.settled()
    [report] = world.door.heard(ReportResult)
    assert report.result.state == "succeeded"
    assert (report.result.receiver_digits, report.result.receiver_name) == (AMINA.digits, "AMINA WANJIRU")
    ledger = await world.look("ledger")
    assert ledger["accounts"]["wallet:254700000001"] == 14_000_000 + 494_000
    assert (ledger["sum"], ledger["uneven"]) == (0, [])


async def test_the_same_payout_again_is_already_there_and_moves_no_more_money(world: World) -> None:
    await payout(world)
    assert await payout(world) == Submission("accepted", code="500.002.1001")
    await world.settled()
    assert len(world.door.heard(ReportResult)) == 1
    assert (await world.look("ledger"))["accounts"]["wallet:254700000001"] == 14_000_000 + 494_000


async def test_money_that_reached_somebody_else_names_somebody_else(world: World) -> None:
    stranger = {"msisdn": "254711111111", "name": "A STRANGER"}
    await world.sim("scenario", match={"msisdn": AMINA.digits}, receiver=stranger)
    await payout(world)
    await world.settled()
    result = world.door.heard(ReportResult)[0].result
    assert (result.receiver_digits, result.receiver_name) == ("254711111111", "A STRANGER")


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("insufficient", "ours"),
        ("credential", "ours"),
        ("credential_locked", "ours"),
        ("unregistered", "not_registered"),
        ("no_such_phone", "not_registered"),
        ("balance_limit", "limit"),
        ("busy", "busy"),
    ],
)
async def test_a_failed_payout_says_whose_fault_it_is_and_has_no_receipt(
    world: World, outcome: str, reason: str
) -> None:
    await world.sim("scenario", match={"kind": "b2c"}, outcome=outcome)
    await payout(world)
    await world.settled()
    result = world.door.heard(ReportResult)[0].result
    assert (result.state, result.reason, result.receipt) == ("failed", reason, "")


async def test_an_empty_float_fails_the_payout_as_our_fault(world: World) -> None:
    await world.sim("balance", account="utility", amount=100)
    await payout(world)
    await world.settled()
    assert world.door.heard(ReportResult)[0].result == Result("failed", "1", "ours")


async def test_a_wrong_initiator_password_is_taken_and_fails_in_the_result(world: World) -> None:
    config = replace(world.config, initiator_password=Secret("not it"))
    world.client = DarajaClient(config, clock=lambda: NOW)
    assert (await payout(world)).outcome == "accepted"
    await world.client.close()
    await world.settled()
    assert world.door.heard(ReportResult)[0].result == Result("failed", "2001", "ours")


async def test_a_queue_timeout_is_unknown_and_the_real_result_still_follows(world: World) -> None:
    await world.sim("scenario", match={"kind": "b2c"}, callback={"queue_timeout": True})
    await payout(world)
    await world.settled()
    states = [report.result.state for report in world.door.heard(ReportResult)]
    assert states == ["unknown", "succeeded"]


# Acknowledgements that go wrong

AFTER_EFFECT = ["lost", "hang", "empty", "error"]
BEFORE_EFFECT = ["reset", "html"]


@pytest.mark.parametrize("ack", AFTER_EFFECT)
async def test_an_acknowledgement_lost_after_the_effect_is_unknown_and_the_question_finds_it(
    world: World, ack: str
) -> None:
    await world.sim("scenario", match={"kind": "b2c"}, ack=ack, callback={"drop": True})
    await world.sim("settings", hang_seconds=2.5)
    assert (await payout(world)).outcome == "unknown"
    await world.sandbox.idle()
    found = await ask_payout(world)
    assert (found.state, found.receiver_digits, found.amount) == ("succeeded", AMINA.digits, kes(4_940))
    assert len(found.receipt) == 10


@pytest.mark.parametrize("ack", BEFORE_EFFECT)
async def test_an_acknowledgement_lost_before_the_effect_is_unknown_and_the_question_finds_nothing(
    world: World, ack: str
) -> None:
    await world.sim("scenario", match={"kind": "b2c"}, ack=ack)
    assert (await payout(world)).outcome == "unknown"
    assert (await ask_payout(world)).state == "absent"


@pytest.mark.parametrize("ack", ["429", "spike", "busy"])
async def test_too_fast_or_too_busy_is_provably_not_done_and_may_be_tried_again(world: World, ack: str) -> None:
    await world.sim("scenario", match={"kind": "b2c"}, ack=ack)
    done = await payout(world)
    assert (done.outcome, done.retryable) == ("refused", True)
    assert (await ask_payout(world)).state == "absent"


async def test_a_prompt_whose_acknowledgement_was_lost_is_found_by_the_token_in_its_address(
    world: World,
) -> None:
    await world.sim("scenario", match={"kind": "stk"}, ack="lost")
    assert (await prompt(world)).outcome == "unknown"
    await world.settled()
    assert world.door.heard(ReportResult)[0].token == TOKEN


async def test_nobody_listening_is_provably_not_done(world: World) -> None:
    client = DarajaClient(replace(world.config, base_url="http://127.0.0.1:9"), clock=lambda: NOW)
    done = await client.payout(attempt=TOKEN, phone=AMINA, amount=kes(50), remarks="Loan", occasion="")
    await client.close()
    assert (done.outcome, done.retryable, done.code) == ("refused", True, "token unreachable")


async def test_a_question_that_itself_failed_says_nothing_about_the_payment(world: World) -> None:
    await payout(world)
    await world.sim("scenario", match={"kind": "status"}, outcome="credential")
    assert await ask_payout(world) == Result("unknown", "2001")


async def test_a_payout_still_on_its_way_is_pending(world: World) -> None:
    await world.sim("settings", payout_seconds=0.3)
    await payout(world)
    assert (await ask_payout(world)).state == "pending"


async def test_a_paybill_receipt_can_be_confirmed_and_an_invented_one_cannot(world: World) -> None:
    paid = await world.sim("c2b", msisdn=AMINA.digits, amount=300, reference="LN0042")
    await world.client.ask_status(attempt=ASK, receipt=paid["receipt"])
    await world.client.ask_status(attempt="c" * 32, receipt="UKN0000000")
    await world.settled()
    results = {report.token: report.result for report in world.door.heard(ReportResult)}
    assert results[ASK].state == "succeeded"
    assert (results[ASK].amount, results[ASK].phone_digits) == (kes(300), AMINA.digits)
    assert results["c" * 32].state == "absent"


async def test_a_question_needs_something_to_ask_by(world: World) -> None:
    assert await world.client.ask_status(attempt=ASK) == Submission("refused", code="nothing_to_ask_by")
