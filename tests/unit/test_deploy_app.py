"""The whole system in one process, as `imarisha serve --demo` joins it: seeded, dialled, paid out, stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from sqlalchemy import text

from core.conversations.messages import ChannelFigures
from core.db import Database
from core.lending.messages import LoansOf, LoanSummary
from core.members.messages import FindMember, RegisterMember
from core.messages import Work
from core.money import Money
from core.phone import Phone
from core.proofs import failed, prove
from deploy import clock, safety, settings
from deploy.app import App, bus_of, institution_of, merged
from deploy.people import PEOPLE, PIN
from deploy.seed import LATE_DAYS, months_before
from deploy.serve import listen, prepare, serving

AMINA = "+254700000001"


def demo(folder: Path, **more: Any) -> settings.Settings:
    return safety.ready(settings.read({}, data=folder, demo=True, port=0, **more))


@asynccontextmanager
async def shop(folder: Path) -> AsyncIterator[tuple[App, aiohttp.ClientSession]]:
    """Open for business, on a free port."""
    found, listening = demo(folder), listen("127.0.0.1", 0)
    await prepare(found)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with serving(found, listening) as app, aiohttp.ClientSession(url) as session:
        yield app, session


async def dial(session: aiohttp.ClientSession, session_id: str, text: str, phone: str = AMINA) -> str:
    form = {"sessionId": session_id, "phoneNumber": phone, "text": text, "networkCode": "63902"}
    async with session.post("/channels/africastalking/demo/ussd", data=form) as reply:
        assert reply.status == 200
        return await reply.text()


async def test_a_loan_from_the_first_dial_to_the_sms(tmp_path: Path) -> None:
    async with shop(tmp_path) as (app, session):
        assert (await dial(session, "a", "")).startswith("CON Imarisha. Hello Amina")
        for typed in ("2", "2*1", "2*1*5000", "2*1*5000*3", "2*1*5000*3*1"):
            assert (await dial(session, "a", typed)).startswith("CON")
        assert "approved" in await dial(session, "a", f"2*1*5000*3*1*{PIN}")
        texts: list[Any] = []
        async with asyncio.timeout(20):
            while len(texts) < 2:
                await asyncio.sleep(0.2)
                async with session.get(f"{app.providers.sms_url}/_sim/messages", params={"to": AMINA}) as reply:
                    texts = (await reply.json())["messages"]
        assert "KES 4,940 sent to your M-PESA" in texts[0]["text"]
        async with app.database.reading() as connection:
            assert not failed(await prove(connection, app.institution))

    # Opened again, she continues where she is.
    async with shop(tmp_path) as (_, session):
        await dial(session, "b", "")
        await dial(session, "b", "1")
        assert "Loan: KES 5,225 left" in await dial(session, "b", f"1*{PIN}")


async def test_what_is_said_is_recorded_and_counted(tmp_path: Path) -> None:
    async with shop(tmp_path) as (app, session):
        await dial(session, "a", "")
        await dial(session, "a", "4")
        note = {"sessionId": "a", "phoneNumber": AMINA, "status": "Incomplete", "durationInMillis": "9000"}
        async with session.post("/channels/africastalking/demo/ussd/events", data=note) as reply:
            assert reply.status == 200
        found: Any = ()
        async with asyncio.timeout(20):
            while not found:
                await asyncio.sleep(0.1)
                found = await app.bus.perform(ChannelFigures(since=clock.now() - timedelta(hours=1)))
        [figure] = found
        assert (figure.channel, figure.turns, figure.dropped, figure.seconds) == ("ussd", 2, 1, 9)
        async with session.get("/metrics") as reply:
            counted = await reply.text()
        assert 'imarisha_state_total{flow="save",outcome="answered",state="amount"} 1.0' in counted


async def test_the_api_of_the_demo(tmp_path: Path) -> None:
    """What it heard last is written although nobody waited for it."""
    async with shop(tmp_path) as (app, session):
        member = await app.bus.perform(FindMember(words=AMINA))
        body = {"text": "nataka mkopo wa elfu tano", "user_id": member}
        async with session.post("/api/voice/command", json=body) as reply:
            assert reply.status == 401
        headers = {"Authorization": "Bearer demo"}
        async with session.post("/api/voice/command", json=body, headers=headers) as reply:
            assert (await reply.json())["intent"] == "loan_apply"
    async with shop(tmp_path) as (_, session), session.get(f"/api/voice/analytics/{member}", headers=headers) as reply:
        assert (await reply.json())["interactions"] == 1


async def test_probes_and_pages_for_machines(tmp_path: Path) -> None:
    async with shop(tmp_path) as (app, session):
        for path in ("/health/live", "/health/startup", "/health/ready", "/health"):
            async with session.get(path) as reply:
                assert reply.status == 200, path
        async with session.get("/metrics") as reply:
            assert "imarisha_ledger_imbalance_minor" in await reply.text()
        app.health.draining = True
        async with session.get("/health/ready") as reply:
            assert reply.status == 503


async def test_a_wrong_token_is_404(tmp_path: Path) -> None:
    async with shop(tmp_path) as (_, session), session.post("/channels/africastalking/guess/ussd") as reply:
        assert reply.status == 404


class TestSeed:
    @pytest.fixture
    async def seeded(self, tmp_path: Path) -> AsyncIterator[tuple[settings.Settings, Database]]:
        found = demo(tmp_path)
        await prepare(found)
        database = Database(found.database)
        yield found, database
        await database.close()

    async def test_seeding_again_changes_nothing(self, seeded) -> None:
        found, database = seeded
        before = await _counts(database)
        await prepare(found)
        assert await _counts(database) == before
        assert before["members"] == len(PEOPLE) == 20

    async def test_whoever_joins_next_is_number_21(self, seeded) -> None:
        found, database = seeded
        door = bus_of(found, database, clock.now)
        newcomer = RegisterMember(
            full_name="Zawadi", id_number="99", born_on=date(1990, 1, 1), phone=Phone("+254700000099"),
            language="en", tier=1, joined_on=date(2026, 1, 1),
        )  # fmt: skip
        member = await door.perform(newcomer, key="zawadi", scope="test")
        assert await door.perform(FindMember(words="M-00021")) == member

    async def test_the_three_that_the_manual_names(self, seeded) -> None:
        found, database = seeded
        door = bus_of(found, database, clock.now)
        today = clock.now().astimezone(_zone(found)).date()
        baraka = await door.perform(LoansOf(member=await _member(door, "+254700000002")))
        chebet = await door.perform(LoansOf(member=await _member(door, "+254700000003")))
        assert isinstance(baraka, tuple)
        assert isinstance(chebet, tuple)
        [running], [late] = baraka, chebet
        assert isinstance(running, LoanSummary)
        assert (running.number, running.late) == ("LN-0017", Money.zero("KES"))
        assert running.next_due > today
        assert late.late_since is not None
        assert (today - late.late_since).days == LATE_DAYS


def test_months_before_keeps_to_the_calendar() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)
    assert months_before(date(2026, 12, 5), 12) == date(2025, 12, 5)


def test_two_who_serve_the_same_job_are_a_mistake() -> None:
    async def run(payload: object, door: object) -> None: ...

    work = {"sms.tell": Work(str, run)}
    with pytest.raises(ValueError, match=r"sms\.tell"):
        merged(work, work)


async def _counts(database: Database) -> dict[str, int]:
    tables = ("members", "entries", "loans", "savings_accounts", "loan_products", "performed")
    async with database.reading() as connection:
        return {name: (await connection.execute(text(f"select count(*) from {name}"))).scalar_one() for name in tables}


async def _member(door: Any, phone: str) -> str:
    member = await door.perform(FindMember(words=phone))
    assert isinstance(member, str)
    return member


def _zone(found: settings.Settings) -> ZoneInfo:
    return ZoneInfo(institution_of(found).time_zone)
