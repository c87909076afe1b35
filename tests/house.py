"""A whole core for a test: a real bus on a real database, a clock that the test turns, and nothing else."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

import deploy.tables  # noqa: F401  its tables belong to the schema too
from core import schema
from core.bus import Bus, Hold
from core.db import Database
from core.institution import Institution
from core.messages import SYSTEM, A, Command, Origin, Refusal, Request, SecondPersonNeeded
from core.permissions.messages import DecideApproval
from core.tx import Handler

PEPPER = b"a pepper of thirty-two bytes....."
NOON = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
"""Noon in Nairobi on a Wednesday."""


@dataclass
class Clock:
    """Stands still until the test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class AnyPin:
    """Believes every signature: for tests that are not about PINs."""

    async def check(self, request: Command[Any], *, now: datetime, origin: Origin) -> Refusal | None:
        return None


@dataclass
class House:
    """`perform` as the bus does it, with a key made up where none matters."""

    database: Database
    hold: Hold
    clock: Clock
    _keys: Any = field(default_factory=lambda: count(1))

    @property
    def bus(self) -> Bus:
        return Bus(self.hold)

    async def perform(
        self, request: Request[A], *, key: str = "", scope: str = "test", by: Origin = SYSTEM
    ) -> A | Refusal:
        return await self.bus.perform(request, key=key or f"test-{next(self._keys)}", scope=scope, by=by)

    async def must(self, request: Request[A], **how: Any) -> A:
        """`perform`, where the test expects no refusal."""
        answer = await self.perform(request, **how)
        assert not isinstance(answer, Refusal), answer
        return answer

    async def agreed(self, request: Request[A], *, by: Origin, second: Origin) -> None:
        """Staff ask for what needs two people, and the second one says yes."""
        waits = await self.perform(request, by=by)
        assert isinstance(waits, SecondPersonNeeded), waits
        await self.must(DecideApproval(approval=waits.approval, approve=True), by=second)

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        """Plain SQL, for what no request answers."""
        async with self.database.reading() as connection:
            return list((await connection.execute(text(sql), values)).all())

    async def jobs(self, name: str = "") -> list[Any]:
        """The jobs that wait, oldest first: (name, payload, run_at, order_key)."""
        found = await self.rows("select name, payload, run_at, order_key from jobs where state = 'waiting' order by id")
        return [job for job in found if job.name.startswith(name)]

    def with_handlers(self, handlers: Mapping[type[Request[Any]], Handler]) -> House:
        """The same house with other handlers in the table (stand-ins, or a slow one)."""
        return replace(self, hold=replace(self.hold, handlers={**self.hold.handlers, **handlers}))


def overheard(database: Database) -> list[tuple[str, Sequence[Any]]]:
    """The statements and values of queries from now on: the engine's, and what the reader asks the driver itself."""
    heard: list[tuple[str, Sequence[Any]]] = []

    def by_engine(_: Any, __: Any, statement: str, values: Sequence[Any], *___: Any) -> None:
        heard.append((statement, tuple(values)))

    event.listen(database._reader.sync_engine, "before_cursor_execute", by_engine)
    if (asker := database._asker) is not None:
        fetch = asker._fetch

        async def by_driver(sql: str, values: Sequence[Any]) -> Any:
            heard.append((sql, tuple(values)))
            return await fetch(sql, values)

        asker._fetch = by_driver  # type: ignore[method-assign]
    return heard


def all_handlers() -> dict[type[Request[Any]], Handler]:
    from core.handlers import HANDLERS

    return dict(HANDLERS)


Builder = Callable[..., Any]


async def _make_schema(url: str) -> None:
    base = Database(url)
    async with base.writing() as connection:
        await connection.run_sync(schema.create_all)
    await base.close()


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end in a loop of its own, though the test's loop is running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and trigger, to be copied."""
    path = tmp_path_factory.mktemp("template") / "house.sqlite"
    _apart(_make_schema(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Any) -> str:
    """The name of a PostgreSQL database with every table and trigger, to be copied."""

    async def make() -> None:
        url = await postgres.create_database("house_template")
        await _make_schema(url.replace("postgresql://", "postgresql+asyncpg://", 1))

    _apart(make())
    return "house_template"


#: For what only PostgreSQL enforces; on SQLite the code and the proofs hold it.
only_postgres = pytest.mark.parametrize("database", ["postgres"], indirect=True)


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with every table and trigger, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "house.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite+aiosqlite:///{path}"
    else:
        template = request.getfixturevalue("postgres_template")
        plain = await request.getfixturevalue("postgres").create_database("house", template)
        url = plain.replace("postgresql://", "postgresql+asyncpg://", 1)
    base = Database(url, pool_size=12)
    yield base
    await base.close()


@pytest.fixture
def build(database: Database) -> Callable[..., House]:
    """Make a house with chosen handlers and signer: `build(handlers={...}, signer=...)`."""

    def make(
        handlers: Mapping[type[Request[Any]], Handler] | None = None,
        signer: Any = None,
        institution: Institution | None = None,
    ) -> House:
        clock = Clock()
        hold = Hold(
            database=database,
            handlers=dict(handlers) if handlers is not None else all_handlers(),
            institution=institution or Institution(),
            clock=clock,
            signer=signer or AnyPin(),
            pepper=PEPPER,
        )
        return House(database, hold, clock)

    return make


@pytest.fixture
def house(build: Callable[..., House]) -> House:
    """The whole core as it ships, believing every PIN."""
    return build()
