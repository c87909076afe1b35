"""How fast we call: so many at once, so many a second, because Daraja's limits are unpublished and harsh."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Pace:
    """A turnstile. `per_second` 0 lets everybody through who finds room."""

    def __init__(self, *, at_once: int, per_second: float) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._gap = 1 / per_second if per_second else 0.0
        self._next = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        async with self._room:
            if self._gap:
                now = asyncio.get_running_loop().time()
                start = max(now, self._next)
                self._next = start + self._gap
                await asyncio.sleep(start - now)
            yield
