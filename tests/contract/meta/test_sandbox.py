"""The sandbox passes the recorded cases where it plays Meta, and does what Meta does over days, at our word."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from channels.sent import Sent
from channels.whatsapp import meta, meta_sandbox
from channels.whatsapp.meta_client import MetaPoster
from channels.whatsapp.meta_graph import Graph
from channels.whatsapp.meta_sandbox import NUMBER_ID, Sandbox
from core.phone import Phone
from tests.contract.africastalking.edge import NotingDoor, served
from tests.contract.meta.edge import AMINA, WEBHOOK, Handset, config, signature, star_pins
from tests.contract.meta.recorded import body_of, cases, first_of, shape
from tests.contract.meta.test_recorded import NONCE, page_of, sent_by
from tests.house import Clock

WORDS = page_of({"form": "text", "text": "Asante"})
BUTTONS = page_of({"form": "buttons", "text": "Sawa?", "rows": [{"key": "1", "title": "Kubali"}]})
LIST = page_of(
    {
        "form": "list",
        "text": "Which loan?",
        "choose": "Choose",
        "rows": [{"key": "3", "title": "Boost: up to KES 20,000", "more": "1-3 months"}],
    }
)


@asynccontextmanager
async def listening(handset: Handset, statuses: Callable[[int], int] = lambda call: 200) -> AsyncIterator[list[bytes]]:
    """A webhook that notes what comes, checks its signature and answers as it is told."""
    heard: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        assert request.headers["X-Hub-Signature-256"] == signature(body)["X-Hub-Signature-256"]
        heard.append(body)
        return web.Response(status=statuses(len(heard)))

    async def verify(request: web.Request) -> web.Response:
        return web.Response(text=request.query["hub.challenge"])

    app = web.Application()
    app.add_routes([web.post("/", take), web.get("/", verify)])
    async with TestServer(app) as server:
        await handset.reaches(str(server.make_url("/")))
        yield heard


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


# The recorded cases


@pytest.mark.parametrize("case", cases("receive.toml", having="sandbox"))
async def test_a_phone_sends_the_recorded_message(case: dict[str, Any], handset: Handset, graph: Graph) -> None:
    async with listening(handset) as heard:
        await handset.says(text="Habari")
        await MetaPoster(graph).post(AMINA, LIST if "list_reply" in case["message"] else BUTTONS, nonce=NONCE)
        await handset.provider.idle()
        heard.clear()
        await handset.says(**case["sandbox"])
    (body,) = heard
    assert shape(first_of(body, "messages")) == shape(first_of(body_of(case), "messages"))


@pytest.mark.parametrize("case", cases("statuses.toml", having="sandbox"))
async def test_it_reports_the_recorded_status(case: dict[str, Any], handset: Handset, graph: Graph) -> None:
    async with listening(handset) as heard:
        await handset.says(text="Habari")
        heard.clear()
        if case["sandbox"]["fault"]:
            await handset.suffers(case["sandbox"]["fault"])
        await MetaPoster(graph).post(AMINA, WORDS, nonce=NONCE)
        await handset.provider.idle()
    found = first_of(heard[case["sandbox"]["place"]], "statuses")
    assert shape(found) == shape(first_of(body_of(case), "statuses"))


@pytest.mark.parametrize("case", cases("sends.toml", "send"))
async def test_it_takes_what_we_send(case: dict[str, Any], handset: Handset, graph: Graph) -> None:
    await handset.says(text="Habari")
    assert (await sent_by(MetaPoster(graph), case)).state == "sent"
    (message,) = await handset.got()
    assert message["form"] == case.get("bubble", {"form": "template"})["form"]
    assert [row["title"] for row in message["rows"]] == [row["title"] for row in case.get("bubble", {}).get("rows", ())]


@pytest.mark.parametrize("case", cases("sends.toml", "answer", having="fault"))
async def test_it_answers_as_recorded(case: dict[str, Any], handset: Handset, graph: Graph) -> None:
    await handset.says(text="Habari")
    if case["fault"]:
        await handset.suffers(case["fault"])
    sent = await MetaPoster(graph).post(AMINA, WORDS, nonce=NONCE)
    assert (sent.state, sent.code) == (case["state"], case.get("code", ""))
    if case["fault"]:
        await handset.suffers(case["fault"])
    raw = {"messaging_product": "whatsapp", "to": AMINA.digits, "type": "text", "text": {"body": "a"}}
    status, body = await posted(handset, raw)
    assert status == case["status"]
    if "fbtrace_id" in case["body"]:
        recorded = json.loads(case["body"])["error"]
        found = json.loads(body)["error"]
        assert found["error_data"].pop("details")
        recorded["error_data"].pop("details")
        assert found == recorded


@pytest.mark.parametrize("case", cases("sends.toml", "refused"))
async def test_it_keeps_to_meta_s_limits(case: dict[str, Any], handset: Handset) -> None:
    await handset.says(text="Habari")
    status, body = await posted(handset, json.loads(case["body"]))
    assert (status >= 400, json.loads(body)["error"]["code"]) == (True, case["code"])
    assert await handset.got() == []


async def posted(handset: Handset, payload: Any, *, token: str = "x", number: str = NUMBER_ID) -> tuple[int, str]:
    url = f"{handset.provider.url}/v23.0/{number}/messages"
    async with handset.http.post(url, json=payload, headers={"Authorization": f"Bearer {token}"}) as reply:
        return reply.status, await reply.text()


# What it does besides


async def test_the_window_closes_after_a_day_and_a_template_still_goes(
    handset: Handset, graph: Graph, clock: Clock
) -> None:
    poster = MetaPoster(graph)
    closed = Sent("refused", code="131047")
    assert await poster.post(AMINA, WORDS, nonce=NONCE) == closed
    await handset.says(text="Habari")
    clock.later(hours=23, minutes=59)
    assert (await poster.post(AMINA, WORDS, nonce=NONCE)).state == "sent"
    clock.later(minutes=1)
    assert await poster.post(AMINA, WORDS, nonce=NONCE) == closed
    assert closed.code in poster.closed
    assert (await poster.send_template(AMINA, "come_back", "sw", ["Amina"])).state == "sent"
    assert [message["text"] for message in await handset.got()] == ["Asante", "come_back | Amina"]
    await handset.says(text="Nimerudi")
    assert (await poster.post(AMINA, WORDS, nonce=NONCE)).state == "sent"


async def test_what_may_have_left_is_unknown(handset: Handset, hasty: Graph) -> None:
    await handset.says(text="Habari")
    for fault, code in (("timeout", "timeout"), ("reset", "broken_off")):
        await handset.suffers(fault)
        assert await MetaPoster(hasty).post(AMINA, WORDS, nonce=NONCE) == Sent("unknown", code=code)
    assert len(await handset.got()) == 2


async def test_nobody_listening_is_a_provable_no(graph: Graph) -> None:
    nowhere = Graph(config("http://127.0.0.1:1"))
    assert await MetaPoster(nowhere).post(AMINA, WORDS, nonce=NONCE) == Sent("retry", code="no_connection")
    assert not await MetaPoster(nowhere).mark_read("wamid.1")
    await nowhere.close()


async def test_read_and_typing(handset: Handset, graph: Graph) -> None:
    said = await handset.says(text="Habari")
    assert await MetaPoster(graph).mark_read(said["ids"][0], typing=True)
    assert handset.provider.world.reads() == said["ids"]


async def test_no_token_and_another_number(handset: Handset) -> None:
    assert json.loads((await posted(handset, {}, token=""))[1])["error"]["code"] == 190
    assert json.loads((await posted(handset, {}, number="999"))[1])["error"]["code"] == 100


async def test_webhooks_come_twice_late_and_together(handset: Handset) -> None:
    async with listening(handset) as heard:
        await handset.says(text="1", times=2)
        assert [text_of(body) for body in heard] == [["1"], ["1"]]
        heard.clear()
        await handset.says(text="2", hold=True)
        assert heard == []
        await handset.says(text="3")
        assert [text_of(body) for body in heard] == [["3"], ["2"]]
        heard.clear()
        await handset.says(messages=[{"text": "4"}, {"text": "5"}])
        assert [text_of(body) for body in heard] == [["4", "5"]]


def text_of(body: bytes) -> list[str]:
    messages = json.loads(body)["entry"][0]["changes"][0]["value"]["messages"]
    return [message["text"]["body"] for message in messages]


async def test_a_webhook_that_is_not_taken_comes_again(handset: Handset) -> None:
    async with listening(handset, lambda call: 500 if call < 3 else 200) as heard:
        assert (await handset.says(text="Habari"))["answered"] == 200
    assert len(heard) == 3
    assert len(set(heard)) == 1


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ("read", ["sent", "delivered", "read"]),
        ("reordered", ["read", "delivered", "sent"]),
        ("duplicated", ["sent", "sent", "delivered", "delivered"]),
        ("lost_status", []),
        ("early_status", ["sent", "delivered"]),
    ],
)
async def test_statuses_in_any_order(handset: Handset, graph: Graph, fault: str, statuses: list[str]) -> None:
    async with listening(handset) as heard:
        await handset.says(text="Habari")
        heard.clear()
        await handset.suffers(fault)
        sent = await MetaPoster(graph).post(AMINA, WORDS, nonce=NONCE)
        early = len(heard)
        await handset.provider.idle()
    assert (early == len(statuses)) is (fault in ("early_status", "lost_status"))
    found = [first_of(body, "statuses") for body in heard]
    assert [status["status"] for status in found] == statuses
    assert {status["id"] for status in found} <= {sent.provider_id}
    assert (await handset.got())[0]["statuses"] == statuses


async def test_a_webhook_is_verified_before_it_is_called(handset: Handset) -> None:
    async with served(meta.routes(NotingDoor(), config(), star_pins)) as client:
        url = str(client.make_url(WEBHOOK))
        await handset.reaches(url)
        assert (await handset.says(text="Habari"))["answered"] == 200
        order = {"url": url, "verify_token": "another", "app_secret": "x"}
        async with handset.http.post(f"{handset.provider.url}/_sim/webhook", json=order) as reply:
            assert reply.status == 400
        await handset.reaches(url, app_secret="a guess")
        assert (await handset.says(text="Habari"))["answered"] == 403


async def test_orders_that_make_no_sense_are_explained(handset: Handset) -> None:
    orders = {"say": {"from": AMINA.number, "tap": "Nowhere"}, "faults": {"fault": "gremlins"}}
    for what, order in orders.items():
        async with handset.http.post(f"{handset.provider.url}/_sim/{what}", json=order) as reply:
            assert reply.status == 400
            assert await reply.text()


async def test_its_world_survives_a_restart(tmp_path: Path, clock: Clock) -> None:
    before = await meta_sandbox.start("127.0.0.1", 0, tmp_path, clock)
    graph = Graph(config(before.url))
    async with ClientSession() as http:
        await Handset(before, http).says(text="Habari")
    assert (await MetaPoster(graph).post(AMINA, WORDS, nonce=NONCE)).state == "sent"
    await graph.close()
    await before.close()
    after = await meta_sandbox.start("127.0.0.1", 0, tmp_path, clock)
    assert [message["text"] for message in after.world.messages(AMINA.number)] == ["Asante"]
    assert after.world.is_open(AMINA.number, clock.now)
    await after.close()


async def test_a_fault_for_one_phone_is_not_another_s(handset: Handset, graph: Graph, provider: Sandbox) -> None:
    baraka = Handset(provider, handset.http, "+254700000002")
    for phone in (handset, baraka):
        await phone.says(text="Habari")
    await handset.suffers("131026", times=-1)
    poster = MetaPoster(graph)
    assert (await poster.post(Phone(baraka.number), WORDS, nonce=NONCE)).state == "sent"
    for _ in range(2):
        assert (await poster.post(AMINA, WORDS, nonce=NONCE)).code == "131026"


def test_keys_are_in_nobody_s_face() -> None:
    ours = config()
    shown = f"{ours!r} {Graph(ours)!r} {MetaPoster(Graph(ours))!r}"
    assert not any(key in shown for key in ("an access token", "an app secret", "the one before", "a verify token"))
