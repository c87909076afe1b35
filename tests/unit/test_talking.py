"""A person's words leave once: in the chat, by SMS where its window is closed or where there is no chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from channels import chat, talking
from channels.chat import ChatHop
from channels.sms.render import accent as sms_accent
from core.codec import decode
from core.messages import Door, ProviderError
from core.notifications.messages import Tell
from core.phone import Phone
from core.secret import Secret
from core.talks.messages import RESUMES, SAYS, UNANSWERED, Reply, Resumes, Says, TakeOver, TranscriptOf, Unanswered
from dialogs.screen import Accent, Answer, Heard, Seen
from tests.house import House
from tests.unit.members_house import AMINA_PHONE
from tests.unit.test_chat import Wire
from tests.unit.test_talks import OTIENO, exchange, keep, session

SOURCE = "meta.whatsapp"


async def word(tell: Tell, door: Door) -> tuple[Phone, str, str]:
    return Phone(tell.phone), f"{tell.notice} in {tell.language}", ""


def line_of(wire: Wire) -> chat.Line:
    return chat.Line(SOURCE, "whatsapp", lambda kept: None, wire, lambda said: [f"<{said.message}>"], instead=wire)


async def sends(house: House, wire: Wire, *, times: int = 1, lines: Sequence[chat.Line] = ()) -> None:
    work = talking.jobs([*(lines or [line_of(wire)])], wire, word)
    for job in await house.jobs(SAYS):
        for _ in range(times):
            await work[SAYS].run(decode(Says, job.payload), house.bus)


async def answered(house: House, text: str = "Tomorrow at 10", **facts: Any) -> None:
    await keep(house, exchange(**facts))
    await house.must(Reply(conversation="c1", text=text), by=OTIENO)


async def state(house: House) -> str:
    return (await house.must(TranscriptOf(conversation="c1"))).items[-1].state


async def test_words_leave_once_however_often_the_job_runs(house: House) -> None:
    wire = Wire()
    await answered(house)
    assert await state(house) == "waiting"
    await sends(house, wire, times=3)
    assert (wire.pages, wire.texts) == (["<Tomorrow at 10>"], [])
    assert await state(house) == "sent"


async def test_where_the_window_is_closed_they_go_by_sms_once(house: House) -> None:
    wire = Wire("refused", "131047")
    await answered(house)
    await sends(house, wire, times=3)
    assert wire.texts == ["Tomorrow at 10"]
    assert await state(house) == "sent"


async def test_who_does_not_want_our_messages_gets_none(house: House) -> None:
    """The provider knows that she sent STOP: it refuses, and whoever answers sees it."""
    wire = Wire("refused", "406")
    await answered(house)
    await sends(house, wire, times=2)
    assert (len(wire.pages), wire.texts) == (1, [])
    assert await state(house) == "refused"


async def test_what_provably_did_not_leave_is_tried_again(house: House) -> None:
    wire = Wire("retry", "no_connection")
    await answered(house)
    with pytest.raises(ProviderError):
        await sends(house, wire)
    wire.state = "sent"
    await sends(house, wire)
    assert await state(house) == "sent"


async def test_to_a_session_they_are_an_sms_in_its_alphabet(house: House) -> None:
    wire = Wire()
    await keep(house, session())
    await house.must(Reply(conversation="c1", text="Piga “sasa”"), by=OTIENO)
    await sends(house, wire)
    assert (wire.pages, wire.texts) == ([], ['Piga "sasa"'])


async def test_the_longest_answer_is_one_page(house: House) -> None:
    """Nobody has to press 98 to read what a person wrote."""
    wire = Wire()
    line = chat.Line("at.sms", "sms", lambda kept: None, wire, sms_accent)
    await answered(house, "ab " * 100, channel="sms", source="at.sms")
    await sends(house, wire, lines=[line])
    assert wire.pages == [("ab " * 100).strip()]


async def test_a_notice_is_in_her_language_and_stands_in_the_transcript(house: House) -> None:
    wire = Wire()
    await keep(house, exchange(language="sw"))
    await house.must(TakeOver(conversation="c1"), by=OTIENO)
    await sends(house, wire, times=2)
    assert wire.pages == ["<PersonComes in sw>"]
    lines = (await house.must(TranscriptOf(conversation="c1"))).items
    assert [(line.who, line.text) for line in lines[-1:]] == [("system", "PersonComes in sw")]


async def test_no_word_of_a_person_stands_in_a_job_or_the_audit_trail(house: House) -> None:
    await answered(house, "Tomorrow at ten")
    await sends(house, Wire())
    for table in ("jobs", "audit", "messages", "performed"):
        rows = await house.rows(f"select * from {table}")
        said = [row for row in rows if "Tomorrow" in str(row)]
        assert not said, table


async def test_a_chat_that_was_given_back_asks_the_host(house: House) -> None:
    heard: list[Heard] = []

    async def turn(arrived: Heard, accent: Accent) -> Answer:
        heard.append(arrived)
        return Answer("<Let us go on>", ends=False)

    wire = Wire()
    work = chat.jobs([line_of(wire)], turn, Secret("key"))[RESUMES]
    for _ in range(2):
        await work.run(Resumes(SOURCE, AMINA_PHONE, "given back"), house.bus)
    assert wire.pages == ["<Let us go on>"]
    assert all(each.resumes and each.chat for each in heard)
    first, second = (each.hop.read([Seen(hop.digest, "x")]) for each in heard if isinstance(hop := each.hop, ChatHop))
    assert first == second


async def test_the_end_of_the_time_to_answer_reaches_core(house: House) -> None:
    await keep(house, exchange())
    work = talking.jobs([], Wire(), word)[UNANSWERED]
    await work.run(Unanswered("nobody", house.clock.now), house.bus)
    assert await house.jobs(SAYS) == []
