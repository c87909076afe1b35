"""The database: PostgreSQL or SQLite behind two engines, one that reads without transactions and one that writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import DateTime, Dialect, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from core.reads import Reader

POOL_SIZE = 8
STATEMENT_TIMEOUT_MS = 5_000
SQLITE_BUSY_MS = 10_000


class Rows(DeclarativeBase):
    """What every table is declared from."""


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, aware on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """Connections to one database. `reading()` never opens a transaction, `writing()` is exactly one."""

    def __init__(self, url: str, *, pool_size: int = POOL_SIZE) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"pool_pre_ping": False}
        server_settings = {"statement_timeout": str(STATEMENT_TIMEOUT_MS), "timezone": "UTC"}
        if not self.is_sqlite:
            options |= {
                "pool_size": pool_size,
                "max_overflow": 4,
                "connect_args": {"server_settings": server_settings, "timeout": 10},
            }
        self._reader = create_async_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, **options)
        self._writer = create_async_engine(url, **options)
        self._one_writer = asyncio.Lock() if self.is_sqlite else None
        self._asker = None if self.is_sqlite else Reader(self._reader, size=pool_size, server_settings=server_settings)
        if self.is_sqlite:
            _prepare_sqlite(self._reader, begins=False)
            _prepare_sqlite(self._writer, begins=True)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[AsyncConnection]:
        """For queries, which need `execute` only: on PostgreSQL a connection is held per statement, not in between."""
        if self._asker is not None:
            yield cast(AsyncConnection, self._asker)
            return
        async with self.reading() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back by an exception."""
        if self._one_writer is None:
            async with self._writer.begin() as connection:
                yield connection
            return
        async with self._one_writer, self._writer.begin() as connection:
            yield connection

    async def close(self) -> None:
        if self._asker is not None:
            await self._asker.close()
        await self._reader.dispose()
        await self._writer.dispose()


def _prepare_sqlite(engine: AsyncEngine, *, begins: bool) -> None:
    """WAL, full durability, and write transactions that take the write lock at once instead of failing late."""

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: DBAPIConnection, record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={SQLITE_BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    if begins:

        @event.listens_for(engine.sync_engine, "begin")
        def on_begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


#: What the trigger that guards closed days says, as SQLSTATE and in words.
DAY_CLOSED, DAY_IS_CLOSED = "IM001", "the day is closed"
#: SQLSTATEs after which the same transaction may simply be run again: serialization, deadlock, unique violation,
#: and a day that somebody closed meanwhile: it is booked on the next one.
_AGAIN = {"40001", "40P01", "23505", DAY_CLOSED}


def may_run_again(trouble: DBAPIError) -> bool:
    """Did the database refuse because of somebody else's simultaneous work?"""
    state = getattr(trouble.orig, "sqlstate", None)
    if state is not None:
        return state in _AGAIN
    message = str(trouble.orig)
    return any(words in message for words in ("UNIQUE constraint", "database is locked", DAY_IS_CLOSED))


def insert_once(table: Table, *, dialect: str) -> Any:
    """INSERT that does nothing where a row with the same key stands: look at the row count."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing()
