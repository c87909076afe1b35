"""The few Redis commands of a turn on one connection that all turns share: answers come in the order of questions.

redis-py checks a connection out for each command, at many times the CPU (measured: tests/bench). This line is for
conversations only; everything else goes through redis-py, whose settings of host, password and time limits it takes.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from typing import Any, cast

import hiredis
from redis.asyncio import Redis, SSLConnection

Part = bytes | str | int


class _Wire(asyncio.Protocol):
    """One connection: who asked first is answered first."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._reader = hiredis.Reader()
        self._waiting: deque[tuple[asyncio.Future[Any], asyncio.TimerHandle]] = deque()
        self._error: Exception = ConnectionResetError("Redis closed the connection")
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by descent

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (answer := self._reader.gets()) is not False:
            asked, alarm = self._waiting.popleft()
            alarm.cancel()
            if asked.done():  # nobody waits any more, but the place in the line was taken
                continue
            if isinstance(answer, hiredis.ReplyError):
                asked.set_exception(answer)
            else:
                asked.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        for asked, alarm in self._waiting:
            alarm.cancel()
            if not asked.done():
                asked.set_exception(self._error)

    def _late(self) -> None:
        """Whatever holds this answer up holds up those behind it."""
        self._error = TimeoutError(f"Redis did not answer in {self._seconds} s")
        self.abort()

    def ask(self, parts: tuple[Part, ...]) -> asyncio.Future[Any]:
        if self._transport is None:
            raise ConnectionResetError("the connection to Redis is closed")
        asked: asyncio.Future[Any] = self._loop.create_future()
        self._waiting.append((asked, self._loop.call_later(self._seconds, self._late)))
        self._transport.write(hiredis.pack_command(parts))  # type: ignore[arg-type]  # its stub wants one value
        return asked

    @property
    def stands(self) -> bool:
        return self._transport is not None

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Line:
    """Connects when first asked, and again after a loss: each command is tried twice, so it must bear a repeat."""

    def __init__(self, redis: Redis) -> None:
        pool = redis.connection_pool
        self._settings = pool.connection_kwargs
        self._tls = issubclass(pool.connection_class, SSLConnection)
        self._seconds: float = self._settings["socket_timeout"]
        self._wire: _Wire | None = None
        self._connecting = asyncio.Lock()

    async def ask(self, *parts: Part) -> Any:
        """The answer. Raises hiredis.ReplyError for a no of Redis, ConnectionError and TimeoutError of the line."""
        try:
            return await self._once(parts)
        except ConnectionError:
            return await self._once(parts)

    async def _once(self, parts: tuple[Part, ...]) -> Any:
        wire = self._wire
        if wire is None or not wire.stands:
            wire = await self._connected()
        return await wire.ask(parts)

    async def _connected(self) -> _Wire:
        async with self._connecting:
            if self._wire is None or not self._wire.stands:
                async with asyncio.timeout(self._seconds):
                    self._wire = await self._connect()
            return self._wire

    async def _connect(self) -> _Wire:
        host, port = self._settings["host"], self._settings["port"]
        tls = ssl.create_default_context(cafile=self._settings.get("ssl_ca_certs")) if self._tls else None
        _, wire = await asyncio.get_running_loop().create_connection(lambda: _Wire(self._seconds), host, port, ssl=tls)
        if password := self._settings.get("password"):
            await wire.ask(("AUTH", self._settings.get("username") or "default", password))
        if database := self._settings.get("db"):
            await wire.ask(("SELECT", database))
        return wire

    async def close(self) -> None:
        if self._wire is not None:
            self._wire.abort()
