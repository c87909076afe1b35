"""What a provider says and what is made of it: booked once, never taken back, and doubted where it contradicts us."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from core.payments.messages import ReportResult, Result
from tests.house import build, database
from tests.payments_world import Desk, collection, desk, kes

__all__ = ["build", "database", "desk"]

PAID = {"clearing:daraja": 1742, "loans:LN-0042:principal": -1742}


async def test_a_callback_books_the_money_once(desk: Desk) -> None:
    sent = await desk.prompt()
    facts: dict[str, Any] = {"receipt": "RKTQ1", "amount": kes(1742), "phone_digits": "254700000002"}
    assert await desk.says(sent.token, "succeeded", **facts) == "settled"
    assert await desk.says(sent.token, "succeeded", **facts) == "known"
    assert await desk.books() == PAID
    assert (await desk.read(sent.payment)).receipt == "RKTQ1"
    assert await desk.alarms() == []


async def test_a_query_without_receipt_books_our_amount_and_the_callback_brings_the_receipt(desk: Desk) -> None:
    sent = await desk.prompt()
    ask = await desk.begin(sent.payment, "ask")
    assert await desk.says(ask.token, "succeeded", trusted=True) == "settled"
    assert await desk.says(sent.token, "succeeded", receipt="RKTQ1", amount=kes(1742)) == "known"
    assert await desk.books() == PAID
    assert (await desk.read(sent.payment)).receipt == "RKTQ1"


async def test_a_success_is_never_taken_back(desk: Desk) -> None:
    sent = await desk.prompt()
    await desk.says(sent.token, "succeeded", receipt="RKTQ1", amount=kes(1742))
    for state in ("failed", "expired", "unknown", "pending", "absent"):
        await desk.says(sent.token, state, trusted=True, reason="cancelled")
    assert await desk.state(sent.payment) == "succeeded"
    assert await desk.told() == []


async def test_money_that_comes_after_a_no_is_booked(desk: Desk) -> None:
    sent = await desk.prompt()
    assert await desk.says(sent.token, "failed", code="1032", reason="cancelled") == "settled"
    assert await desk.told() == ["NotPaid"]
    assert await desk.says(sent.token, "succeeded", receipt="RKTQ1", amount=kes(1742)) == "settled"
    assert await desk.books() == PAID


async def test_what_the_provider_says_was_paid_is_booked_and_a_person_looks(desk: Desk) -> None:
    sent = await desk.prompt()
    assert await desk.says(sent.token, "succeeded", receipt="RKTQ1", amount=kes(1000)) == "alarm"
    assert await desk.books() == {"clearing:daraja": 1000, "loans:LN-0042:principal": -1000}
    assert await desk.alarms() == [f"payment:{sent.payment}:amount"]


async def test_another_phone_than_the_one_we_asked_is_flagged(desk: Desk) -> None:
    sent = await desk.prompt()
    facts: dict[str, Any] = {"receipt": "RKTQ1", "amount": kes(1742), "phone_digits": "254700000099"}
    assert await desk.says(sent.token, "succeeded", **facts) == "alarm"
    assert await desk.books() == PAID


async def test_a_large_callback_is_believed_only_after_a_question(desk: Desk) -> None:
    sent = await desk.prompt(kes(60_000))
    asks = await desk.jobs("ask")
    facts: dict[str, Any] = {"receipt": "RKTQ1", "amount": kes(60_000)}
    assert await desk.says(sent.token, "succeeded", **facts) == "asked"
    assert await desk.jobs("ask") == asks + 1
    assert await desk.books() == {}
    ask = await desk.begin(sent.payment, "ask")
    assert await desk.says(ask.token, "succeeded") == "settled"
    assert (await desk.books())["clearing:daraja"] == 60_000


async def test_an_unsigned_success_that_names_no_amount_is_asked_about(desk: Desk) -> None:
    sent = await desk.prompt()
    assert await desk.says(sent.token, "succeeded", receipt="RKTQ1") == "asked"
    assert await desk.books() == {}


async def test_no_answer_is_asked_about_before_she_is_told(desk: Desk) -> None:
    sent = await desk.prompt()
    assert await desk.says(sent.token, "expired", code="1037", reason="no_answer") == "asked"
    assert await desk.told() == []
    ask = await desk.begin(sent.payment, "ask")
    assert await desk.says(ask.token, "expired", code="1037", reason="no_answer") == "settled"
    assert await desk.state(sent.payment) == "expired"
    assert await desk.told() == ["NotPaid"]


async def test_a_closed_loan_does_not_turn_money_away(desk: Desk) -> None:
    sent = await desk.prompt()
    desk.world.loan_is_open = False
    await desk.says(sent.token, "succeeded", receipt="RKTQ1", amount=kes(1742))
    assert await desk.books() == {"clearing:daraja": 1742, "savings:S-00022": -1742}


async def test_tokens_that_nobody_gave_are_unknown_and_ids_help_where_tokens_are_missing(desk: Desk) -> None:
    sent = await desk.prompt()
    assert await desk.says("0" * 32, "succeeded") == "unknown"
    result = Result(state="succeeded", code="0", receipt="RKTQ1", amount=kes(1742))
    by_id = ReportResult(token="", provider_id="ws_CO_1", result=result)
    assert await desk.house.must(by_id) == "settled"
    assert await desk.state(sent.payment) == "succeeded"


@pytest.mark.parametrize("purpose", ["loan", "withdrawal"])
async def test_a_payout_that_arrived_is_settled_once(desk: Desk, purpose: str) -> None:
    sent = await desk.sent_payout(purpose=purpose)
    facts: dict[str, Any] = {"receipt": "RKTQ1", "receiver_digits": "254700000001"}
    assert await desk.says(sent.token, "succeeded", **facts) == "settled"
    assert await desk.says(sent.token, "succeeded", **facts) == "known"
    [settled] = desk.world.settled
    assert (settled.paid, settled.receipt) == (True, "RKTQ1")
    assert type(settled).__name__ == {"loan": "SettleDisbursement", "withdrawal": "SettleWithdrawal"}[purpose]


@pytest.mark.parametrize(("receiver", "answer"), [("2547*****001", "settled"), ("2547*****099", "alarm")])
async def test_the_receiver_is_compared_by_the_digits_that_can_be_seen(desk: Desk, receiver: str, answer: str) -> None:
    sent = await desk.sent_payout()
    assert await desk.says(sent.token, "succeeded", receipt="RKTQ1", receiver_digits=receiver) == answer
    assert await desk.state(sent.payment) == "succeeded", "the money left in any case"


@pytest.mark.parametrize(("name", "answer"), [("AMINA", "settled"), ("", "settled"), ("JUMA OTIENO", "alarm")])
async def test_a_receiver_with_another_name_raises_an_alarm(desk: Desk, name: str, answer: str) -> None:
    sent = await desk.sent_payout()
    assert await desk.says(sent.token, "succeeded", receipt="RKTQ1", receiver_name=name) == answer


async def test_only_a_proven_failure_releases_a_payout(desk: Desk) -> None:
    sent = await desk.sent_payout()
    assert await desk.says(sent.token, "unknown", code="timeout") == "kept"
    assert await desk.says(sent.token, "expired") == "asked"
    assert desk.world.settled == []
    assert await desk.says(sent.token, "failed", code="2040", reason="not_registered") == "settled"
    assert await desk.says(sent.token, "failed", code="2040", reason="not_registered") == "known"
    [settled] = desk.world.settled
    assert (settled.paid, settled.reason) == (False, "not_registered")


async def test_our_own_trouble_is_tried_again_later_and_raises_an_alarm(desk: Desk) -> None:
    sent = await desk.sent_payout()
    assert await desk.says(sent.token, "failed", code="1", reason="ours") == "alarm"
    assert await desk.says(sent.token, "failed", code="1", reason="ours") == "known"
    assert desk.world.settled == []
    assert await desk.jobs("payout") == 2
    again = await desk.begin(sent.payment, "payout")
    assert again.token != sent.token
    assert await desk.says(sent.token, "failed", code="1", reason="ours") == "kept", "that was the first attempt"
    assert await desk.says(again.token, "succeeded", receipt="RKTQ2") == "settled"
    assert await desk.alarms() == ["payouts:daraja:1"]


async def test_our_own_trouble_has_an_end(desk: Desk) -> None:
    payment = await desk.payout()
    for _ in range(5):
        attempt = await desk.begin(payment, "payout")
        await desk.submitted(attempt.token)
        await desk.says(attempt.token, "failed", code="1", reason="ours")
    assert await desk.state(payment) == "failed"
    assert [each.paid for each in desk.world.settled] == [False]


async def test_a_payout_the_provider_never_saw_is_released_after_two_late_questions(desk: Desk) -> None:
    payment = await desk.payout()
    sent = await desk.begin(payment, "payout")
    await desk.submitted(sent.token, "unknown")
    answers = []
    for minutes in (1, 4, 6):
        desk.house.clock.later(minutes=minutes)
        ask = await desk.begin(payment, "ask")
        answers.append(await desk.says(ask.token, "absent", trusted=True))
    assert answers == ["kept", "kept", "settled"], "the second one came too early to prove anything"
    assert [each.paid for each in desk.world.settled] == [False]


async def test_one_absence_said_often_is_one(desk: Desk) -> None:
    sent = await desk.sent_payout()
    desk.house.clock.later(hours=1)
    ask = await desk.begin(sent.payment, "ask")
    assert [await desk.says(ask.token, "absent", trusted=True) for _ in range(3)] == ["kept"] * 3


async def test_a_payout_that_arrives_after_its_release_is_for_a_person(desk: Desk) -> None:
    sent = await desk.sent_payout()
    await desk.says(sent.token, "failed", code="2040", reason="not_registered")
    assert await desk.says(sent.token, "succeeded", receipt="RKTQ1") == "alarm"
    assert [each.paid for each in desk.world.settled] == [False]
    assert await desk.alarms() == [f"payment:{sent.payment}:paid_after_release"]


async def test_ten_equal_callbacks_at_once_book_once(desk: Desk) -> None:
    sent = await desk.prompt()
    facts: dict[str, Any] = {"receipt": "RKTQ1", "amount": kes(1742)}
    answers = await asyncio.gather(*(desk.says(sent.token, "succeeded", **facts) for _ in range(10)))
    assert sorted(answers) == ["known"] * 9 + ["settled"]
    assert await desk.books() == PAID


async def test_callbacks_and_confirmations_at_once_book_once(desk: Desk) -> None:
    sent = await desk.prompt()
    facts: dict[str, Any] = {"receipt": "RKTQ1", "amount": kes(1742)}
    callbacks = [desk.says(sent.token, "succeeded", **facts) for _ in range(5)]
    confirmations = [desk.arrives(sent.reference) for _ in range(5)]
    await asyncio.gather(*callbacks, *confirmations)
    assert await desk.books() == PAID
    assert (await desk.read(sent.payment)).confirmed


async def test_two_prompts_at_once_are_one(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.house.perform(collection()) for _ in range(5)))
    assert sorted(type(each).__name__ for each in answers) == ["Collection"] + ["PromptOpen"] * 4


async def test_a_callback_brings_the_id_that_a_lost_answer_did_not(desk: Desk) -> None:
    payment = (await desk.collect()).payment
    sent = await desk.begin(payment, "prompt")
    await desk.submitted(sent.token, "unknown")
    result = Result(state="expired", code="1037", reason="no_answer")
    await desk.house.must(ReportResult(token=sent.token, provider_id="ws_CO_9", result=result))
    assert (await desk.begin(payment, "ask")).asked == "ws_CO_9"


async def test_a_prompt_that_fails_by_our_fault_raises_one_alarm_for_all(desk: Desk) -> None:
    for _ in range(2):
        sent = await desk.prompt()
        await desk.says(sent.token, "failed", code="8006", reason="ours")
    assert await desk.alarms() == ["prompts:daraja:8006"]
