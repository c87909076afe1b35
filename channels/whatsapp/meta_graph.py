"""One call to Meta's Graph API: with the token, within a time and a length, saying whether it may have left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec

from channels.whatsapp.meta_config import Meta

CONNECT_SECONDS, TOTAL_SECONDS = 3.05, 15.0
#: Below the time after which their side may close a connection that nobody uses.
KEEP_ALIVE_SECONDS = 15.0
MOST_AT_ONCE = 20
MOST_ANSWER_BYTES = 64 * 1024
PIECE_BYTES = 16 * 1024


class Undelivered(Exception):
    """There was no answer. `left`: the request may have got through all the same."""

    def __init__(self, code: str, *, left: bool) -> None:
        super().__init__(code)
        self.code = code
        self.left = left


class TooLong(Exception):
    """The answer is longer than was agreed to read."""


@dataclass(frozen=True)
class Answer:
    """What came back; `fields` are empty where the body is no JSON object."""

    status: int
    body: bytes = field(repr=False)

    @property
    def fields(self) -> Mapping[str, Any]:
        try:
            found = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Graph:
    """One per process; its session opens with the first call and ends with `close`."""

    def __init__(self, config: Meta, *, total_seconds: float = TOTAL_SECONDS) -> None:
        self.config = config
        self._session: aiohttp.ClientSession | None = None
        self._timeout = aiohttp.ClientTimeout(
            total=total_seconds, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post(self, path: str, fields: Mapping[str, Any]) -> Answer:
        """Raises Undelivered."""
        body = msgspec.json.encode(fields)
        try:
            return await self._send("POST", self.config.address(path), body, most_bytes=MOST_ANSWER_BYTES)
        except TooLong as trouble:
            raise Undelivered("unreadable", left=True) from trouble

    async def get(self, url: str, *, most_bytes: int = MOST_ANSWER_BYTES) -> Answer:
        """Raises Undelivered, or TooLong. The token goes with it: `url` is one that we trust."""
        return await self._send("GET", url, None, most_bytes=most_bytes)

    async def _send(self, method: str, url: str, body: bytes | None, *, most_bytes: int) -> Answer:
        headers = {"Authorization": f"Bearer {self.config.access_token.reveal()}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            async with self._opened().request(
                method, url, headers=headers, data=body, timeout=self._timeout, allow_redirects=False
            ) as reply:
                return Answer(reply.status, await _read(reply.content, most_bytes=most_bytes))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as trouble:
            raise Undelivered("no_connection", left=False) from trouble
        except TimeoutError as trouble:
            raise Undelivered("timeout", left=True) from trouble
        except (aiohttp.ClientError, OSError) as trouble:
            raise Undelivered("broken_off", left=True) from trouble

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=MOST_AT_ONCE, keepalive_timeout=KEEP_ALIVE_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session


async def _read(content: aiohttp.StreamReader, *, most_bytes: int) -> bytes:
    body = b""
    async for piece in content.iter_chunked(PIECE_BYTES):
        body += piece
        if len(body) > most_bytes:
            raise TooLong
    return body
