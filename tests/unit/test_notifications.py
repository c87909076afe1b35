"""One SMS per event: begun once, again only after a provable no, and moved forward by reports however they come."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from core.notifications.messages import AlreadySent, BeginSend, Message, MessagesTo, RecordDelivery, RecordSend
from core.phone import Phone
from tests.house import House

PHONE = Phone("+254700000001")


async def begins(house: House, event: str = "welcome:amina") -> Any:
    begin = BeginSend(event=event, notice="Welcome", member="amina", phone=PHONE, segments=1)
    return await house.perform(begin)


async def ended(house: House, state: str, provider_id: str = "") -> str:
    message: str = await begins(house)
    await house.must(RecordSend(message=message, state=state, provider_id=provider_id))
    return message


async def report(house: House, state: str, provider_id: str = "AT-1") -> None:
    await house.must(RecordDelivery(provider_id=provider_id, state=state))


async def state(house: House) -> str:
    (message,) = await house.must(MessagesTo(member="amina"))
    return message.state


async def test_an_event_is_sent_once(house: House):
    await ended(house, "sent", "AT-1")
    assert await begins(house) == AlreadySent()
    assert await house.must(MessagesTo(member="amina")) == (Message("welcome:amina", "Welcome", "amina", "sent"),)


async def test_of_ten_that_begin_at_once_one_may(house: House):
    answers = await asyncio.gather(*(begins(house) for _ in range(10)))
    assert answers.count(AlreadySent()) == 9


@pytest.mark.parametrize("outcome", ["sent", "refused", "unknown"])
async def test_what_may_have_left_is_not_begun_again(house: House, outcome):
    await ended(house, outcome)
    assert await begins(house) == AlreadySent()


async def test_what_was_begun_and_never_ended_is_not_begun_again(house: House):
    await begins(house)
    house.clock.later(days=1)
    assert await begins(house) == AlreadySent()
    assert await state(house) == "sending"


async def test_what_provably_did_not_leave_is_begun_again(house: House):
    first = await ended(house, "retry")
    assert await begins(house) == first
    (row,) = await house.rows("select attempts, state from messages")
    assert (row.attempts, row.state) == (2, "sending")


async def test_reports_move_a_message_forward_only(house: House):
    await ended(house, "sent", "AT-1")
    for reported, stands in [
        ("queued", "sent"),
        ("delivered", "delivered"),
        ("sent", "delivered"),
        ("failed", "delivered"),
    ]:
        await report(house, reported)
        assert await state(house) == stands


async def test_failed_is_final_too(house: House):
    await ended(house, "sent", "AT-1")
    await report(house, "failed")
    await report(house, "delivered")
    assert await state(house) == "failed"


async def test_a_report_that_comes_first_is_kept_and_matched(house: House):
    await report(house, "delivered")
    await ended(house, "sent", "AT-1")
    assert await state(house) == "delivered"


async def test_a_report_waits_for_a_day(house: House):
    await report(house, "delivered")
    house.clock.later(hours=25)
    await report(house, "delivered", "AT-2")
    await ended(house, "sent", "AT-1")
    assert await state(house) == "sent"


async def test_send_and_report_at_once_lose_nothing(house: House):
    for each in range(8):
        message = await begins(house, f"event:{each}")
        sent = RecordSend(message=message, state="sent", provider_id=f"AT-{each}")
        await asyncio.gather(house.must(sent), report(house, "delivered", f"AT-{each}"))
    assert {each.state for each in await house.must(MessagesTo(member="amina"))} == {"delivered"}


async def test_an_outcome_is_recorded_once(house: House):
    message = await ended(house, "refused")
    await house.must(RecordSend(message=message, state="retry"))
    assert await state(house) == "refused"


async def test_no_phone_number_is_kept(house: House):
    await begins(house)
    (row,) = await house.rows("select phone from messages")
    assert len(row.phone) == 32
    assert PHONE.digits not in row.phone


async def test_another_word_for_a_state_is_a_mistake(house: House):
    message = await begins(house)
    with pytest.raises(ValueError, match="a send ends in"):
        await house.perform(RecordSend(message=message, state="maybe"))
    with pytest.raises(ValueError, match="a report says"):
        await report(house, "maybe")
