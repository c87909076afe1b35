"""Talks: who talks with us now, and what was said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.cases.messages import OpenCase
from core.messages import Origin
from core.talks.messages import (
    LIVE_CHAT,
    Conversation,
    ConversationOf,
    Exchange,
    KeepWords,
    LiveConversations,
    TranscriptOf,
)
from deploy.schedules import purge_old
from tests.house import NOON, House
from tests.unit.members_house import AMINA_PHONE, STRANGER, register

OTIENO = Origin("staff:otieno", "console", frozenset({"teller"}))
GRACE = Origin("staff:grace", "console", frozenset({"manager"}))
AUDITOR = Origin("staff:audit", "console", frozenset({"auditor"}))
CHAT = "meta.whatsapp"


def exchange(conversation: str = "c1", **facts: Any) -> Exchange:
    said: dict[str, Any] = {
        "at": NOON, "phone": AMINA_PHONE.number, "member": "", "language": "en", "channel": "whatsapp", "source": CHAT,
        "dialog": "apply_for_loan", "step": "amount", "half_way": True, "ends": False, "heard": "elfu tano",
        "said": "Repay in how many months?",
    }  # fmt: skip
    return Exchange(conversation=conversation, **(said | facts))


def session(conversation: str = "c1", **facts: Any) -> Exchange:
    return exchange(conversation, **({"channel": "ussd", "source": f"AT-{conversation}"} | facts))


async def keep(house: House, *exchanges: Exchange) -> None:
    await house.must(KeepWords(exchanges=exchanges))


async def live(house: House, **asked: Any) -> list[str]:
    return [each.conversation for each in (await house.must(LiveConversations(**asked), by=OTIENO)).items]


async def said(house: House, conversation: str = "c1") -> list[tuple[str, str, str]]:
    lines = (await house.must(TranscriptOf(conversation=conversation), by=OTIENO)).items
    return [(line.direction, line.who, line.text) for line in lines]


async def standing(house: House, conversation: str = "c1") -> Conversation:
    return (await house.must(ConversationOf(conversation=conversation), by=OTIENO)).conversation


# What was said


async def test_what_was_heard_and_said_are_two_lines(house: House) -> None:
    await keep(house, exchange(heard="", said="Hello"), exchange(at=NOON + timedelta(seconds=9), ends=True))
    assert await said(house) == [
        ("out", "system", "Hello"), ("in", "member", "elfu tano"), ("out", "system", "Repay in how many months?"),
    ]  # fmt: skip


async def test_a_conversation_stands_where_its_last_words_left_it(house: House) -> None:
    amina = await register(house)
    await keep(house, exchange(), session("c2"), exchange(member=amina, step="choice", at=NOON + timedelta(minutes=1)))
    await keep(house, exchange(step="offers", at=NOON))
    found = await standing(house)
    assert (found.step, found.member, found.name) == ("choice", amina, "Amina Wanjiru Otieno")
    assert (found.heard_at - found.began_at) <= timedelta(minutes=1)


async def test_a_transcript_comes_in_parts_the_last_first(house: House) -> None:
    amina = await register(house)
    for number in range(5):
        at = NOON + timedelta(minutes=number)
        await keep(house, exchange(f"c{number % 2}", member=amina, heard=f"{number}", said="", at=at))
    last = await house.must(TranscriptOf(member=amina, limit=2), by=OTIENO)
    assert [line.text for line in last.items] == ["3", "4"]
    before = await house.must(TranscriptOf(member=amina, limit=2, cursor=last.next), by=OTIENO)
    first = await house.must(TranscriptOf(member=amina, limit=2, cursor=before.next), by=OTIENO)
    assert [line.text for line in (*before.items, *first.items)] == ["1", "2", "0"]
    assert first.next == ""
    assert (await house.must(TranscriptOf())).items == (), "of nobody there is nothing"


async def test_reading_what_was_said_leaves_a_record(house: House) -> None:
    await keep(house, exchange())
    await said(house)
    [row] = await house.rows("select who, subject, outcome from audit where request = 'TranscriptOf'")
    assert row == ("staff:otieno", "c1", "read")
    assert not await house.rows("select 1 from audit where subject like '%elfu%' or key like '%elfu%'")


async def test_words_are_forgotten_after_their_time(house: House) -> None:
    await keep(house, exchange("old", at=NOON - timedelta(days=91)), exchange("new"))
    await purge_old(house.database, NOON)
    assert [row[0] for row in await house.rows("select conversation from conversation_lines")] == ["new"]
    assert [row[0] for row in await house.rows("select id from conversations")] == ["new"]


# Who talks with us now


async def test_sessions_are_over_soon_and_chats_after_a_day(house: House) -> None:
    await keep(house, session("c1"), exchange("c2"), session("c3", ends=True, source="S3"))
    assert await live(house) == ["c2", "c1"], "what ended is over"
    house.clock.later(minutes=6)
    assert await live(house) == ["c2"]
    house.clock.later(hours=LIVE_CHAT.total_seconds() / 3600)
    assert await live(house) == []


async def test_of_one_chat_the_last_conversation_alone(house: House) -> None:
    await keep(house, exchange("c1"), exchange("c2"), exchange("c3", phone=STRANGER.number))
    assert await live(house) == ["c3", "c2"]
    assert await live(house, channel="sms") == []
    first = await house.must(LiveConversations(limit=1), by=OTIENO)
    assert [each.conversation for each in first.items] == ["c3"]
    assert await live(house, cursor=first.next) == ["c2"]


async def test_who_asked_for_a_person_waits(house: House) -> None:
    amina = await register(house)
    await keep(house, exchange("c1", member=amina), exchange("c2", phone=STRANGER.number), session("c3"))
    assert await live(house, waiting=True) == []
    await house.must(OpenCase(kind="call_back", about=amina, member=amina))
    await house.must(OpenCase(kind="complaint", about=STRANGER.digits, phone=STRANGER.number))
    assert await live(house, waiting=True) == ["c2", "c1"]
    found = await standing(house)
    assert (found.case, found.waits) == ("C-0001", True)
    assert await live(house, member=amina) == ["c1"]


async def test_a_stranger_is_known_by_her_phone(house: House) -> None:
    await keep(house, exchange(phone=STRANGER.number))
    found = await standing(house)
    assert (found.name, found.phone) == ("", STRANGER)
