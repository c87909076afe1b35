"""A person takes a chat over, answers and gives it back; and where nobody answers, the dialog has it again."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.cases.messages import OpenCase, OpenCases
from core.codec import decode
from core.messages import NotPermitted
from core.notifications.messages import BeginSend, RecordSend
from core.talks.messages import (
    MOST_BUBBLE,
    MOST_SMS,
    MOST_SMS_UNUSUAL,
    WINDOW,
    CloseConversation,
    ConversationOf,
    GiveBack,
    HearForPerson,
    LapseTakeover,
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
from tests.house import House
from tests.unit.members_house import AMINA_PHONE, STRANGER, register
from tests.unit.test_talks import AUDITOR, CHAT, GRACE, OTIENO, exchange, keep, live, said, session, standing

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
    last = (await house.must(TranscriptOf(conversation="c1"))).items[-1]
    assert (last.line, last.text, last.who, last.state) == (line, "Tomorrow at 10.", "staff:otieno", "waiting")
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
