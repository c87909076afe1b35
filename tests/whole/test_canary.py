"""No PIN and no reset code stands anywhere after a whole conversation; and where one did, this search would find it."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog
from redis.asyncio import Redis
from sqlalchemy import text

from core.bus import Bus, Hold
from core.db import Database
from core.handlers import HANDLERS
from core.institution import Institution
from core.members.messages import FindMember, RecordSimCheck
from core.messages import Arrival, Reply, Route
from deploy import clock, logs
from deploy.app import joined
from deploy.metrics import Metrics
from deploy.safety import ready
from deploy.serve import listen, prepare
from deploy.settings import read
from deploy.web import Web
from tests.house import AnyPin
from tests.whole import canary
from tests.whole.phones import Phone
from tests.whole.running import Site, calls, eventually

AMINA, NOBODY = "+254700000001", "+254700000099"
#: Everybody's in the demo, printed when it starts: no canary.
PUBLIC = "4821"
JOINS, WRONG, CHANGED, RESET = "7394", "9027", "8615", "6158"
PINS = [JOINS, WRONG, CHANGED, RESET]
AMINAS_ID = "30001237"
BIRTH = date(1991, 8, 25)


@pytest.fixture(params=["sqlite", "postgres"])
async def site(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Site]:
    """A demo that logs all it ever would: by itself, and on PostgreSQL and Redis."""
    settings = {"IMARISHA_LOG_LEVEL": "debug"}
    if request.param == "postgres":
        plain = await request.getfixturevalue("postgres").create_database("canary")
        url = plain.replace("postgresql://", "postgresql+asyncpg://", 1)
        settings |= {"IMARISHA_DATABASE_URL": url, "IMARISHA_REDIS_URL": request.getfixturevalue("redis_server").url}
    site = Site(tmp_path / "var", settings)
    try:
        await site.start("serve", "--demo")
        yield site
    finally:
        site.end()


async def test_no_pin_and_no_reset_code_stands_anywhere(site: Site) -> None:
    async with calls() as http, opened(site) as database:
        await join(Phone(http, site.url, NOBODY))
        amina = Phone(http, site.url, AMINA)
        await change_pin(amina, PUBLIC, CHANGED)
        await borrow(amina, CHANGED)
        await withdraw(amina, CHANGED)
        code = await reset_pin(amina, site, database)
        pages = [await (await http.get(site.url + path)).text() for path in ("/metrics", "/health", "/health/ready")]

        canaries = [*PINS, code]
        seen = await canary.in_tables(database, canaries) + canary.found("a page", pages, canaries)
    # The code is in the SMS that brings it, and only there.
    seen += canary.in_sandboxes(site, PINS) + canary.in_files(site, PINS)
    seen += canary.found("a log", site.running["serve"].said.splitlines(), canaries)
    if redis := site.settings.get("IMARISHA_REDIS_URL"):
        seen += await canary.in_redis(redis, canaries)
    assert not seen
    assert len(canary.found("an SMS", site.texts(AMINA), [code])) == 1, "the search knows the code when it sees it"


async def test_the_search_finds_a_pin_in_every_place(site: Site) -> None:
    """Planted in a text, in bytes, in JSON, in a form, in Redis, in a file: it is found where it was put."""
    planted: dict[str, Any] = {
        "words": f"1*{JOINS}", "document": f'{{"pin": "\\u0037{JOINS[1:]}"}}', "form": f"text=1%2A{JOINS}",
        "raw": f"\x00{JOINS}\xff".encode("latin-1"), "number": int(JOINS), "innocent": f"id-{JOINS} 1{JOINS} {JOINS}.5",
    }  # fmt: skip
    expected = [f"planted.{name}: {JOINS}" for name in planted if name != "innocent"]
    async with opened(site) as database:
        await plant(database, planted)
        assert await canary.in_tables(database, [JOINS]) == expected

    (site.data / "note").write_bytes(f"PIN {JOINS}".encode())
    assert f"note: {JOINS}" in canary.in_files(site, [JOINS])
    if url := site.settings.get("IMARISHA_REDIS_URL"):
        async with Redis.from_url(url) as redis:
            await redis.hset("imarisha:planted", "text", f"1*{JOINS}")
            assert await canary.in_redis(url, [JOINS])
            await redis.delete("imarisha:planted")


@asynccontextmanager
async def opened(site: Site) -> AsyncIterator[Database]:
    """The server's own database."""
    database = Database(read(site.environ, data=site.data).database)
    try:
        yield database
    finally:
        await database.close()


