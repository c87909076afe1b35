"""Conversations, cases and notifications in the console, over real pages: looked at, taken over, answered, closed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.cases.messages import OpenCase
from core.notifications.messages import BeginSend, RecordSend
from core.talks.messages import TakeOver
from tests.house import House
from tests.unit.console import Browser, console
from tests.unit.members_house import AMINA_PHONE, register
from tests.unit.staff_house import guarding
from tests.unit.test_talks import GRACE, exchange, keep, session

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
XSS = "<script>alert(1)</script>"


@pytest.fixture
async def house(build, database) -> House:
    return guarding(build, database)


async def chat_with_amina(house: House) -> str:
    amina = await register(house)
    await keep(house, exchange(member=amina, heard=f"hi {XSS}"))
    return amina


async def acts(browser: Browser, what: str, **fields: str) -> str:
    return (await browser.form(f"/admin/conversations/c1/{what}", fields)).words


async def test_a_chat_is_taken_over_answered_and_given_back(house: House) -> None:
    amina = await chat_with_amina(house)
    await house.must(OpenCase(kind="call_back", about=amina, member=amina))
    async with console(house, "teller") as browser:
        seen = await browser.open("/admin/conversations?waiting=yes")
        assert "Amina Wanjiru Otieno" in seen.words
        assert "waits for a person C-0001" in seen.words
        assert 'data-refresh="5"' in seen.html
        seen = await browser.open("/admin/conversations/c1")
        assert f"hi {XSS}" in seen.words
        assert XSS not in seen.html
        assert "You have this chat now." in await acts(browser, "take-over")
        assert "you answer here" in browser.seen.words
        assert "Please fill this in." in await acts(browser, "reply", text=" ")
        said = await acts(browser, "reply", text="Hello Amina")
        assert "Your answer is on its way." in said
        assert "Hello Amina you, whatsapp, 11 Mar 2026, 12:00, waiting" in said
        assert "The menu has this chat again." in await acts(browser, "give-back")
        assert "Closed." in await acts(browser, "close")
        assert "C-0001" not in browser.seen.words


async def test_somebody_else_answers_there(house: House) -> None:
    await chat_with_amina(house)
    await house.must(TakeOver(conversation="c1"), by=GRACE)
    async with console(house, "manager") as other:
        seen = await other.open("/admin/conversations/c1")
        assert "Somebody else answers here" in seen.words
        assert "/reply" not in seen.html
        assert "Somebody else answers in this chat" in await acts(other, "reply", text="Hello")


async def test_to_a_session_an_answer_goes_by_sms(house: House) -> None:
    await keep(house, session())
    async with console(house, "teller") as browser:
        seen = await browser.open("/admin/conversations/c1")
        assert "Answer by SMS" in seen.words
        assert "Take over" not in seen.words
        assert "Your answer is on its way." in await acts(browser, "reply", text="Please call us.")


async def test_an_auditor_reads_and_finds_nothing_to_press(house: House) -> None:
    amina = await chat_with_amina(house)
    async with console(house, "auditor") as browser:
        seen = await browser.open("/admin/conversations/c1")
        assert "elfu" not in seen.words
        assert "Repay in how many months?" in seen.words
        assert "/reply" not in seen.html
        seen = await browser.open(f"/admin/members/{amina}/conversations")
        assert "Repay in how many months?" in seen.words
        assert (await browser.form("/admin/conversations/c1/reply", {"text": "hi"})).status == 403


async def test_a_long_transcript_is_read_backwards(house: House) -> None:
    for number in range(60):
        await keep(house, exchange(heard=f"words {number}", at=house.clock.now + timedelta(seconds=number)))
    async with console(house, "auditor") as browser:
        seen = await browser.open("/admin/conversations/c1")
        assert "words 59" in seen.words
        assert "words 9 " not in seen.words
        [earlier] = re.findall(r'rel="next" href="([^"]+)"', seen.html)
        seen = await browser.open(f"/admin/conversations/c1{earlier}")
        assert "words 9 " in seen.words


async def test_nobody_is_there(house: House) -> None:
    async with console(house, "teller") as browser:
        assert "Nobody talks with us right now." in (await browser.open("/admin/conversations")).words
        assert "Nobody waits for a person." in (await browser.open("/admin/conversations?waiting=yes")).words
        assert (await browser.open("/admin/conversations/c9")).status == 404
        assert "No case is here." in (await browser.open("/admin/cases")).words
        assert "Nobody was told anything here." in (await browser.open("/admin/notifications")).words


async def test_a_case_from_the_queue_to_its_end(house: House) -> None:
    amina = await register(house)
    await house.must(OpenCase(kind="complaint", about=amina, member=amina))
    house.clock.later(days=2)
    async with console(house, "teller") as browser:
        seen = await browser.open("/admin/cases")
        assert "C-0001 complaint member" in seen.words
        assert "late nobody" in seen.words
        assert (await browser.open("/admin/cases.csv")).html.startswith("\ufeffcase,kind")
        await browser.open("/admin/cases/C-0001")
        assert "It is yours." in (await browser.form("/admin/cases/C-0001/take", {})).words
        assert "C-0001" in (await browser.open("/admin/cases?mine=yes")).words
        await browser.open("/admin/cases/C-0001")
        assert "Please fill this in." in (await browser.form("/admin/cases/C-0001/note", {"note": ""})).words
        noted = await browser.form("/admin/cases/C-0001/note", {"note": f"She was called. {XSS}"})
        assert "Noted." in noted.words
        assert XSS not in noted.html
        assert "The case is closed." in (await browser.form("/admin/cases/C-0001/close", {"outcome": "settled"})).words
        seen = await browser.open("/admin/cases/C-0001")
        assert "settled" in seen.words
        assert "Close the case" not in seen.words
        assert "C-0001" in (await browser.open("/admin/cases?state=closed&kind=complaint")).words


async def test_what_a_member_was_told_and_telling_it_again(house: House) -> None:
    amina = await register(house)
    async with console(house, "teller") as browser:
        await browser.open(f"/admin/notifications?member={amina}")
        seen = await browser.form("/admin/notifications", {"member": amina, "notice": "bring_id"})
        assert "It is on its way." in seen.words
        [row] = await house.rows("select key from jobs where name = 'sms.tell'")
        begin = BeginSend(
            event=row.key.removeprefix("tell:"), notice="BringId", member=amina, phone=AMINA_PHONE, segments=1
        )  # fmt: skip
        await house.must(RecordSend(message=str(await house.must(begin)), state="refused", code="406"))
        seen = await browser.open("/admin/notifications?state=refused")
        assert "Bring id member sms refused 406" in seen.words
        [again] = re.findall(r'action="(/admin/notifications/\w+/resend)"', seen.html)
        assert "It is sent again." in (await browser.form(again, {})).words
        assert "Send again" not in browser.seen.words
        assert "BringId" in (await browser.open("/admin/notifications.csv")).html
        await browser.open("/admin/notifications")
        wrong = await browser.form("/admin/notifications", {"member": amina, "notice": "buy_now"})
        assert wrong.status == 200
        assert len(await house.rows("select 1 from notice_wishes")) == 1
