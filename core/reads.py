"""Reads on PostgreSQL: SQLAlchemy writes a statement once, from then on asyncpg runs it, without a checkout.

A turn of a member is a handful of small SELECTs. Measured (tests/bench), the driver answers one in a sixth of the
CPU that an engine's connection takes for it, and that was most of a turn. Results are SQLAlchemy's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import asyncpg
from sqlalchemy import Dialect, Executable
from sqlalchemy.engine import Result
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql import ClauseElement

CONNECT_SECONDS = 10
MOST_STATEMENTS = 512

_NOTHING = object()
Process = Callable[[Any], Any] | None


@dataclass(frozen=True)
class _Written:
    """A statement as the driver wants it: its SQL, its parameters in order, and what its rows are called."""

    sql: str
    parameters: tuple[tuple[str, Any, Process], ...]
    """(name, value where it is fixed, what makes a Python value the driver's)."""
    shape: SimpleResultMetaData

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """Raises KeyError for a parameter that nobody gave."""
        values = []
        for name, fixed, process in self.parameters:
            value = given[name] if fixed is _NOTHING or name in given else fixed
            values.append(process(value) if process else value)
        return values


class Reader:
    """Offers what a query needs of a connection, `execute` and `dialect`; every statement is a transaction."""

    def __init__(self, engine: AsyncEngine, *, size: int, server_settings: Mapping[str, str]) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._server_settings = dict(server_settings)
        self._free: list[asyncpg.Connection] = []
        self._places = asyncio.Semaphore(size)
        self._write = lru_cache(MOST_STATEMENTS)(self._written)

    async def execute(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Result[Any]:
        written = self._write(statement)
        if written is None:
            return await self._by_engine(statement, parameters)
        rows = await self._fetch(written.sql, written.values(parameters or {}))
        return IteratorResult(written.shape, iter([tuple(row) for row in rows]))

    async def close(self) -> None:
        while self._free:
            await self._free.pop().close(timeout=CONNECT_SECONDS)

    async def _fetch(self, sql: str, values: Sequence[Any]) -> list[asyncpg.Record]:
        async with self._places:
            connection = self._idle() or await self._connect()
            try:
                rows: list[asyncpg.Record] = await connection.fetch(sql, *values)
            except asyncpg.PostgresError:
                self._free.append(connection)
                raise
            except BaseException:  # the answer may still come, to whoever asks next
                connection.terminate()
                raise
            self._free.append(connection)
            return rows

    def _idle(self) -> asyncpg.Connection | None:
        """The one used last that still stands: few connections do most of the work."""
        while self._free:
            connection = self._free.pop()
            if not connection.is_closed():
                return connection
        return None

    async def _connect(self) -> asyncpg.Connection:
        url = self._engine.url
        return await asyncpg.connect(
            host=url.host, port=url.port, user=url.username, password=url.password, database=url.database,
            timeout=CONNECT_SECONDS, server_settings=self._server_settings, **url.query,
        )  # fmt: skip

    def _written(self, statement: Executable) -> _Written | None:
        """None: its text depends on the values (a list for IN), so it has to be written each time."""
        assert isinstance(statement, ClauseElement)
        compiled: Any = statement.compile(dialect=self.dialect)
        if not compiled._result_columns or any(bind.required for bind in compiled.post_compile_params):
            return None
        whole = compiled.construct_expanded_state({bind.key: None for bind in compiled.binds.values() if bind.required})
        parameters = []
        for name in whole.positiontup:
            bind = compiled.binds.get(name)
            fixed = whole.parameters[name] if bind is None else _NOTHING if bind.required else bind.effective_value
            parameters.append((bind.key if bind is not None else "", fixed, whole.processors.get(name)))
        return _Written(whole.statement, tuple(parameters), _shape(compiled, self.dialect))

    async def _by_engine(self, statement: Executable, parameters: Mapping[str, Any] | None) -> Result[Any]:
        async with self._engine.connect() as connection:
            result: Result[Any] = (await connection.execute(statement, parameters)).freeze()()
            return result


def _shape(compiled: Any, dialect: Dialect) -> SimpleResultMetaData:
    columns = compiled._result_columns
    processes = [column.type._cached_result_processor(dialect, None) for column in columns]
    return SimpleResultMetaData(
        [column.keyname for column in columns], _processors=processes if any(processes) else None
    )
