"""Calls that we place: once for one event, silent about everything before a key is pressed, told as they ended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from channels.chat import ChatHop
from channels.sent import Sent
from channels.twilio_client import TwilioApi
from channels.twilio_sandbox_desk import AUTH_TOKEN
from channels.voice import sandbox
from channels.voice.africastalking_caller import AfricasTalkingCaller, read_answer
from channels.voice.calling import Caller, jobs
from channels.voice.twilio_caller import TwilioCaller
from core.codec import decode
from core.conversations.messages import CALL, PlaceCall
from core.messages import ProviderError
from core.notifications.messages import BeginSend, RecordSend
from core.secret import Secret
from dialogs.host import Host
from dialogs.screen import Heard
from tests.contract.africastalking.edge import NotingDoor
from tests.contract.voice.line import KEY, PROVIDERS, Line, line_to, twilio_config
from tests.house import House
from tests.people import AMINA, BARAKA, PIN, host, seeded, town

__all__ = ["host", "seeded", "town"]

OPENING = "This is Imarisha. To go on, press one. Hii ni Imarisha. Kuendelea, bonyeza moja."
MACHINE = "This is Imarisha. Please call zero seven zero zero, zero zero zero, zero zero zero."


@pytest.fixture
async def line(host: Host, tmp_path: Path) -> AsyncIterator[Line]:
    async with line_to(host, tmp_path) as opened:
        yield opened


@pytest.fixture(params=PROVIDERS)
def caller(request: pytest.FixtureRequest, line: Line) -> Iterator[Caller]:
    made = caller_of(request.param, line)
    yield made
    close(made)


def caller_of(provider: str, line: Line, *, base_url: str = "", key: str = "") -> Any:
    url = base_url or line.provider.url
    if provider == "africastalking":
        return AfricasTalkingCaller(
            username="imarisha", api_key=Secret(key or "a key"), number=sandbox.OURS, base_url=url, read_seconds=1.5
        )
    config = twilio_config(line.calls.public_url, api_url=url, auth_token=Secret(key or AUTH_TOKEN))
    return TwilioCaller(TwilioApi(config, read_seconds=1.5), number=sandbox.OURS)


def close(caller: Any) -> None:
    (caller._api if isinstance(caller, TwilioCaller) else caller).close()


async def place(caller: Caller, door: Any, reason: str = "call_back", event: str = "e1") -> None:
    await jobs(caller)[CALL].run(PlaceCall(BARAKA, reason, event), door)


# What she hears


async def test_a_call_of_ours_opens_with_nothing_about_anybody(line: Line, caller: Caller, town: House) -> None:
    await line.teach(BARAKA, "1", "1", PIN, "hang up")
    await place(caller, town.bus)
    [call] = await line.heard_by(BARAKA)
    assert call["complaints"] == []
    assert call["heard"][0] == OPENING
    assert call["heard"][1].startswith("Imarisha. Habari Baraka.")
    assert call["heard"][3].startswith("Akiba:")


async def test_a_reminder_says_nothing_private_before_the_pin(line: Line, caller: Caller, town: House) -> None:
    await line.teach(BARAKA, "1", PIN, "hang up")
    await place(caller, town.bus, reason="reminder")
    [call] = await line.heard_by(BARAKA)
    opening, asks, loan = call["heard"]
    assert opening == OPENING
    assert asks.startswith("Weka PIN yako ya Imarisha.")
    assert "Baraka" not in asks
    assert loan.startswith("Mkopo L N, sifuri sifuri moja saba.")


async def test_a_call_for_a_signature_begins_as_if_8_had_been_dialled(line: Line, caller: Caller, town: House) -> None:
    await line.teach(BARAKA, "1", "hang up")
    await place(caller, town.bus, reason="sign")
    await line.heard_by(BARAKA)
    assert line.dialled[0] == ("8",)


async def test_an_answering_machine_hears_our_name_and_whom_to_call(line: Line, town: House) -> None:
    caller = caller_of("twilio", line)
    await line.teach(BARAKA, answers="machine")
    await place(caller, town.bus, reason="reminder")
    close(caller)
    [call] = await line.heard_by(BARAKA)
    assert len(call["heard"]) == 1
    assert call["heard"][0].startswith(MACHINE)


async def test_a_machine_that_nobody_detects_hears_no_more(line: Line, town: House) -> None:
    caller = caller_of("africastalking", line)
    await line.teach(BARAKA, answers="machine")
    await place(caller, town.bus, reason="reminder")
    close(caller)
    [call] = await line.heard_by(BARAKA)
    assert call["heard"] == [OPENING, OPENING, "We end this call now. An SMS will follow. Goodbye."]
    assert line.said_goodbye == [(BARAKA.number, f"voice:{call['id']}")]


async def test_what_was_begun_in_a_chat_is_signed_in_a_call(line: Line, caller: Caller, host: Host) -> None:
    chat = Chat(host)
    for words in ("hi", "2", "1", "5000", "3", "1"):
        said = await chat.says(words)
    assert "Never type it in a message." in said
    await line.teach(AMINA, "1", PIN)
    await jobs(caller)[CALL].run(PlaceCall(AMINA, "sign", "e1"), host.door)
    [call] = await line.heard_by(AMINA)
    opening, asks, done = call["heard"]
    assert opening == OPENING
    assert "Enter your Imarisha PIN." in asks
    assert "shillings" not in f"{opening} {asks}"
    assert "approved" in done
    assert call["state"] == "completed"


@dataclass
class Chat:
    """Amina writes SMS, where no PIN is taken."""

    host: Host
    count: int = 0

    async def says(self, words: str) -> str:
        self.count += 1
        hop = ChatHop(f"m{self.count}", KEY, words)
        answer = await self.host.turn(
            Heard("sms", AMINA, "africastalking.sms", hop, chat=True), lambda said: [said.message]
        )
        return answer.words


# Once


async def test_nobody_is_called_twice_for_one_event(line: Line, caller: Caller, town: House) -> None:
    await place(caller, town.bus)
    await place(caller, town.bus)
    assert len(await line.heard_by(BARAKA)) == 1
    await place(caller, town.bus, event="e2")
    assert len(await line.heard_by(BARAKA)) == 2


@pytest.mark.parametrize("fault", ["timeout", "reset"])
async def test_a_call_that_may_have_been_placed_is_not_placed_again(
    line: Line, caller: Caller, town: House, fault: str
) -> None:
    await line.order(fault)
    await place(caller, town.bus)
    await place(caller, town.bus)
    assert len(await line.heard_by(BARAKA)) == 1


@pytest.mark.parametrize("fault", ["http_503", "http_429", "http_401", "no_credit"])
async def test_a_provable_no_makes_the_worker_try_again(line: Line, caller: Caller, fault: str) -> None:
    door = NotingDoor()
    await line.order(fault)
    with structlog.testing.capture_logs() as logs, pytest.raises(ProviderError) as error:
        await place(caller, door)
    assert error.value.retryable
    assert any(log["log_level"] == "error" for log in logs) is (fault in ("http_401", "no_credit"))
    await place(caller, door)
    assert len(await line.heard_by(BARAKA)) == 1


@pytest.mark.parametrize("fault", ["invalid_number", "not_supported", "http_400", "no_entry"])
async def test_what_is_refused_is_final(line: Line, caller: Caller, fault: str) -> None:
    door = NotingDoor()
    await line.order(fault)
    await place(caller, door)
    begin, record = door.requests
    assert isinstance(begin, BeginSend)
    assert (begin.notice, begin.phone, begin.event[:5]) == ("call", BARAKA, "call:")
    assert isinstance(record, RecordSend)
    assert record.state == "refused"
    await place(caller, door)
    assert await line.heard_by(BARAKA) == []


@pytest.mark.parametrize("fault", ["http_502", "new_code"])
async def test_what_nobody_knows_is_unknown(line: Line, caller: Caller, fault: str) -> None:
    await line.order(fault)
    sent = await caller.call(BARAKA, reason="sign")
    # A new code of Twilio's comes with 400, and that says that nothing was done.
    refused = isinstance(caller, TwilioCaller) and fault == "new_code"
    assert sent.state == ("refused" if refused else "unknown")


async def test_nobody_listening_is_a_provable_no(line: Line) -> None:
    for provider in PROVIDERS:
        caller = caller_of(provider, line, base_url="http://127.0.0.1:9")
        assert await caller.call(BARAKA, reason="sign") == Sent("retry", code="no_connection")
        close(caller)


async def test_a_wrong_key_is_an_alarm(line: Line) -> None:
    caller = caller_of("twilio", line, key="wrong")
    sent = await caller.call(BARAKA, reason="sign")
    assert (sent.state, sent.code in caller.alarming) == ("retry", True)
    close(caller)


async def test_a_reason_that_nobody_knows_calls_nobody(line: Line, caller: Caller) -> None:
    door = NotingDoor()
    await place(caller, door, reason="advertising")
    assert door.requests == []


@pytest.mark.parametrize(
    ("answers", "state", "code"),
    [("human", "delivered", ""), ("busy", "failed", "busy"), ("no", "failed", "no-answer")],
)
async def test_how_it_ended_is_recorded(line: Line, town: House, answers: str, state: str, code: str) -> None:
    caller = caller_of("twilio", line)
    await line.teach(BARAKA, "hang up", answers=answers)
    await place(caller, town.bus)
    await line.heard_by(BARAKA)
    close(caller)
    [row] = await town.rows("select state, code, notice from messages")
    assert (row.state, row.code, row.notice) == (state, code, "call")


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        ({"entries": [{"status": "Queued", "sessionId": "ATVId_1"}], "errorMessage": "None"}, Sent("sent", "ATVId_1")),
        ('{"entries": [{"status": "Queued", "sessionId": "ATVId_1"}]}', Sent("sent", "ATVId_1")),
        (
            {"entries": [{"status": "InsufficientCredit", "sessionId": "None"}]},
            Sent("retry", "", "InsufficientCredit"),
        ),
        ({"entries": [], "errorMessage": "InvalidCallerId"}, Sent("refused", "", "InvalidCallerId")),
        ({"entries": [], "errorMessage": "None"}, Sent("unknown", code="unreadable")),
        ({"entries": ["x"]}, Sent("unknown", code="unreadable")),
        ("<html>", Sent("unknown", code="unreadable")),
        ([], Sent("unknown", code="unreadable")),
    ],
)
def test_what_africas_talking_answers_to_a_call(answer: Any, sent: Sent) -> None:
    assert read_answer(answer) == sent


# Missed calls


@pytest.mark.parametrize("through", PROVIDERS)
async def test_a_missed_call_is_not_answered_but_called_back(
    host: Host, town: House, tmp_path: Path, through: str
) -> None:
    async with line_to(host, tmp_path, call_back=True) as line:
        call = await line.ring(AMINA, "1", PIN, through=through, repeats=True)
        assert (call["state"], call["heard"]) == ("rejected", [])
        [job] = await town.jobs(CALL)
        asked: PlaceCall = decode(PlaceCall, job.payload)
        assert (asked.phone, asked.reason) == (AMINA, "call_back")
        caller = caller_of(through, line)
        await line.teach(AMINA, "1", "1", PIN, "hang up")
        await jobs(caller)[CALL].run(asked, host.door)
        close(caller)
        _, ours = await line.heard_by(AMINA)
        assert ours["direction"] == "outbound"
        assert ours["heard"][-1].startswith("Savings: twelve thousand shillings.")
