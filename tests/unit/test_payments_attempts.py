"""The integration's side: one attempt before each call, never a second payout, and always somebody who asks."""

from __future__ import annotations

from core.messages import Refusal
from core.payments.messages import BeginAttempt, Outgoing
from core.payments.rules import MOST_ASKS
from tests.house import build, database
from tests.payments_world import AMINA, Desk, desk, kes

__all__ = ["build", "database", "desk"]


async def test_an_attempt_has_everything_for_the_call(desk: Desk) -> None:
    answer = await desk.collect()
    attempt = await desk.begin(answer.payment, "prompt")
    assert (attempt.amount, attempt.phone, attempt.kind) == (answer.amount, answer.phone, "prompt")
    assert attempt.about == "LN-0042"
    assert len(attempt.token) == 32
    assert len(attempt.reference) == 10
    assert attempt.number == 1
    assert await desk.state(answer.payment) == "submitted"


async def test_a_payout_goes_to_her_own_number_and_is_never_sent_twice(desk: Desk) -> None:
    payment = await desk.payout()
    assert await desk.jobs("payout") == 1
    attempt = await desk.begin(payment, "payout")
    assert attempt.phone == AMINA
    for outcome in ("unknown", "accepted"):
        await desk.submitted(attempt.token, outcome)
        assert not await desk.begins(payment, "payout")
    assert await desk.jobs("payout") == 1


async def test_a_prompt_is_no_payout_and_nobody_begins_what_does_not_exist(desk: Desk) -> None:
    answer = await desk.collect()
    assert not await desk.begins(answer.payment, "payout")
    assert not await desk.begins(answer.payment, "ask"), "there is nothing to ask about yet"
    assert not await desk.begins("nothing", "prompt")


async def test_whatever_crashes_after_the_attempt_a_question_follows(desk: Desk) -> None:
    payment = await desk.payout()
    await desk.begin(payment, "payout")
    [ask] = await desk.house.jobs("daraja.ask")
    assert Outgoing(payment).payment in ask.payload
    attempt = await desk.begin(payment, "ask")
    assert attempt.kind == "ask_payout"


async def test_an_ask_names_the_attempt_it_asks_about(desk: Desk) -> None:
    sent = await desk.prompt()
    ask = await desk.begin(sent.payment, "ask")
    assert (ask.kind, ask.asked, ask.asked_token) == ("ask_prompt", "ws_CO_1", sent.token)
    assert ask.token != sent.token


async def test_questions_come_slower_and_slower_and_end_with_a_person(desk: Desk) -> None:
    sent = await desk.sent_payout()
    waits = []
    for _ in range(MOST_ASKS["out"]):
        rows = await desk.house.rows("select run_at from jobs where name = 'daraja.ask' order by run_at desc limit 1")
        before = desk.house.clock.now
        desk.house.clock.later(hours=1)
        waits.append(str(rows[0].run_at) > str(before.replace(tzinfo=None)))
        await desk.begin(sent.payment, "ask")
    assert all(waits)
    assert await desk.jobs("ask") == MOST_ASKS["out"]
    assert await desk.state(sent.payment) == "review"
    assert await desk.alarms() == [f"payment:{sent.payment}:no_answer"]
    await desk.says(sent.token, "succeeded", receipt="RKTQ1")
    assert await desk.state(sent.payment) == "succeeded", "a late answer still settles it"


async def test_a_retried_question_does_not_make_the_chain_grow(desk: Desk) -> None:
    sent = await desk.prompt()
    desk.house.clock.later(seconds=10)
    for _ in range(3):
        await desk.begin(sent.payment, "ask")
    assert await desk.jobs("ask") == 2, "the first one, and the next one of the chain"


async def test_questions_stop_when_it_is_settled(desk: Desk) -> None:
    sent = await desk.prompt()
    await desk.says(sent.token, "succeeded", receipt="RKTQ1", amount=kes(1742))
    assert not await desk.begins(sent.payment, "ask")


async def test_after_two_minutes_she_is_told_once_that_we_still_ask(desk: Desk) -> None:
    sent = await desk.prompt()
    desk.house.clock.later(seconds=70)
    await desk.begin(sent.payment, "ask")
    assert await desk.told() == []
    for _ in range(2):
        desk.house.clock.later(seconds=60)
        await desk.begin(sent.payment, "ask")
    assert await desk.told() == ["StillAsking"]


async def test_a_prompt_that_provably_was_not_sent_is_sent_again_and_then_given_up(desk: Desk) -> None:
    payment = (await desk.collect()).payment
    for number in (1, 2):
        attempt = await desk.begin(payment, "prompt")
        await desk.submitted(attempt.token, "refused", code="500.001.1001", retryable=True)
        await desk.submitted(attempt.token, "refused", code="500.001.1001", retryable=True)
        assert await desk.state(payment) == "created"
        assert await desk.jobs("prompt") == number + 1
    attempt = await desk.begin(payment, "prompt")
    await desk.submitted(attempt.token, "refused", code="500.001.1001", retryable=True)
    assert await desk.state(payment) == "failed"
    assert await desk.told() == ["NotPaid"]
    assert await desk.house.rows("select payload from jobs where payload like '%busy%'")


async def test_a_refusal_for_good_releases_a_payout(desk: Desk) -> None:
    payment = await desk.payout()
    attempt = await desk.begin(payment, "payout")
    await desk.submitted(attempt.token, "refused", code="400.002.02")
    assert await desk.state(payment) == "failed"
    [settled] = desk.world.settled
    assert (settled.payment, settled.paid) == (payment, False)


async def test_a_time_out_releases_nothing(desk: Desk) -> None:
    payment = await desk.payout()
    attempt = await desk.begin(payment, "payout")
    await desk.submitted(attempt.token, "unknown")
    assert await desk.state(payment) == "unknown"
    assert desk.world.settled == []
    await desk.submitted(attempt.token, "accepted", provider_id="AG_1")
    assert await desk.state(payment) == "pending", "the answer came after all"


async def test_the_answer_to_the_call_may_come_after_the_callback(desk: Desk) -> None:
    payment = (await desk.collect()).payment
    attempt = await desk.begin(payment, "prompt")
    await desk.says(attempt.token, "succeeded", receipt="RKTQ1", amount=kes(1742))
    await desk.submitted(attempt.token, "accepted", provider_id="ws_CO_1")
    await desk.submitted("nobody's token")
    assert await desk.state(payment) == "succeeded"


async def test_beginning_twice_under_one_key_gives_the_same_token(desk: Desk) -> None:
    payment = (await desk.collect()).payment
    request = BeginAttempt(payment=payment, kind="prompt")
    first = await desk.house.perform(request, key="job-7")
    again = await desk.house.perform(request, key="job-7")
    assert first == again
    assert not isinstance(first, Refusal)


async def test_a_prompt_nobody_can_tell_of_is_given_up_and_she_may_have_a_new_one(desk: Desk) -> None:
    sent = await desk.prompt()
    for _ in range(MOST_ASKS["in"]):
        desk.house.clock.later(hours=1)
        await desk.begin(sent.payment, "ask")
    assert await desk.state(sent.payment) == "review"
    await desk.collect()
    await desk.says(sent.token, "succeeded", receipt="RKTQ1", amount=kes(1742))
    assert (await desk.books())["clearing:daraja"] == 1742, "what shows up later is still booked"
