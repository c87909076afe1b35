"""How the simulator speaks to our own webhooks and to the sandboxes: over HTTP, like everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

#: A hop may take eight seconds before it apologises; the provider waits ten.
CALL_SECONDS = 12.0
MOST_ANSWER_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Said:
    """An answer; status 0 when none came."""

    status: int
    body: bytes = b""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def object(self) -> dict[str, Any]:
        """Its JSON object; empty for anything else."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except (msgspec.DecodeError, msgspec.ValidationError):
            return {}


class Outside:
    """Connections that are kept for the next call; no redirects, no second try."""

    def __init__(self) -> None:
        timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout)

    async def close(self) -> None:
        await self._session.close()

    async def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Said:
        return await self._call("POST", url, data=dict(form), headers=dict(headers or {}))

    async def post_json(self, url: str, body: Mapping[str, Any]) -> Said:
        return await self._call("POST", url, json=dict(body))

    async def get(self, url: str, query: Mapping[str, str]) -> Said:
        return await self._call("GET", url, params=dict(query))

    async def _call(self, method: str, url: str, **what: Any) -> Said:
        try:
            async with self._session.request(method, url, allow_redirects=False, **what) as reply:
                return Said(reply.status, await reply.content.read(MOST_ANSWER_BYTES))
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Said(0)
