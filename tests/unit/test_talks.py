"""Talks: who talks with us now, what was said, and how a person takes a chat over, answers and gives it back."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.cases.messages import OpenCase, OpenCases
from core.codec import decode
from core.members.messages import RegisterMember
from core.messages import NotPermitted, Origin
from core.notifications.messages import BeginSend, RecordSend
from core.phone import Phone
from core.talks.messages import (
    LIVE_CHAT,
    MOST_BUBBLE,
    MOST_SMS,
    MOST_SMS_UNUSUAL,
    WINDOW,
    CloseConversation,
    Conversation,
    ConversationOf,
    Exchange,
    GiveBack,
    HearForPerson,
    KeepWords,
    LapseTakeover,
    Line,
    LiveConversations,
    NoSuchConversation,
    NotAChat,
    NothingSaid,
    NotTaken,
    Reply,
    Says,
    TakenByAnother,
    TakenOver,
    TakeOver,
    TooLong,
    TranscriptOf,
    Unanswered,
    WordsOf,
)
from core.working_hours import due
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


# A person comes


async def test_one_person_has_a_chat(house: House) -> None:
    await keep(house, exchange())
    taken = await house.must(TakeOver(conversation="c1"), by=OTIENO)
    assert taken.taken_by == "staff:otieno"
    assert await house.perform(TakeOver(conversation="c1"), by=GRACE) == TakenByAnother("staff:otieno")
    assert await house.perform(Reply(conversation="c1", text="Hello"), by=GRACE) == TakenByAnother("staff:otieno")
    assert (await house.must(TakeOver(conversation="c1"), by=OTIENO)).taken_by == "staff:otieno"
    [job] = await house.jobs("chat.says")
    says: Says = decode(Says, job.payload)
    assert (says.source, says.notice, says.line) == (CHAT, "PersonComes", ""), "she is told once"


async def test_of_two_at_once_one_gets_it(house: House) -> None:
    await keep(house, exchange())
    answers = await asyncio.gather(*(house.perform(TakeOver(conversation="c1"), by=by) for by in (OTIENO, GRACE)))
    assert sorted(type(each).__name__ for each in answers) == ["Conversation", "TakenByAnother"]
    assert len(await house.jobs("chat.says")) == 1


async def test_what_she_writes_waits_for_the_person(house: House) -> None:
    await keep(house, exchange())
    where = TakenOver(source=CHAT, phone=AMINA_PHONE)
    assert await house.must(where) == ""
    assert await house.perform(HearForPerson(conversation="c1", words="hi")) == NotTaken()
    await house.must(TakeOver(conversation="c1"), by=OTIENO)
    assert await house.must(where) == "c1"
    assert await house.must(TakenOver(source=CHAT, phone=STRANGER)) == ""
    house.clock.later(minutes=1)
    await house.must(HearForPerson(conversation="c1", words="When is my loan paid?\0"))
    assert (await said(house))[-1] == ("in", "member", "When is my loan paid?")
    found = await standing(house)
    assert (found.asked_at, found.heard_at, found.waits) == (house.clock.now, house.clock.now, True)
    assert await live(house, waiting=True) == ["c1"]


async def test_words_of_a_person_leave_once_and_stand_in_no_job(house: House) -> None:
    await keep(house, exchange())
    for _ in range(2):
        line = await house.must(Reply(conversation="c1", text="  Tomorrow at 10.  "), by=OTIENO, key="once")
    assert isinstance(line, Line)
    assert (line.text, line.who, line.state) == ("Tomorrow at 10.", "staff:otieno", "waiting")
    assert (await standing(house)).taken_by == "staff:otieno", "who answers has the chat"
    [job] = await house.jobs("chat.says")
    assert "Tomorrow" not in job.payload
    says: Says = decode(Says, job.payload)
    assert await house.must(WordsOf(line=says.line)) == "Tomorrow at 10."
    assert await house.must(WordsOf(line="nothing")) == ""
    assert (await said(house))[-1] == ("out", "staff:otieno", "Tomorrow at 10.")


async def test_the_transcript_says_whether_they_arrived(house: House) -> None:
    await keep(house, exchange())
    await house.must(Reply(conversation="c1", text="Hello"), by=OTIENO)
    [job] = await house.jobs("chat.says")
    says: Says = decode(Says, job.payload)

    async def state() -> str:
        return (await house.must(TranscriptOf(conversation="c1"), by=OTIENO)).items[-1].state

    for event, outcome in ((says.event, "refused"), (f"{says.event}:sms", "sent")):
        begin = BeginSend(event=event, notice="reply", member="", phone=AMINA_PHONE, segments=1)
        await house.must(RecordSend(message=str(await house.must(begin)), state=outcome, provider_id=""))
        assert await state() == outcome


async def test_an_answer_ends_the_waiting(house: House) -> None:
    await keep(house, exchange())
    await house.must(TakeOver(conversation="c1"), by=OTIENO)
    await house.must(HearForPerson(conversation="c1", words="hi"))
    await house.must(Reply(conversation="c1", text="Hello"), by=OTIENO)
    found = await standing(house)
    assert (found.asked_at, found.waits) == (None, False)


async def test_to_a_session_an_answer_goes_by_sms(house: House) -> None:
    await keep(house, session())
    assert await house.perform(TakeOver(conversation="c1"), by=OTIENO) == NotAChat()
    await house.must(Reply(conversation="c1", text="Please call us."), by=OTIENO)
    [job] = await house.jobs("chat.says")
    assert decode(Says, job.payload).source == ""
    assert (await standing(house)).taken_by == "", "there is nothing to have"


async def test_how_long_an_answer_may_be(house: House) -> None:
    await keep(house, exchange("c1"), session("c2"))

    async def most(conversation: str, text: str) -> int:
        refused = await house.perform(Reply(conversation=conversation, text=text), by=OTIENO)
        return refused.most if isinstance(refused, TooLong) else 0

    assert await most("c1", "a" * MOST_BUBBLE) == 0
    assert await most("c1", "a" * (MOST_BUBBLE + 1)) == MOST_BUBBLE
    assert await most("c2", "a" * (MOST_SMS + 1)) == MOST_SMS
    assert await most("c2", "\u0107" * (MOST_SMS_UNUSUAL + 1)) == MOST_SMS_UNUSUAL
    assert await most("c2", "[" * (MOST_SMS_UNUSUAL + 1)) == MOST_SMS_UNUSUAL
    house.clock.later(hours=WINDOW.total_seconds() / 3600)
    assert await most("c1", "a" * (MOST_SMS + 1)) == MOST_SMS, "after a day it will be an SMS"
    assert await house.perform(Reply(conversation="c1", text=" \0\n"), by=OTIENO) == NothingSaid()


async def test_given_back_the_dialog_goes_on(house: House) -> None:
    await keep(house, exchange())
    assert await house.perform(GiveBack(conversation="c1"), by=OTIENO) == NotTaken()
    await house.must(TakeOver(conversation="c1"), by=OTIENO)
    await house.must(GiveBack(conversation="c1"), by=GRACE)
    assert await house.must(TakenOver(source=CHAT, phone=AMINA_PHONE)) == ""
    assert len(await house.jobs("chat.resumes")) == 1
    await house.must(TakeOver(conversation="c1"), by=GRACE)
    assert (await standing(house)).taken_by == "staff:grace"


async def test_closed_nothing_more_is_said(house: House) -> None:
    amina = await register(house)
    await keep(house, exchange(member=amina))
    await house.must(OpenCase(kind="call_back", about=amina, member=amina))
    await house.must(TakeOver(conversation="c1"), by=OTIENO)
    await house.must(CloseConversation(conversation="c1"), by=OTIENO)
    found = await standing(house)
    assert (found.taken_by, found.case, found.waits) == ("", "", False)
    assert await house.must(OpenCases()) == ()
    assert await house.jobs("chat.resumes") == []


@pytest.mark.parametrize("request_kind", [TakeOver, GiveBack, CloseConversation, ConversationOf])
async def test_what_is_not_there(house: House, request_kind: Any) -> None:
    assert await house.perform(request_kind(conversation="c9"), by=OTIENO) == NoSuchConversation()


async def test_an_auditor_reads_and_does_not_answer(house: House) -> None:
    await keep(house, exchange())
    await house.must(TranscriptOf(conversation="c1"), by=AUDITOR)
    assert await house.perform(Reply(conversation="c1", text="hi"), by=AUDITOR) == NotPermitted("Reply")


# Nobody answers


async def test_when_nobody_answers_the_dialog_has_it_again_with_an_apology(house: House) -> None:
    await keep(house, exchange())
    await house.must(TakeOver(conversation="c1"), by=OTIENO)
    await house.must(HearForPerson(conversation="c1", words="hi"))
    await house.must(HearForPerson(conversation="c1", words="anybody?"))
    [job] = await house.jobs("chat.unanswered")
    assert job.run_at.startswith("2026-03-11 13:00") if isinstance(job.run_at, str) else job.run_at.hour == 13
    asked: Unanswered = decode(Unanswered, job.payload)
    lapse = LapseTakeover(takeover=asked.takeover, asked_at=asked.asked_at)
    assert await house.must(lapse)
    assert not await house.must(lapse)
    assert (await standing(house)).taken_by == ""
    notices: list[str] = [decode(Says, each.payload).notice for each in await house.jobs("chat.says")]
    assert notices == ["PersonComes", "NobodyAnswered"]
    assert len(await house.jobs("chat.resumes")) == 1


async def test_who_was_answered_is_not_apologised_to(house: House) -> None:
    await keep(house, exchange())
    await house.must(TakeOver(conversation="c1"), by=OTIENO)
    await house.must(HearForPerson(conversation="c1", words="hi"))
    [job] = await house.jobs("chat.unanswered")
    await house.must(Reply(conversation="c1", text="Hello"), by=OTIENO)
    house.clock.later(hours=1)
    await house.must(HearForPerson(conversation="c1", words="and then?"))
    asked: Unanswered = decode(Unanswered, job.payload)
    assert not await house.must(LapseTakeover(takeover=asked.takeover, asked_at=asked.asked_at))
    assert len(await house.jobs("chat.unanswered")) == 2, "her new question has its own time"


def local(words: str) -> datetime:
    return datetime.fromisoformat(f"{words}+03:00")


@pytest.mark.parametrize(
    ("at", "hours", "ends"),
    [
        ("2026-03-11 09:00", 4, "2026-03-11 13:00"),
        ("2026-03-11 16:00", 4, "2026-03-12 10:00"),
        ("2026-03-11 20:00", 4, "2026-03-12 12:00"),
        ("2026-03-11 06:00", 10, "2026-03-11 18:00"),
        ("2026-03-14 17:00", 4, "2026-03-16 11:00"),
        ("2026-03-15 12:00", 1, "2026-03-16 09:00"),
        ("2026-03-11 12:00", 30, "2026-03-14 12:00"),
    ],
)
def test_working_hours(house: House, at: str, hours: int, ends: str) -> None:
    assert due(local(at), timedelta(hours=hours), house.hold.institution) == local(ends)


async def test_a_stranger_is_known_by_her_phone(house: House) -> None:
    await house.must(
        RegisterMember(
            full_name="Baraka Otieno", id_number="777777", born_on=datetime(1990, 1, 1).date(),
            phone=Phone("+254700000002"), language="en", tier=1, joined_on=datetime(2025, 1, 1).date(),
        )
    )  # fmt: skip
    await keep(house, exchange(phone=STRANGER.number))
    found = await standing(house)
    assert (found.name, found.phone) == ("", STRANGER)
