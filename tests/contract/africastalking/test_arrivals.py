"""All that Africa's Talking sends us, as recorded in the .toml files beside this, over a real socket."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog

from channels.africastalking import Config
from channels.sms import africastalking_webhook
from channels.ussd import africastalking
from channels.ussd.render import accent
from core.messages import Arrival
from core.phone import Phone
from core.secret import Secret
from dialogs.screen import Accent, Answer, Heard
from tests.contract.africastalking.edge import NOON, NotingDoor, SmallHost, mask, served

HERE = Path(__file__).parent
CONFIG = Config(tokens=(Secret("demo"), Secret("the-next-one")), digest_key=Secret("a key for digests"))
PATH = "/channels/africastalking"


def cases(name: str) -> list[Any]:
    recorded = tomllib.loads((HERE / name).read_text())["case"]
    return [pytest.param(case, id=case["does"]) for case in recorded]


async def in_time(turn: Awaitable[Answer]) -> Answer | None:
    return await turn


def ussd(host: SmallHost, door: NotingDoor, config: Config = CONFIG) -> Any:
    return africastalking.routes(host.turn, door, config, within=in_time, slow=lambda phone: "slow")


def body_of(hop: dict[str, Any]) -> bytes:
    if "repeat_body" in hop:
        return str(hop["repeat_body"] * hop["times"]).encode()
    if "latin1" in hop:
        return str(hop["latin1"]).encode("latin-1")
    if "body" in hop:
        return str(hop["body"]).encode()
    form = {
        "sessionId": hop.get("session", "ATUid_1"),
        "phoneNumber": "+254700000001",
        "networkCode": hop.get("network", "63902"),
        "serviceCode": "*384*1#",
        "text": hop["text"] if "text" in hop else "1" * hop["repeat_text"],
    }
    return urlencode(form).encode()


@pytest.mark.parametrize("case", cases("ussd.toml"))
async def test_ussd(case: dict[str, Any]) -> None:
    host = SmallHost()
    config = replace(CONFIG, blank_for_plus=case.get("blank_for_plus", False))
    async with served(ussd(host, NotingDoor(), config)) as client:
        for hop in case["hop"]:
            heard_before = len(host.heard)
            reply = await client.post(f"{PATH}/demo/ussd", data=body_of(hop))
            said = await reply.text()
            assert reply.status == 200
            assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert said.startswith(("CON ", "END "))
            if hop["means"] == "nothing":
                assert len(host.heard) == heard_before
                assert said.startswith("END ")
                assert hop["says"] in said
                continue
            assert host.meant[-1] == hop["means"]
            assert said == hop.get("reply", said)
            assert host.heard[-1].phone == Phone("+254700000001")
            assert host.heard[-1].wallet == hop.get("wallet", host.heard[-1].wallet)
            assert host.accents[-1] is accent(hop.get("page_septets", 156))


@pytest.mark.parametrize("case", cases("sms.toml"))
async def test_sms_and_ends_of_sessions(case: dict[str, Any]) -> None:
    door = NotingDoor()
    routes = [*africastalking_webhook.routes(door, CONFIG, mask), *ussd(SmallHost(), door)]
    async with served(routes) as client:
        reply = await client.post(f"{PATH}/demo{case['to']}", data=case["body"].encode())
        assert reply.status == case.get("status", 200)
        assert case.get("says", "") in await reply.text()
    if "performs" not in case:
        assert door.performed == []
        return
    [(request, key), *then] = door.performed
    assert type(request).__name__ == case["performs"]
    assert [case["notes"]] == [_note(*each) for each in then] if "notes" in case else not then
    for name, value in case.get("with", {}).items():
        assert str_of(getattr(request, name)) == value
    assert key == case.get("key", key)
    kept = getattr(request, "body", b"").decode()
    assert case.get("keeps", "") in kept
    assert "keeps_not" not in case or case["keeps_not"] not in kept


def _note(request: Any, key: str) -> dict[str, Any]:
    assert request.channel == "ussd"
    return {"session": request.session, "ending": request.ending, "seconds": request.seconds, "key": key}


def str_of(value: Any) -> Any:
    return value.number if isinstance(value, Phone) else value


@pytest.mark.parametrize("path", ["/ussd", "/ussd/events", "/sms", "/sms/delivery", "/sms/optout"])
@pytest.mark.parametrize(
    ("token", "status"), [("demo", 200), ("the-next-one", 200), ("Demo", 404), ("dem", 404), ("%FFdemo", 404)]
)
async def test_two_tokens_open_and_nothing_else_does(path: str, token: str, status: int) -> None:
    door, host = NotingDoor(), SmallHost()
    routes = [*africastalking_webhook.routes(door, CONFIG, mask), *ussd(host, door)]
    form = "sessionId=a&phoneNumber=%2B254700000001&text=x&from=a&id=1&status=Success"
    async with served(routes) as client:
        reply = await client.post(f"{PATH}/{token}{path}", data=form.encode())
        assert reply.status == status
    assert bool(door.performed or host.heard) is (status == 200)


async def test_no_configured_token_opens_nothing() -> None:
    config = replace(CONFIG, tokens=(Secret(""),))
    arrival = Arrival({"token": ""}, {}, {}, b"", NOON)
    [(_, _, hop), _] = ussd(SmallHost(), NotingDoor(), config)
    assert (await hop(arrival)).status == 404


async def test_the_same_delivery_report_twice_has_one_key() -> None:
    door = NotingDoor()
    async with served(africastalking_webhook.routes(door, CONFIG, mask)) as client:
        for _ in range(2):
            await client.post(f"{PATH}/demo/sms/delivery", data=b"id=1&status=Success")
    (_, first), (_, second) = door.performed
    assert first == second


async def test_a_turn_that_takes_too_long_ends_with_the_promise_and_goes_on() -> None:
    done = asyncio.Event()

    async def turn(heard: Heard, show: Accent) -> Answer:
        await asyncio.sleep(0.05)
        done.set()
        return Answer("too late", False)

    async def within(work: Awaitable[Answer]) -> Answer | None:
        task = asyncio.ensure_future(work)
        try:
            return await asyncio.wait_for(asyncio.shield(task), 0.01)
        except TimeoutError:
            return None

    routes = africastalking.routes(
        turn, NotingDoor(), CONFIG, within=within, slow=lambda phone: f"An SMS will follow to {phone}."
    )
    async with served(routes) as client:
        reply = await client.post(f"{PATH}/demo/ussd", data=b"sessionId=a&phoneNumber=%2B254700000001&text=")
        assert (reply.status, await reply.text()) == (200, "END An SMS will follow to 0700 000 001.")
        await asyncio.wait_for(done.wait(), 1)


@pytest.mark.parametrize(
    ("token", "body", "status", "said"),
    [
        ("demo", b"sessionId=a&phoneNumber=%2B254700000001&text=", 200, "END Sorry, 0700 000 001."),
        ("demo", b"sessionId=a", 200, "END Sorry, None."),
        ("demo", b"x" * 20_000, 200, "END Sorry, None."),
        ("wrong", b"sessionId=a&phoneNumber=%2B254700000001&text=", 404, "Not found"),
    ],
)
def test_the_last_apology_is_an_end_too(token: str, body: bytes, status: int, said: str) -> None:
    apologize = africastalking.apologies(CONFIG, lambda phone: f"Sorry, {phone}.")[africastalking.HOP]
    reply = apologize(Arrival({"token": token}, {}, {}, body, NOON))
    assert (reply.status, reply.body.decode()) == (status, said)


async def test_no_log_holds_what_was_typed_shown_or_a_phone() -> None:
    door = NotingDoor()
    form = (
        "sessionId=a&phoneNumber=%2B254700000001&status=Success&durationInMillis=23000&hopsCount=5"
        "&input=3*4821*1&lastAppResponse=END+You+owe+1742&networkCode=63902&text=4821"
    )
    with structlog.testing.capture_logs() as logs:
        async with served(ussd(SmallHost(), door)) as client:
            await client.post(f"{PATH}/demo/ussd/events", data=form.encode())
            await client.post(f"{PATH}/demo/ussd", data=form.encode())
    [ended] = logs
    assert ended == {
        "event": "ussd_session_ended",
        "log_level": "info",
        "status": "Success",
        "milliseconds": 23000,
        "hops": 5,
        "network": "safaricom",
    }
