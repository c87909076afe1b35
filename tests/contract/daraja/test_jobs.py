"""The jobs for Daraja, run as a worker runs them: nothing is ever called twice."""

from __future__ import annotations

from typing import Any

import pytest

from core.messages import Arrived
from core.payments.messages import Outgoing, RecordSubmission, ReportResult
from integrations.daraja.submission import Submission
from tests.contract.daraja.acts import ASK, TOKEN, kes, payout, prompt
from tests.contract.daraja.conftest import World
from tests.contract.daraja.twin import AMINA, attempt


async def test_a_job_begins_calls_and_records_and_its_repeat_does_nothing(world: World) -> None:
    world.door.attempts = [attempt(TOKEN, kind="payout", amount=kes(4_940))]
    for _ in range(2):
        await world.jobs["daraja.payout"].run(Outgoing("p1"), world.door)
    [recorded] = world.door.heard(RecordSubmission)
    assert (recorded.token, recorded.outcome) == (TOKEN, "accepted")
    assert len((await world.look("log"))["transactions"]) == 1


async def test_a_job_that_crashed_after_the_call_does_not_call_again(world: World) -> None:
    world.door.attempts = [attempt(TOKEN, kind="payout")]
    original = world.client.payout

    async def crash(**asked: Any) -> Submission:
        await original(**asked)
        raise RuntimeError("power cut")

    world.client.payout = crash  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        await world.jobs["daraja.payout"].run(Outgoing("p1"), world.door)
    await world.jobs["daraja.payout"].run(Outgoing("p1"), world.door)
    assert len((await world.look("log"))["transactions"]) == 1


async def test_asking_after_a_prompt_reports_a_trusted_result_for_the_prompt_itself(world: World) -> None:
    done = await prompt(world)
    await world.sandbox.idle()
    world.door.attempts = [attempt(ASK, kind="ask_prompt", asked=done.provider_id, asked_token=TOKEN)]
    await world.jobs["daraja.ask"].run(Outgoing("p1"), world.door)
    [report] = world.door.heard(ReportResult)
    assert (report.token, report.trusted, report.result.state) == (TOKEN, True, "succeeded")
    assert report.result.receipt == ""


async def test_a_prompt_without_the_providers_id_cannot_be_asked_after(world: World) -> None:
    world.door.attempts = [attempt(ASK, kind="ask_prompt", asked_token=TOKEN)]
    await world.jobs["daraja.ask"].run(Outgoing("p1"), world.door)
    [recorded] = world.door.told
    assert recorded == RecordSubmission(token=ASK, outcome="refused", code="nothing_to_ask_by")


async def test_asking_after_a_payout_sends_a_question_with_its_own_address(world: World) -> None:
    await payout(world)
    await world.sandbox.idle()
    world.door.attempts = [attempt(ASK, kind="ask_payout", asked_token=TOKEN)]
    await world.jobs["daraja.ask"].run(Outgoing("p1"), world.door)
    await world.settled()
    tokens = [report.token for report in world.door.heard(ReportResult)]
    assert tokens == [TOKEN, ASK]


async def test_confirming_asks_by_receipt(world: World) -> None:
    paid = await world.sim("c2b", msisdn=AMINA.digits, amount=300, reference="LN0042")
    world.door.attempts = [attempt(ASK, kind="confirm", receipt=paid["receipt"])]
    await world.jobs["daraja.confirm"].run(Outgoing("p1"), world.door)
    await world.settled()
    assert world.door.heard(ReportResult)[0].result.receipt == paid["receipt"]


async def test_an_arrival_is_read_once_however_often_its_job_runs(world: World) -> None:
    await prompt(world)
    await world.sandbox.idle()
    for _ in range(3):
        await world.jobs["arrived.daraja.stk"].run(Arrived("a1"), world.door)
    assert len(world.door.heard(ReportResult)) == 1
