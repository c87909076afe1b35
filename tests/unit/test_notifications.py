"""One SMS per event: begun once, again only after a provable no, and moved forward by reports however they come."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from core.codec import decode
from core.messages import Origin
from core.notifications.messages import (
    MOST_A_DAY,
    AlreadySent,
    BeginSend,
    Message,
    MessagesTo,
    NobodyToTell,
    NoSuchNotification,
    Notifications,
    NotToResend,
    RecordDelivery,
    RecordSend,
    ResendNotification,
    SendNotice,
    Tell,
    ToldEnough,
)
from core.phone import Phone
from tests.house import House
from tests.unit.members_house import register

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


# For staff


OTIENO = Origin("staff:otieno", "console", frozenset({"teller"}))


async def listed(house: House, **asked: Any) -> list[tuple[str, str, bool]]:
    found = await house.must(Notifications(**asked), by=OTIENO)
    return [(each.notice, each.state, each.may_resend) for each in found.items]


async def attempted(house: House, number: int, state: str) -> None:
    """The job that waits with this number, as the channel does it."""
    tell: Tell = decode(Tell, (await house.jobs("sms.tell"))[number].payload)
    begin = BeginSend(event=tell.event, notice=tell.notice, member=tell.member, phone=PHONE, segments=1)
    await house.must(RecordSend(message=str(await house.must(begin)), state=state))


async def test_the_list_has_no_answers_of_conversations(house: House):
    await ended(house, "sent")
    answer = BeginSend(event="chat:1", notice="answer", member="", phone=PHONE, segments=1, channel="whatsapp")
    await house.must(answer)
    assert await listed(house) == [("Welcome", "sent", False)]
    assert await listed(house, member="amina", state="sent", notice="Welcome") == [("Welcome", "sent", False)]
    assert await listed(house, member="baraka") == await listed(house, state="failed") == []


async def test_the_list_comes_in_parts(house: House):
    for number in range(3):
        await begins(house, f"event:{number}")
    first = await house.must(Notifications(limit=2), by=OTIENO)
    rest = await house.must(Notifications(limit=2, cursor=first.next), by=OTIENO)
    assert (len(first.items), len(rest.items), rest.next) == (2, 1, "")


async def test_what_did_not_arrive_is_told_once_more(house: House):
    amina = await register(house)
    await house.must(SendNotice(member=amina, notice="bring_id"), by=OTIENO)
    await attempted(house, 0, "refused")
    [first] = (await house.must(Notifications(), by=OTIENO)).items
    assert first.may_resend
    await house.must(ResendNotification(notification=first.notification), by=OTIENO)
    await attempted(house, 1, "sent")
    assert await listed(house) == [("BringId", "sent", False), ("BringId", "refused", False)]
    assert await house.perform(ResendNotification(notification=first.notification), by=OTIENO) == NotToResend()


async def test_what_arrived_or_may_have_is_not_told_again(house: House):
    await ended(house, "unknown")
    [found] = (await house.must(Notifications(), by=OTIENO)).items
    assert await house.perform(ResendNotification(notification=found.notification), by=OTIENO) == NotToResend()
    assert await house.perform(ResendNotification(notification="x"), by=OTIENO) == NoSuchNotification()


async def test_a_person_sends_a_few_a_day(house: House):
    amina = await register(house)
    for _ in range(MOST_A_DAY):
        await house.must(SendNotice(member=amina, notice="please_call"), by=OTIENO)
    enough = ToldEnough(MOST_A_DAY)
    assert await house.perform(SendNotice(member=amina, notice="we_called"), by=OTIENO) == enough
    house.clock.later(hours=25)
    await house.must(SendNotice(member=amina, notice="we_called"), by=OTIENO)
    assert await house.perform(SendNotice(member="nobody", notice="we_called"), by=OTIENO) == NobodyToTell()
    assert len(await house.jobs("sms.tell")) == MOST_A_DAY + 1
