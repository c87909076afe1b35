"""Where conversations are kept between two turns: in a table, or in Redis; written only if nobody wrote in between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from hashlib import sha1
from typing import Any

from hiredis import ReplyError
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db import Database, insert_once
from deploy.resp import Line
from deploy.tables import LiveConversationRow

KEPT_HOURS = 48
REDIS_SECONDS = 1.0
_VERSION_BYTES = 8

_row = LiveConversationRow
_table = _row.__table__
assert isinstance(_table, Table)
_insert = {name: insert_once(_table, dialect=name) for name in ("sqlite", "postgresql")}
_recall = select(_row.state, _row.version).where(_row.key == bindparam("of"))
_remember = (
    update(_row)
    .where(_row.key == bindparam("of"), _row.version == bindparam("seen"))
    .values(state=bindparam("new"), version=_row.version + 1, at=bindparam("now"))
)


class TableMemory:
    """One SELECT and one UPDATE a turn."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def recall(self, key: str) -> tuple[bytes | None, int]:
        async with self._database.reading() as connection:
            row = (await connection.execute(_recall, {"of": key})).one_or_none()
        return (None, 0) if row is None else (row.state, row.version)

    async def remember(self, key: str, state: bytes, version: int) -> bool:
        now = self._clock()
        async with self._writing() as connection:
            if version:
                values: dict[str, Any] = {"of": key, "seen": version, "new": state, "now": now}
                return (await connection.execute(_remember, values)).rowcount == 1
            new = {"key": key, "state": state, "version": 1, "at": now}
            return (await connection.execute(_insert[connection.dialect.name], new)).rowcount == 1

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """One statement needs no transaction around it; SQLite's writers stand in one line all the same."""
        return self._database.writing() if self._database.is_sqlite else self._database.reading()


# The value is the version, eight bytes, and the state. Who saw another version than what stands there has lost.
_COMPARE_AND_SET = """
local kept = redis.call('GET', KEYS[1])
local seen = kept and string.sub(kept, 1, 8) or string.rep('\\0', 8)
if seen ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""
_SCRIPT_NAME = sha1(_COMPARE_AND_SET.encode(), usedforsecurity=False).hexdigest()


class RedisMemory:
    """One GET and one EVALSHA a turn; what nobody touches for two days goes by itself."""

    def __init__(self, redis: Redis) -> None:
        self._line = Line(redis)

    async def recall(self, key: str) -> tuple[bytes | None, int]:
        kept: bytes | None = await self._line.ask("GET", _name(key))
        if kept is None:
            return None, 0
        return kept[_VERSION_BYTES:], int.from_bytes(kept[:_VERSION_BYTES])

    async def remember(self, key: str, state: bytes, version: int) -> bool:
        """A repeat after a lost answer finds its own version and counts as lost: the turn is then read again."""
        new = (version + 1).to_bytes(_VERSION_BYTES) + state
        values = (1, _name(key), version.to_bytes(_VERSION_BYTES), new, KEPT_HOURS * 3600)
        try:
            return bool(await self._line.ask("EVALSHA", _SCRIPT_NAME, *values))
        except ReplyError as no:
            if not str(no).startswith("NOSCRIPT"):
                raise
            return bool(await self._line.ask("EVAL", _COMPARE_AND_SET, *values))

    async def close(self) -> None:
        await self._line.close()


def _name(key: str) -> str:
    return f"imarisha:conversation:{key}"


def connect(url: str) -> Redis:
    """A pool of connections, each command with a time limit."""
    again = Retry(NoBackoff(), 1)  # a member waits; a broken connection is replaced, and that is all
    return Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, retry=again)
