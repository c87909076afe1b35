"""The simulator's own side: no secret leaves it, no stranger's page commands it, and production does not have it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from admin.simulator.page import STATIC
from core.phone import Phone
from deploy import clock, safety, settings
from deploy.app import App
from deploy.serve import listen, prepare, serving
from deploy.simulation import people, simulator

STRANGER = "+254700000099"
API = "/simulator/api"


class House:
    """A development server with secrets of its own, and a page that asks it."""

    def __init__(self, app: App, session: aiohttp.ClientSession, folder: Path) -> None:
        self.app, self.session = app, session
        self.secrets = [line.partition("=")[2] for line in (folder / safety.SECRETS_FILE).read_text().split()]

    async def ask(self, path: str, body: Any, **headers: str) -> tuple[int, str]:
        async with self.session.post(f"{API}/{path}", json=body, headers=headers) as reply:
            return reply.status, await reply.text()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    found = safety.ready(settings.read({}, data=tmp_path, port=0))
    listening = listen("127.0.0.1", 0)
    own = clock.of(found)
    await prepare(found, own)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with serving(found, listening, clock=own) as app, aiohttp.ClientSession(url) as session:
        yield House(app, session, tmp_path)


async def test_nothing_that_the_browser_gets_holds_a_secret(house: House) -> None:
    line = {"phone": STRANGER, "network": "63902"}
    said = [
        await house.ask("start", {}),
        await house.ask("look", {"phone": STRANGER}),
        await house.ask("ussd/dial", {**line, "code": "*384*1#"}),
        await house.ask("sms/write", {**line, "text": "salio"}),
        await house.ask("call/begin", {"phone": STRANGER, "operator": "africastalking"}),
        await house.ask("time", {"step": "hour"}),
    ]
    assert [status for status, _ in said] == [200] * len(said)
    assert "Karibu Imarisha" in said[2][1]
    assert len(house.secrets) >= 4
    texts = [text for _, text in said] + [path.read_text() for path in STATIC.iterdir()]
    assert [text[:60] for text in texts if any(secret in text for secret in house.secrets)] == []


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Content-Type": "text/plain"}],
)
async def test_a_page_of_another_origin_may_not_press_a_key(house: House, headers: dict[str, str]) -> None:
    status, text = await house.ask("ussd/dial", {"phone": STRANGER, "network": "63902", "code": "*384*1#"}, **headers)
    assert (status, "own page" in text) == (403, True)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("look", {}),
        ("look", {"phone": "everybody"}),
        ("ussd/dial", []),
        ("time", {"step": "century"}),
        ("mpesa/pay", {"phone": STRANGER, "shillings": 0, "reference": ""}),
        ("mpesa/answer", {"phone": STRANGER, "how": "by cheque"}),
        ("sms/write", {"phone": STRANGER, "network": "63902", "text": ""}),
        ("whatsapp/write", {"phone": STRANGER, "text": ""}),
        ("call/respond", {"call": "nobody", "keys": "1"}),
    ],
)
async def test_what_cannot_be_is_refused_in_words(house: House, path: str, body: Any) -> None:
    status, text = await house.ask(path, body)
    assert status == 422
    assert "error" in text


async def test_the_page_and_its_parts_come_under_a_strict_policy(house: House) -> None:
    async with house.session.get("/simulator") as reply:
        assert str(reply.url).endswith("/simulator/")
    for name in ("", "static/main.js", "static/room.css", "static/icon.svg"):
        async with house.session.get(f"/simulator/{name}") as reply:
            assert reply.status == 200
            assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    for name in ("stage.py", "..%2Fstage.py"):
        async with house.session.get(f"/simulator/static/{name}") as reply:
            assert reply.status == 404


async def test_a_code_of_somebody_else_reaches_nobody(house: House) -> None:
    for code in ("*100#", "*384*1", "*384*10#", "#384*1#"):
        status, text = await house.ask("ussd/dial", {"phone": STRANGER, "network": "63902", "code": code})
        assert (status, text) == (200, '{"known":false}')


async def test_production_has_no_simulator(house: House) -> None:
    app, real = house.app, replace(house.app.settings, environment="production")
    async with AsyncExitStack() as stack:
        found = simulator(
            real, app.providers, app.worker, stack, door=app.bus, institution=app.institution, clock=app.clock
        )
    assert found == []


def test_the_people_of_the_demo_have_phones_and_one_is_a_stranger() -> None:
    assert len({Phone(person.phone) for person in people()}) == 21
    assert people()[-1].phone == STRANGER