async def plant(database: Database, row: dict[str, Any]) -> None:
    blob = "blob" if database.is_sqlite else "bytea"
    kinds = {"raw": blob, "number": "int"}
    columns = ", ".join(f"{name} {kinds.get(name, 'text')}" for name in row)
    async with database.writing() as connection:
        await connection.execute(text(f"create table planted ({columns})"))
        await connection.execute(text(f"insert into planted values ({', '.join(f':{name}' for name in row)})"), row)


@pytest.mark.parametrize("redact", [True, False])
async def test_a_log_that_says_too_much_is_found_when_nothing_is_hidden(tmp_path: Path, *, redact: bool) -> None:
    """The same conversation in this process, with an edge that logs every form: redaction is what keeps it out."""
    written = io.BytesIO()
    settings = ready(read({}, data=tmp_path, demo=True))
    logs.configure("error")
    await prepare(settings)
    listening = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with joined(settings, public_url=url) as app, calls() as http:
        web = Web([_indiscreet(route) for route in app.routes], app.clock, Metrics(), app.apologies)
        await web.start(listening)
        logs.configure("debug", into=written, redact=redact)
        await join(Phone(http, url, NOBODY))
        await web.stop()
        logs.configure("error")
    lines = written.getvalue().splitlines()
    assert [line for line in lines if b"raw_form" in line]
    assert bool(canary.found("a log", lines, [JOINS])) is not redact


def _indiscreet(route: Route) -> Route:
    method, path, answer = route

    async def logged(arrival: Arrival) -> Reply:
        structlog.get_logger().info("raw_form", body=arrival.body.decode())
        return await answer(arrival)

    return method, path, logged


# What she does; after every session the gateway reports it, with all that was typed in clear


async def join(caller: Phone) -> None:
    await caller.dial()
    await caller.press("2", "1", "Zawadi Akinyi", "23456789", f"{BIRTH:%d%m%Y}", "1")
    await caller.press(JOINS, WRONG)
    assert "Choose" in caller.screen or "same" in caller.screen, caller.screen
    await caller.press(JOINS)
    assert "Your member number" in await caller.press(JOINS)
    await caller.hang_up()
    await caller.dial()
    await caller.press("00", "1", WRONG)
    assert "2 more times" in caller.screen
    assert "Savings: KES 0" in await caller.press(JOINS)
    await caller.hang_up(status="Incomplete")


async def change_pin(caller: Phone, old: str, new: str) -> None:
    await caller.dial()
    await caller.press("6", "5", WRONG)
    assert "2 more times" in caller.screen
    await caller.press(old, new, WRONG, new)
    await caller.press(new)
    await caller.hang_up()


async def borrow(caller: Phone, pin: str) -> None:
    await caller.dial()
    await caller.press("2", "1", "5000", "3", "1", WRONG)
    assert "on its way" in await caller.press(pin), caller.screen
    await caller.again()
    await caller.hang_up()


async def withdraw(caller: Phone, pin: str) -> None:
    await caller.dial()
    assert "Request taken" in await caller.press("5", pin, "200", pin), caller.screen
    await caller.hang_up()


async def reset_pin(caller: Phone, site: Site, database: Database) -> str:
    """By SMS, after the operator has said that her SIM is an old one. Answers the code that came."""
    bus = Bus(Hold(database, HANDLERS, Institution(), clock.now, AnyPin(), b""))
    member = await bus.perform(FindMember(words="M-00001"))
    assert isinstance(member, str)
    await bus.perform(RecordSimCheck(member=member, changed_at=None), key="sim", scope="test")
    await caller.dial()
    await caller.press("7", "4", AMINAS_ID)
    assert "SMS" in caller.screen
    await caller.hang_up()

    def codes() -> list[str]:
        return [code for said in site.texts(AMINA) for code in re.findall(r"code for a new PIN is (\d{6})", said)]

    await eventually(codes, "a code by SMS", seconds=10)
    await caller.dial()
    await caller.press("7", "4", "000000", codes()[-1], RESET)
    await caller.press(RESET)
    await caller.hang_up()
    await caller.dial()
    assert "Savings:" in await caller.press("1", RESET), caller.screen
    await caller.hang_up()
    return codes()[-1]
