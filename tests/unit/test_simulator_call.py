"""A call in the simulator: both companies' forms, the script as it is spoken, and addresses that stay behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest

from admin.simulator.call import Begin, Calls, HangUp, Respond
from admin.simulator.call_xml import NoXml, read
from admin.simulator.desk import Unfit
from admin.simulator.mpesa import Mpesa
from admin.simulator.operators import Twilio
from admin.simulator.outside import Outside
from admin.simulator.sms import Texts, Write
from admin.simulator.stage import Stage
from admin.simulator.whatsapp import Chat, Tap
from core.institution import Institution
from core.messages import Arrival, Reply, Route
from core.phone import Phone
from core.secret import Secret
from deploy.metrics import Metrics
from deploy.serve import listen
from deploy.web import Web

PHONE = "+254700000001"
NOON = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
ASKS = (
    f'{HEAD}<Response><Say voice="woman">Welcome &amp; karibu.</Say>'
    '<GetDigits numDigits="1" timeout="7" finishOnKey="#"'
    ' callbackUrl="{here}/channels/africastalking/word/voice?after=a">'
    "<Say>For your balance, press one.</Say></GetDigits>"
    "<Redirect>{here}/channels/africastalking/word/voice?after=a&amp;silence=1</Redirect></Response>"
)
GATHERS = (
    f'{HEAD}<Response><Gather input="dtmf speech" timeout="5" numDigits="1" action="/channels/twilio/voice?after=b">'
    "<Play>/prompts/menu.mp3?v=1</Play></Gather></Response>"
)
BYE = f"{HEAD}<Response><Say>Goodbye.</Say><Hangup/><Say>Nobody hears this.</Say></Response>"


@dataclass
class Switchboard:
    """Webhooks that say what a test gave them to say, one answer after the other."""

    here: str = ""
    answers: list[str] = field(default_factory=list)
    heard: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    def routes(self) -> list[Route]:
        async def answer(arrival: Arrival) -> Reply:
            form = dict(parse_qsl(arrival.body.decode(), keep_blank_values=True))
            self.heard.append((arrival.query.get("after", ""), form, arrival.headers.get("x-twilio-signature", "")))
            words = self.answers.pop(0) if self.answers else "<Response/>"
            return Reply(body=words.replace("{here}", self.here).encode(), content_type="application/xml")

        return [("POST", "/channels/africastalking/word/voice", answer), ("POST", "/channels/twilio/voice", answer)]


@pytest.fixture
async def board() -> AsyncIterator[Switchboard]:
    board, listening = Switchboard(), listen("127.0.0.1", 0)
    board.here = f"http://127.0.0.1:{listening.getsockname()[1]}"
    web = Web(board.routes(), lambda: NOON, Metrics())
    await web.start(listening)
    yield board
    await web.stop()


@pytest.fixture
async def calls(board: Switchboard) -> AsyncIterator[Calls]:
    outside = Outside()
    yield Calls(stage(board.here), outside)
    await outside.close()


def stage(here: str, token: str = "word") -> Stage:
    door: Any = None
    return Stage(
        here=here, door=door, institution=Institution(), clock=lambda: NOON, travel=None, sandboxes={},
        africastalking_token=Secret("word"), twilio_token=Secret(token),
        voice_number="+254711082000",
    )  # fmt: skip


async def test_keys_go_where_the_script_says_and_the_page_never_learns_where(calls: Calls, board: Switchboard) -> None:
    board.answers = [ASKS, BYE]
    asked = await calls.begin(Begin(PHONE, "africastalking"))
    assert asked["sounds"] == [{"say": "Welcome & karibu."}, {"say": "For your balance, press one."}]
    assert (asked["digits"], asked["finish"], asked["speech"], asked["ends"]) == (1, "#", False, False)
    assert "word" not in str(asked)

    said = await calls.respond(Respond(asked["call"], keys="1"))
    assert (said["sounds"], said["ends"]) == ([{"say": "Goodbye."}], True)
    began, pressed, over = board.heard
    assert (began[1]["isActive"], began[1]["callerNumber"]) == ("1", PHONE)
    assert (pressed[0], pressed[1]["dtmfDigits"]) == ("a", "1")
    assert (over[1]["isActive"], over[1]["hangupCause"]) == ("0", "NORMAL_CLEARING")


async def test_silence_is_led_on_and_a_call_that_was_hung_up_is_over(calls: Calls, board: Switchboard) -> None:
    board.answers = [ASKS, ASKS]
    asked = await calls.begin(Begin(PHONE, "africastalking"))
    again = await calls.respond(Respond(asked["call"]))
    assert again["sounds"] == asked["sounds"]
    assert "dtmfDigits" not in board.heard[-1][1]
    await calls.end(HangUp(asked["call"], seconds=12))
    assert board.heard[-1][1]["durationInSeconds"] == "12"
    with pytest.raises(Unfit, match="over"):
        await calls.respond(Respond(asked["call"], keys="1"))


async def test_twilio_hears_words_and_signs(calls: Calls, board: Switchboard) -> None:
    board.answers = [GATHERS, BYE]
    asked = await calls.begin(Begin(PHONE, "twilio"))
    assert (asked["sounds"], asked["speech"]) == ([{"play": "menu.mp3"}], True)
    await calls.respond(Respond(asked["call"], speech="salio yangu"))
    after, form, signature = board.heard[1]
    assert (after, form["SpeechResult"]) == ("b", "Salio yangu.")
    assert len(signature) == 28


async def test_a_script_that_leads_in_circles_or_elsewhere_ends(calls: Calls, board: Switchboard) -> None:
    circle = "<Response><Redirect>{here}/channels/africastalking/word/voice</Redirect></Response>"
    board.answers = [circle] * 20
    assert (await calls.begin(Begin(PHONE, "africastalking")))["ends"]
    board.answers = ["<Response><Redirect>http://127.0.0.2/elsewhere</Redirect></Response>"]
    with pytest.raises(Unfit, match="another house"):
        await calls.begin(Begin(PHONE, "africastalking"))


def test_the_published_example_of_a_signature() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE", "Digits": "1234", "From": "+14158675309", "Caller": "+14158675309",
        "To": "+18005551212",
    }  # fmt: skip
    signed = Twilio(stage("http://127.0.0.1", "12345")).headers("https://mycompany.com/myapp.php?foo=1&bar=2", form)
    assert signed == {"X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}


def test_what_is_no_xml_is_no_call() -> None:
    for body in (b"", b"END sorry", b"<Response>"):
        with pytest.raises(NoXml):
            read(body)


async def test_no_device_pretends_to_be_connected() -> None:
    """Nothing stands in for Meta, M-PESA or the gateway, and no webhook of calls is there."""
    listening = listen("127.0.0.1", 0)
    web, outside = Web([], lambda: NOON, Metrics()), Outside()
    await web.start(listening)
    alone, phone = stage(f"http://127.0.0.1:{listening.getsockname()[1]}"), Phone(PHONE)
    seen = [
        await Calls(alone, outside).begin(Begin(PHONE, "twilio")),
        await Chat(alone, outside).look(phone),
        await Chat(alone, outside).tap(Tap(PHONE, "x")),
        await Texts(alone, outside).look(phone),
        await Texts(alone, outside).write(Write(PHONE, "63902", "salio")),
        await Mpesa(alone, outside).look(phone),
    ]
    assert [answer["connected"] for answer in seen] == [False] * len(seen)
    await outside.close()
    await web.stop()
