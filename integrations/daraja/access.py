"""The access token: fetched once for all callers, used for fifty minutes, dropped when Daraja says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from core.secret import Secret

Fetch = Callable[[], Awaitable[str]]


class Access:
    """Single flight matters: at Daraja every new token may end the one before."""

    def __init__(self, fetch: Fetch, *, clock: Callable[[], datetime], lasts_seconds: float) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lasts = timedelta(seconds=lasts_seconds)
        self._token = Secret("")
        self._until: datetime | None = None
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        """The token in use, or a new one."""
        async with self._lock:
            if not self._token or self._until is None or self._clock() >= self._until:
                fresh = await self._fetch()
                self._token, self._until = Secret(fresh), self._clock() + self._lasts
            return self._token.reveal()

    def drop(self, token: str) -> None:
        """Forget `token`, unless another caller has already fetched the next one."""
        if self._token.matches(token):
            self._token = Secret("")
