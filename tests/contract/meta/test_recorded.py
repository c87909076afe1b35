"""All that Meta sends us and answers us, as recorded in the .toml files beside this, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.whatsapp import meta
from channels.whatsapp.meta_client import MetaPoster
from channels.whatsapp.meta_graph import Graph
from channels.whatsapp.meta_sandbox import NUMBER_ID
from channels.whatsapp.meta_wire import read
from channels.whatsapp.render import Bubble, Row, _encode
from core.messages import KeepArrival, Kept
from core.notifications.messages import RecordDelivery
from tests.contract.africastalking.edge import NOON, NotingDoor, served
from tests.contract.meta.edge import AMINA, WEBHOOK, config, signature, star_pins
from tests.contract.meta.recorded import body_of, cases

NONCE = "0123456789ab"


async def takes(body: bytes) -> tuple[NotingDoor, list[Any]]:
    """What the door was asked, and what was logged, for one signed call."""
    door = NotingDoor()
    with structlog.testing.capture_logs() as logs:
        async with served(meta.routes(door, config(), star_pins)) as client:
            reply = await client.post(WEBHOOK, data=body, headers=signature(body))
            assert (reply.status, await reply.text()) == (200, "OK")
    return door, logs


@pytest.mark.parametrize("case", cases("receive.toml"))
async def test_what_phones_send(case: dict[str, Any]) -> None:
    door, logs = await takes(body_of(case))
    kept: list[KeepArrival] = []
    for request, key in door.performed:
        assert isinstance(request, KeepArrival)
        assert key == f"{request.source}:{request.key}"
        kept.append(request)
    wanted = case.get("keeps", [{"source": "meta.whatsapp", "about": AMINA.number, "order": AMINA.number}])
    assert len(kept) == len(wanted)
    for found, fields in zip(kept, wanted, strict=True):
        for name, value in fields.items():
            assert getattr(found, name).startswith(value) if value else getattr(found, name) == ""
        assert "kept" not in case or json.loads(found.body) == json.loads(case["kept"])
        assert b"4821" not in found.body
    assert not any("4821" in str(line) or "254700" in str(line) for line in logs)
    assert "logs" not in case or case["logs"] in [line["event"] for line in logs]
    if "says" in case:
        assert heard(kept[-1]) == case["says"]


def heard(kept: KeepArrival) -> Any:
    message = read(Kept(kept.source, kept.body, kept.about, NOON))
    if message is None:
        return "nothing"
    assert (message.id, message.phone.number) == (kept.key, kept.about)
    return {"tap": message.tap} if message.tap else {"words": message.words}


@pytest.mark.parametrize("case", cases("statuses.toml"))
async def test_what_became_of_messages(case: dict[str, Any]) -> None:
    door, logs = await takes(body_of(case))
    assert bool([line for line in logs if line["log_level"] == "error"]) is case.get("alarms", False)
    if "state" not in case:
        assert door.performed == []
        assert "meta_status_unknown" in [line["event"] for line in logs]
        return
    [(request, key)] = door.performed
    assert request == RecordDelivery(provider_id="wamid.A", state=case["state"], code=case.get("code", ""))
    assert key == case.get("key", key)


@pytest.mark.parametrize("case", cases("edge.toml", "verify"))
async def test_the_check_of_the_address(case: dict[str, Any]) -> None:
    async with served(meta.routes(NotingDoor(), config(), star_pins)) as client:
        reply = await client.get(f"{WEBHOOK}?{case['query']}")
        said = await reply.text()
    assert reply.status == case.get("status", 200)
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert said == case.get("says", "Forbidden")


@pytest.mark.parametrize("case", cases("edge.toml", "signature"))
async def test_signatures(case: dict[str, Any]) -> None:
    door, body = NotingDoor(), case.get("body", '{"object":"whatsapp_business_account"}').encode()
    signed = signature(case.get("signed_body", body.decode()).encode(), case["signs"]) if "signs" in case else {}
    headers = {"X-Hub-Signature-256": case["header"]} if "header" in case else signed
    async with served(meta.routes(door, config(), star_pins)) as client:
        reply = await client.post(WEBHOOK, data=body, headers=headers)
    assert reply.status == case["status"]
    assert door.performed == []


# What we send


@asynccontextmanager
async def answering(status: int, body: str, heard: list[Any]) -> AsyncIterator[Graph]:
    """A Cloud API that gives one answer and notes what it was sent."""

    async def answer(request: web.Request) -> web.Response:
        heard.append((request.headers["Authorization"], await request.json()))
        return web.Response(status=status, text=body, headers={"Location": "/elsewhere"} if status == 302 else {})

    app = web.Application()
    app.router.add_post(f"/v23.0/{NUMBER_ID}/messages", answer)
    async with TestServer(app) as server:
        graph = Graph(config(str(server.make_url(""))))
        yield graph
        await graph.close()


def page_of(bubble: dict[str, Any]) -> str:
    rows = tuple(Row(**row) for row in bubble.get("rows", ()))
    return _encode(Bubble(bubble["form"], bubble["text"], rows, bubble.get("choose", ""))).decode()


async def sent_by(poster: MetaPoster, case: dict[str, Any]) -> Any:
    if "template" in case:
        parts = case["template"]
        return await poster.send_template(AMINA, parts["name"], parts["language"], parts["parameters"])
    return await poster.post(AMINA, page_of(case["bubble"]), nonce=NONCE)


@pytest.mark.parametrize("case", cases("sends.toml", "send"))
async def test_what_we_send(case: dict[str, Any]) -> None:
    heard: list[Any] = []
    async with answering(200, '{"messages":[{"id":"wamid.1"}]}', heard) as graph:
        sent = await sent_by(MetaPoster(graph), case)
    assert (sent.state, sent.provider_id) == ("sent", "wamid.1")
    assert heard == [("Bearer an access token", json.loads(case["body"], strict=False))]


@pytest.mark.parametrize("case", cases("sends.toml", "answer"))
async def test_what_answers_mean(case: dict[str, Any]) -> None:
    heard: list[Any] = []
    async with answering(case["status"], case["body"], heard) as graph:
        poster = MetaPoster(graph)
        sent = await poster.post(AMINA, page_of({"form": "text", "text": "Asante"}), nonce=NONCE)
    assert len(heard) == 1
    assert (sent.state, sent.code) == (case["state"], case.get("code", ""))
    assert sent.provider_id == case.get("provider_id", "")
    assert (sent.code in poster.alarming) is case.get("alarms", False)
    assert (sent.code in poster.closed) is case.get("closed", False)


async def test_trouble_at_the_door_is_no_200_so_that_meta_comes_again() -> None:
    class Broken(NotingDoor):
        async def perform(self, request: Any, **how: Any) -> Any:
            raise ConnectionError

    body = body_of({"message": '{"from":"254700000001","id":"wamid.1","type":"text","text":{"body":"a"}}'})
    async with served(meta.routes(Broken(), config(), star_pins)) as client:
        assert (await client.post(WEBHOOK, data=body, headers=signature(body))).status == 500


async def test_twenty_at_once_are_kept_each_by_its_id() -> None:
    door = NotingDoor()
    bodies = [
        body_of({"message": f'{{"from":"2547000000{n:02}","id":"wamid.{n}","type":"text","text":{{"body":"a"}}}}'})
        for n in range(20)
    ]
    async with served(meta.routes(door, config(), star_pins)) as client:
        posts: Sequence[Any] = [client.post(WEBHOOK, data=body, headers=signature(body)) for body in bodies]
        assert {reply.status for reply in await asyncio.gather(*posts)} == {200}
    assert {key for _, key in door.performed} == {f"meta.whatsapp:wamid.{n}" for n in range(20)}
