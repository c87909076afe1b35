"""All that both providers send in calls, as recorded in the .toml files beside this: what it means, what we answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree

import pytest

from channels.africastalking import Config
from channels.voice import africastalking, twilio
from channels.voice.desk import Calls
from channels.voice.hop import CallHop
from core.messages import Arrival, Reply
from core.phone import Phone
from dialogs.screen import Accent, Again, Answer, Heard, Said, Seen
from tests.contract.africastalking.edge import NotingDoor
from tests.contract.voice.line import CALLS, CONFIG
from tests.house import NOON

HERE = Path(__file__).parent
AT = {
    "isActive": "1", "sessionId": "ATVId_1", "direction": "Inbound", "callerNumber": "+254700000001",
    "destinationNumber": "+254711082000", "callerCountryCode": "254", "callStartTime": "2026-03-11 12:00:00",
}  # fmt: skip
TWILIO = {
    "CallSid": "CA1", "AccountSid": "AC1", "From": "+254700000001", "Caller": "+254700000001", "To": "+254711082000",
    "Called": "+254711082000", "CallStatus": "in-progress", "Direction": "inbound", "ApiVersion": "2010-04-01",
}  # fmt: skip
FORMS = {"africastalking": AT, "twilio": TWILIO}
BACK = (("0", "Back"),)
#: For what needs nothing of it.
GIVEN: Any = {
    "within": lambda turn: turn, "slow": str, "tongue": lambda phone: "en", "goodbye": None,
}  # fmt: skip


def cases() -> list[Any]:
    found = []
    for provider in FORMS:
        for case in tomllib.loads((HERE / f"{provider}.toml").read_text())["case"]:
            found.append(pytest.param(provider, case, id=f"{provider}: {case['does']}"))
    return found


@dataclass
class Dialled:
    """A small dialog that remembers as the host does: what is not known shows the last page again."""

    language: str = "en"
    own_zero: bool = True
    seen: list[Seen] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)

    async def turn(self, heard: Heard, accent: Accent) -> Answer:
        assert (heard.channel, heard.phone, heard.chat) == ("voice", Phone("+254700000001"), False)
        assert isinstance(heard.hop, CallHop)
        read = heard.hop.read(self.seen)
        if isinstance(read, Again):
            self.meant.append("again")
            return Answer(read.reply[1:], read.reply[0] == "E")
        known = read.known or not self.pages
        if known:
            said = self._said(read.tokens)
            self.pages.append(accent(said)[0])
        sort = heard.hop.sort if heard.hop.sort != "answer" else "lost"
        said_now = f"{'hears' if self.seen else 'dialled'} {', '.join(read.tokens)}" if read.tokens else "start"
        self.meant.append(said_now if read.known else sort)
        ends = '"ends":true' in self.pages[-1]
        self.seen.append(Seen(read.digest, ("E" if ends else "C") + self.pages[-1]))
        return Answer(self.pages[-1], ends)

    def _said(self, tokens: tuple[str, ...]) -> Said:
        if tokens == ("1",) and self.seen:
            return Said("Enter your Imarisha PIN.", keys=BACK, secret=True, language=self.language)
        if tokens == ("2",) and self.seen:
            return Said("How much? Example: 5000", keys=BACK, language=self.language)
        if tokens and len(tokens[0]) > 2 and tokens[0].isdigit():
            return Said("Savings: KES 12,000", ends=True, language=self.language)
        options = (("1", "Balance"), ("2", "Borrow"), ("12", "Other"))
        return Said("Hello", options, BACK if self.own_zero else (), language=self.language)


@dataclass
class Desk:
    """One case in progress: where the last answer leads, and what was told and performed."""

    provider: str
    case: dict[str, Any]
    dialog: Dialled
    door: NotingDoor = field(default_factory=NotingDoor)
    goodbyes: list[str] = field(default_factory=list)
    last: str = ""
    before: str = ""
    silence: str = ""

    def reader(self) -> Callable[[Arrival], Awaitable[Reply]]:
        async def goodbye(phone: Phone, event: str) -> None:
            self.goodbyes.append(event)

        async def within(turn: Awaitable[Answer]) -> Answer | None:
            return await turn

        calls: Calls = replace(CALLS, public_url="https://ours.example", call_back=self.case.get("call_back", False))
        given: Any = {
            "within": within, "slow": lambda phone: "Slow.", "tongue": lambda phone: "en",
            "goodbye": goodbye,
        }  # fmt: skip
        if self.provider == "twilio":
            [(_, _, read)] = twilio.routes(self.dialog.turn, self.door, lambda arrival: True, calls, **given)
            return read
        config: Config = replace(CONFIG, blank_for_plus=self.case.get("blank_for_plus", False))
        (_, _, _), (_, _, read) = africastalking.routes(self.dialog.turn, self.door, config, calls, **given)
        return read

    def arrival(self, hop: dict[str, Any], at: datetime = NOON) -> Arrival:
        where = hop.get("at", "last")
        known = {"last": self.last, "same": self.before, "silence": self.silence, "first": ""}
        query = known.get(where, where)
        self.before = query
        form = {**FORMS[self.provider], **self.case.get("form", {}), **hop.get("form", {})}
        plain = urlencode({name: value for name, value in form.items() if value})
        body = hop.get("body", plain)
        return Arrival({"token": "demo"}, dict(parse_qsl(query)), {}, body.encode(), at)

    def note(self, answer: str) -> None:
        listens = re.search(r'(?:callbackUrl|action)="[^"?]*\??([^"]*)"', answer)
        leads = re.search(r"<Redirect[^>]*>[^<?]*\??([^<]*)<", answer)
        self.last = listens[1].replace("&amp;", "&") if listens else self.last
        self.silence = leads[1].replace("&amp;", "&") if leads else self.silence


@pytest.mark.parametrize(("provider", "case"), cases())
async def test_recorded(provider: str, case: dict[str, Any]) -> None:
    dialog = Dialled(case.get("language", "en"), case.get("own_zero", True))
    desk = Desk(provider, case, dialog)
    read = desk.reader()
    answers: list[str] = []
    for hop in case["hop"]:
        heard, performed = len(dialog.meant), len(desk.door.performed)
        reply = await read(desk.arrival(hop))
        answer = reply.body.decode()
        assert reply.status == 200
        assert reply.content_type.endswith("xml; charset=utf-8")
        assert ElementTree.fromstring(answer).tag == "Response"
        assert _meant(hop, dialog, heard, answer) == hop["means"]
        assert _performed(desk, performed) == hop.get("performs", [])
        for words in hop.get("says", []):
            assert words in answer
        assert hop.get("keeps_not", "\0") not in answer
        assert not hop.get("same") or answer == answers[-1]
        answers.append(answer)
        desk.note(answer)
    assert len(desk.goodbyes) == case.get("goodbye", 0)


def _meant(hop: dict[str, Any], dialog: Dialled, heard: int, answer: str) -> str:
    """What the dialog heard, or, where it was not asked, what the call did by itself."""
    if len(dialog.meant) > heard:
        return dialog.meant[-1]
    if "To go on, press one." in answer:
        return "opening"
    if "Reject" in answer:
        return "reject"
    return "end" if re.search(r"<Response ?/>", answer) else "nothing"


def _performed(desk: Desk, before: int) -> list[str]:
    found = []
    for request in desk.door.requests[before:]:
        facts = [str(getattr(request, name, "")) for name in ("state", "code", "seconds")]
        found.append(" ".join(filter(None, (type(request).__name__, *facts))))
    return found


def test_there_are_enough_of_them() -> None:
    assert len(cases()) >= 40


@pytest.mark.parametrize("path", ["/voice", "/voice/events"])
@pytest.mark.parametrize(("token", "status"), [("demo", 200), ("the-next-one", 200), ("Demo", 404), ("", 404)])
async def test_two_tokens_open_and_nothing_else_does(path: str, token: str, status: int) -> None:
    desk = Desk("africastalking", {}, Dialled())
    routes = africastalking.routes(desk.dialog.turn, desk.door, CONFIG, CALLS, **GIVEN)
    read = next(read for _, where, read in routes if where.endswith(path))
    arrival = Arrival({"token": token}, {}, {}, urlencode(AT).encode(), NOON)
    reply = await read(arrival)
    assert reply.status == status
    if path == "/voice" and status == 200:
        assert f"/channels/africastalking/{token}/voice?" in reply.body.decode(), "the call outlives a rotation"


async def test_ends_may_have_an_address_of_their_own() -> None:
    desk = Desk("africastalking", {}, Dialled())
    [(_, _, events), _] = africastalking.routes(desk.dialog.turn, desk.door, CONFIG, CALLS, **GIVEN)
    for body in (urlencode({**AT, "isActive": "0"}), urlencode(AT), "nonsense"):
        reply = await events(Arrival({"token": "demo"}, {}, {}, body.encode(), NOON))
        assert (reply.status, reply.body) == (200, b"OK")
    assert [type(request).__name__ for request in desk.door.requests] == ["NoteEnd", "SessionEnded"]


async def test_what_is_not_signed_is_nothing() -> None:
    desk = Desk("twilio", {}, Dialled())
    [(_, _, read)] = twilio.routes(desk.dialog.turn, desk.door, lambda arrival: False, CALLS, **GIVEN)
    assert (await read(Arrival({}, {}, {}, urlencode(TWILIO).encode(), NOON))).status == 403
    apology = twilio.apologies(lambda arrival: False, CALLS, lambda phone: "Sorry.", lambda phone: "en")
    assert apology[twilio.CALL](Arrival({}, {}, {}, b"", NOON)).status == 403
    assert desk.dialog.meant == []


@pytest.mark.parametrize("provider", FORMS)
async def test_a_turn_that_takes_too_long_ends_with_the_promise(provider: str) -> None:
    async def never(turn: Awaitable[Answer]) -> Answer | None:
        await turn
        return None

    desk = Desk(provider, {}, Dialled())
    given: Any = {
        **GIVEN, "within": never, "slow": lambda phone: "An SMS will follow. Help: 0700 000 000.",
        "tongue": lambda phone: "sw",
    }  # fmt: skip
    if provider == "twilio":
        [(_, _, read)] = twilio.routes(desk.dialog.turn, desk.door, lambda arrival: True, CALLS, **given)
    else:
        _, (_, _, read) = africastalking.routes(desk.dialog.turn, desk.door, CONFIG, CALLS, **given)
    reply = await read(Arrival({"token": "demo"}, {}, {}, urlencode(FORMS[provider]).encode(), NOON))
    assert "An SMS will follow. Help: sifuri saba sifuri sifuri" in reply.body.decode()
    assert "Redirect" not in reply.body.decode()


@pytest.mark.parametrize("body", [urlencode(AT).encode(), b"sessionId=a", b"x" * 20_000])
def test_the_last_apology_is_xml_too(body: bytes) -> None:
    at = africastalking.apologies(CONFIG, CALLS, lambda phone: f"Sorry & goodbye, {phone}.", lambda phone: "en")
    [apologize] = at.values()
    reply = apologize(Arrival({"token": "demo"}, {}, {}, body, NOON))
    assert reply.status == 200
    assert "Sorry & goodbye" in "".join(ElementTree.fromstring(reply.body.decode().encode()).itertext())
    assert apologize(Arrival({"token": "wrong"}, {}, {}, body, NOON)).status == 404
    by_twilio = twilio.apologies(lambda arrival: True, CALLS, lambda phone: "Sorry & goodbye.", lambda phone: "en")
    reply = by_twilio[twilio.CALL](Arrival({}, {}, {}, body, NOON))
    assert "Sorry & goodbye." in "".join(ElementTree.fromstring(reply.body).itertext())
