"""The whole system of one transcript: server, worker, database and both sandboxes, under a clock that we move."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy import text

from core.messages import SYSTEM, A, Origin, Refusal, Request
from core.proofs import failed, prove
from core.secret import Secret
from deploy import serve
from deploy.app import App, announce
from deploy.seed import PRODUCTS
from deploy.settings import Settings
from integrations.daraja import sandbox as daraja_sandbox

NAIROBI = ZoneInfo("Africa/Nairobi")
START = datetime(2026, 11, 16, 10, 42, tzinfo=NAIROBI)
TOKEN = "demo"
#: A prompt stays on the phone until somebody answers it; everything else at M-PESA is done at once.
TIMING = {"prompt_seconds": 1e6, "payout_seconds": 0.0, "status_seconds": 0.0}
#: A long wait stops every day when late loans are looked after; what else is scheduled comes late, once.
DAILY = time(8, 30)
MOST_STEPS = 2_000
POLL_SECONDS = 0.003

_next_due = text("select min(run_at) from jobs where state = 'waiting' and run_at > :now and run_at <= :until")
#: Nothing in a transcript may fail, not even once: what does is a bug, or belongs in another test.
_troubled = text("select name, error from jobs where error <> ''")


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


def settings_in(folder: Path) -> Settings:
    """Everything in one process. One job at a time, so that two runs do things in the same order."""
    return Settings(
        data=folder,
        pepper=Secret("a pepper of thirty-two bytes....."),
        digest_key=Secret("a key for the digests of transcripts"),
        africastalking_token=Secret(TOKEN),
        daraja_token=Secret(TOKEN),
        meta_app_secret=Secret(TOKEN),
        meta_verify_token=Secret(TOKEN),
        twilio_auth_token=Secret(TOKEN),
        jobs_at_once=1,
        log_level="error",
    )


@dataclass
class Town:
    """`folder` is its data directory; `phones` are the names of numbers, as the transcript calls them."""

    app: App
    clock: Clock
    http: aiohttp.ClientSession
    url: str
    phones: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    _keys: int = 0

    # What staff and imports do

    async def must(self, request: Request[A], *, by: Origin = SYSTEM) -> A:
        """Through the one door, where no refusal is expected."""
        self._keys += 1
        answer = await self.app.bus.perform(request, key=f"transcript:{self._keys}", scope="transcript", by=by)
        assert not isinstance(answer, Refusal), f"{type(request).__name__}: {answer}"
        return answer

    def phone_of(self, name: str) -> str:
        """A number or a name as the transcript uses it."""
        return name if name.startswith("+") else self.phones[name]

    def name_of(self, phone: str) -> str:
        number = f"+{phone.lstrip('+')}"
        return next((name for name, known in self.phones.items() if known == number), number)

    # What providers do

    async def form(self, path: str, fields: dict[str, str]) -> str:
        """Africa's Talking calls us."""
        url = f"{self.url}/channels/africastalking/{TOKEN}{path}"
        async with self.http.post(url, data=fields) as reply:
            assert reply.status == 200, f"{path} answered {reply.status}"
            return await reply.text()

    async def _order(self, sandbox: str, what: str, body: dict[str, Any]) -> dict[str, Any]:
        """Through the control plane of a sandbox: what the world outside does."""
        async with self.http.post(f"{self.app.providers.sandboxes[sandbox]}/_sim/{what}", json=body) as reply:
            assert reply.status == 200, await reply.text()
            found: dict[str, Any] = await reply.json()
            return found

    async def _look(self, sandbox: str, what: str) -> dict[str, Any]:
        async with self.http.get(f"{self.app.providers.sandboxes[sandbox]}/_sim/{what}") as reply:
            found: dict[str, Any] = await reply.json()
            return found

    async def mpesa(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self._order("daraja", what, body)

    async def mpesa_log(self) -> dict[str, Any]:
        return await self._look("daraja", "log")

    async def texts(self) -> list[dict[str, str]]:
        """Every SMS that left, oldest first."""
        found: list[dict[str, str]] = (await self._look("sms", "messages"))["messages"]
        return found

    async def meta(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        """What a phone does in WhatsApp."""
        return await self._order("meta", what, body)

    async def bubbles(self) -> list[dict[str, Any]]:
        """Every WhatsApp message that left, oldest first."""
        found: list[dict[str, Any]] = (await self._look("meta", "messages"))["messages"]
        return found

    async def voice(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        """A phone rings us, or learns what to do when rung."""
        return await self._order("voice", what, body)

    async def calls(self) -> list[dict[str, Any]]:
        """Every call there was, oldest first, with what was heard."""
        found: list[dict[str, Any]] = (await self._look("voice", "calls"))["calls"]
        return found

    # Time

    async def settle(self) -> None:
        """Until nobody has anything to do: no job is due, M-PESA waits for nobody but a person."""
        while True:
            assert self.app.worker.tick
            await self.app.worker.tick()
            await self.app.worker.idle()
            if not await self._busy():
                await self.app.worker.idle()
                if not await self._busy():
                    return
            await asyncio.sleep(POLL_SECONDS)

    async def _busy(self) -> bool:
        return await self._mpesa_busy() or any(call["state"] == "begun" for call in await self.calls())

    async def _mpesa_busy(self) -> bool:
        log = await self.mpesa_log()
        open_requests = [row for row in log["transactions"] if row["state"] == "waiting" and row["kind"] != "stk"]
        calls = [row for row in log["callbacks"] if row["state"] != "dropped" and not row["status"]]
        return bool(open_requests or calls)

    async def later(self, amount: timedelta) -> None:
        """Time passes, from one thing that is due to the next."""
        until = self.clock.now + amount
        for _ in range(MOST_STEPS):
            self.clock.now = await self._next_stop(until)
            await self.settle()
            if self.clock.now == until:
                return
        raise AssertionError(f"more than {MOST_STEPS} things happen in {amount}")

    async def _next_stop(self, until: datetime) -> datetime:
        async with self.app.database.reading() as connection:
            values = {"now": _stored(self.clock.now), "until": _stored(until)}
            due = (await connection.execute(_next_due, values)).scalar_one()
        stops = [until, *([datetime.fromisoformat(due).replace(tzinfo=ZoneInfo("UTC"))] if due else [])]
        today = self.clock.now.astimezone(NAIROBI).date()
        stops += [datetime.combine(today + timedelta(days), DAILY, NAIROBI) for days in (0, 1)]
        return min(stop for stop in stops if stop > self.clock.now)

    # What must always hold

    async def proven(self) -> list[str]:
        """What is wrong with the books, the jobs or the sandbox's books. Nothing, it is hoped."""
        async with self.app.database.reading() as connection:
            wrong = [f"{proof.name}: {proof.detail}" for proof in failed(await prove(connection, self.app.institution))]
            wrong += [f"job {job.name} failed: {job.error}" for job in await connection.execute(_troubled)]
        ledger = await self._look("daraja", "ledger")
        return wrong + (["the sandbox's money does not add up"] if ledger["sum"] or ledger["uneven"] else [])


def _stored(at: datetime) -> str:
    """As SQLite keeps an instant."""
    return at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S.%f")


async def build_template(folder: Path) -> None:
    """An empty institution with its products, and a sandbox that has its key pair: made once, copied for each."""
    settings = settings_in(folder)
    await serve.prepare(settings, Clock())
    sandbox = await daraja_sandbox.start("127.0.0.1", 0, folder, clock=Clock())
    await sandbox.close()


@asynccontextmanager
async def town(template: Path, folder: Path, *, start: datetime = START) -> AsyncIterator[Town]:
    shutil.copytree(template, folder, dirs_exist_ok=True)
    clock, listening = Clock(start), serve.listen("127.0.0.1", 0)
    settings = settings_in(folder)
    async with serve.serving(settings, listening, clock=clock, announces=False) as app, aiohttp.ClientSession() as http:
        found = Town(app, clock, http, serve.url_of(settings, listening))
        await found.mpesa("settings", TIMING)
        await announce(app)
        for product in PRODUCTS:
            await found.must(product)
        yield found
