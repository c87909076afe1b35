"""Sending texts to the sandbox over real sockets: what it does, what we make of it, and who got what."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import structlog
from aiohttp import ClientSession, web

from channels.africastalking import Config
from channels.sent import Sent
from channels.sms import africastalking_webhook, sandbox
from channels.sms.africastalking import AfricasTalkingSender, read_answer
from channels.sms.tell import TELL, jobs
from core.messages import Door, ProviderError
from core.notifications.messages import BeginSend, RecordDelivery, RecordSend, Tell
from core.phone import Phone
from core.secret import Secret
from tests.contract.africastalking.edge import NOON, NotingDoor, mask, served

AMINA = Phone("+254700000001")
TEXT = "Imarisha: your deposit of KES 500 is in your savings."


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[sandbox.Sandbox]:
    running = await sandbox.start("127.0.0.1", 0, tmp_path, lambda: NOON)
    yield running
    await running.close()


@pytest.fixture
def sender(provider: sandbox.Sandbox) -> Iterator[AfricasTalkingSender]:
    made = sender_to(provider.url)
    yield made
    made.close()


def sender_to(url: str, key: str = "a key") -> AfricasTalkingSender:
    return AfricasTalkingSender(username="imarisha", api_key=Secret(key), base_url=url, read_seconds=1.5)


async def order(provider: sandbox.Sandbox, fault: str, *, number: str = "", times: int = 1) -> None:
    async with ClientSession() as http:
        wanted = {"number": number, "fault": fault, "times": times}
        assert (await http.post(f"{provider.url}/_sim/faults", json=wanted)).status == 200


async def got(provider: sandbox.Sandbox, to: Phone = AMINA) -> list[str]:
    async with ClientSession() as http:
        reply = await (await http.get(f"{provider.url}/_sim/messages", params={"to": to.number})).json()
        return [message["text"] for message in reply["messages"]]


async def test_a_text_is_sent(provider: sandbox.Sandbox, sender: AfricasTalkingSender) -> None:
    sent = await sender.send(AMINA, TEXT)
    assert (sent.state, sent.code) == ("sent", "101")
    assert sent.provider_id.startswith("ATXid_")
    assert await got(provider) == [TEXT]
    assert await got(provider, Phone("+254700000002")) == []


#: fault -> what we know afterwards, and whether she got the text all the same.
OUTCOMES = [
    ("bare_type", "sent", "101", True),
    ("queued", "sent", "102", True),
    ("blacklist", "refused", "406", False),
    ("invalid_number", "refused", "403", False),
    ("risk_hold", "refused", "401", False),
    ("could_not_route", "refused", "407", False),
    ("rejected", "refused", "502", False),
    ("insufficient_balance", "retry", "405", False),
    ("no_credit", "retry", "405", False),
    ("no_recipients", "refused", "402", False),
    ("server_error", "retry", "500", False),
    ("gateway_error", "retry", "501", False),
    ("new_code", "unknown", "499", False),
    ("http_400", "refused", "http_400", False),
    ("http_401", "retry", "http_401", False),
    ("http_500", "retry", "http_500", False),
    ("http_502", "unknown", "http_502", False),
    ("http_503", "retry", "http_503", False),
    ("timeout", "unknown", "timeout", True),
    ("reset", "unknown", "broken_off", True),
]


@pytest.mark.parametrize(("fault", "state", "code", "arrives"), OUTCOMES, ids=[row[0] for row in OUTCOMES])
async def test_each_fault(
    provider: sandbox.Sandbox, sender: AfricasTalkingSender, fault: str, state: str, code: str, arrives: bool
) -> None:
    await order(provider, fault)
    sent = await sender.send(AMINA, TEXT)
    assert (sent.state, sent.code) == (state, code)
    assert bool(sent.provider_id) is (state == "sent")
    assert await got(provider) == ([TEXT] if arrives else [])


async def test_nobody_listening_is_a_provable_no() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert await sender_to(f"http://127.0.0.1:{port}").send(AMINA, TEXT) == Sent("retry", code="no_connection")


async def test_a_wrong_key(provider: sandbox.Sandbox) -> None:
    assert (await sender_to(provider.url, key="").send(AMINA, TEXT)).code == "http_401"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "<html>",
        "null",
        [],
        {},
        {"SMSMessageData": None},
        {"SMSMessageData": {"Recipients": {"statusCode": 101}}},
        {"SMSMessageData": {"Recipients": ["101"]}},
        {"SMSMessageData": {"Recipients": [{"statusCode": "101"}]}},
        {"SMSMessageData": {"Message": "SomethingNew", "Recipients": []}},
    ],
    ids=str,
)
def test_an_answer_nobody_understands_is_unknown(answer: object) -> None:
    assert read_answer(answer).state == "unknown"


async def test_the_world_survives_a_restart(tmp_path: Path) -> None:
    first = await sandbox.start("127.0.0.1", 0, tmp_path, lambda: NOON)
    await sender_to(first.url).send(AMINA, TEXT)
    await first.close()
    second = await sandbox.start("127.0.0.1", 0, tmp_path, lambda: NOON)
    assert await got(second) == [TEXT]
    await second.close()


async def test_a_fault_for_one_number_is_not_another_s(provider: sandbox.Sandbox, sender: AfricasTalkingSender) -> None:
    await order(provider, "blacklist", number="+254700000002", times=-1)
    assert (await sender.send(AMINA, TEXT)).state == "sent"
    for _ in range(2):
        assert (await sender.send(Phone("+254700000002"), TEXT)).code == "406"


async def test_faults_have_names(provider: sandbox.Sandbox) -> None:
    async with ClientSession() as http:
        reply = await http.post(f"{provider.url}/_sim/faults", json={"fault": "gremlins"})
        assert reply.status == 400
        assert "blacklist" in await reply.text()


# Delivery reports


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ("", "delivered", ""),
        ("undelivered", "failed", "DeliveryFailure"),
        ("expired", "failed", "Expired"),
        ("absent", "sent", "AbsentSubscriber"),
    ],
)
async def test_a_delivery_report_comes_home(
    provider: sandbox.Sandbox, sender: AfricasTalkingSender, fault: str, state: str, code: str
) -> None:
    door = NotingDoor()
    config = Config(tokens=(Secret("demo"),), digest_key=Secret("key"))
    if fault:
        await order(provider, fault)
    async with served(africastalking_webhook.routes(door, config, mask)) as client:
        provider.world.set("delivery", str(client.make_url("/channels/africastalking/demo/sms/delivery")))
        sent = await sender.send(AMINA, TEXT)
        await until(lambda: bool(door.performed))
    assert door.requests == [RecordDelivery(provider_id=sent.provider_id, state=state, code=code)]


async def test_a_report_that_nobody_took_is_not_repeated(
    provider: sandbox.Sandbox, sender: AfricasTalkingSender
) -> None:
    calls = []

    async def broken(request: web.Request) -> web.Response:
        calls.append(1)
        return web.Response(status=500)

    app = web.Application()
    app.router.add_post("/", broken)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    provider.world.set("delivery", f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await sender.send(AMINA, TEXT)
    await until(lambda: provider.world.messages()[0]["report_answer"] == "500")
    await asyncio.sleep(0.1)
    assert len(calls) == 1
    await runner.cleanup()


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


# The job


async def tell(sender: AfricasTalkingSender, door: NotingDoor, text: str = TEXT) -> None:
    event = Tell(event="deposit:1", notice="DepositReceived", facts="{}", member="m1")

    async def word(event: Tell, door: Door) -> tuple[Phone, str, str] | None:
        return (AMINA, text, event.member) if text else None

    await jobs(sender, word)[TELL].run(event, door)


async def test_the_job_begins_sends_and_records(provider: sandbox.Sandbox, sender: AfricasTalkingSender) -> None:
    door = NotingDoor()
    await tell(sender, door)
    begin, record = door.requests
    assert begin == BeginSend(event="deposit:1", notice="DepositReceived", member="m1", phone=AMINA, segments=1)
    assert isinstance(record, RecordSend)
    assert record.state == "sent"
    assert await got(provider) == [TEXT]


async def test_a_job_that_runs_twice_sends_once(provider: sandbox.Sandbox, sender: AfricasTalkingSender) -> None:
    door = NotingDoor()
    await tell(sender, door)
    await tell(sender, door)
    assert await got(provider) == [TEXT]


@pytest.mark.parametrize("fault", ["timeout", "reset"])
async def test_a_text_that_may_have_left_is_never_sent_again(
    provider: sandbox.Sandbox, sender: AfricasTalkingSender, fault: str
) -> None:
    door = NotingDoor()
    await order(provider, fault)
    await tell(sender, door)
    await tell(sender, door)
    assert await got(provider) == [TEXT]


@pytest.mark.parametrize("fault", ["server_error", "http_500", "insufficient_balance", "http_401"])
async def test_a_provable_no_makes_the_worker_try_again(
    provider: sandbox.Sandbox, sender: AfricasTalkingSender, fault: str
) -> None:
    door = NotingDoor()
    await order(provider, fault)
    with structlog.testing.capture_logs() as logs, pytest.raises(ProviderError) as error:
        await tell(sender, door)
    assert error.value.retryable
    alarms = [log for log in logs if log["log_level"] == "error"]
    assert bool(alarms) is (fault in ("insufficient_balance", "http_401"))
    await tell(sender, door)
    assert await got(provider) == [TEXT]


async def test_who_does_not_want_to_hear_from_us_is_left_alone(
    provider: sandbox.Sandbox, sender: AfricasTalkingSender
) -> None:
    door = NotingDoor()
    await order(provider, "blacklist")
    await tell(sender, door)
    await tell(sender, door)
    assert await got(provider) == []


async def test_a_long_receipt_is_better_than_none_and_is_noticed_without_its_words(
    provider: sandbox.Sandbox, sender: AfricasTalkingSender
) -> None:
    door, long = NotingDoor(), "Mũthoni " * 30
    with structlog.testing.capture_logs() as logs:
        await tell(sender, door, long)
    assert await got(provider) == ["Muthoni " * 30]
    assert {
        "event": "sms_too_long",
        "log_level": "warning",
        "notice": "DepositReceived",
        "segments": 2,
    } in logs
    assert not any("Muthoni" in str(log) or "254700" in str(log) for log in logs)


async def test_nobody_to_tell(provider: sandbox.Sandbox, sender: AfricasTalkingSender) -> None:
    door = NotingDoor()
    await tell(sender, door, "")
    assert door.performed == []


def test_the_key_is_not_in_the_sender_s_face() -> None:
    assert "a key" not in repr(sender_to("http://127.0.0.1:1"))
