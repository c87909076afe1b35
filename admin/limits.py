"""How often one client may call: a sliding window, in memory or in Redis, which all processes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from admin.api.answers import problem
from core.messages import Reply

RETRY_SECONDS = 10
TOO_OFTEN = problem(
    429, "Too many calls; please go on a little later.", code="too_many_calls",
    headers={"Retry-After": str(RETRY_SECONDS)},
)  # fmt: skip


@dataclass(frozen=True)
class Often:
    """`signed_in` and `strangers` are calls a minute: of one member of staff or program, and of one address."""

    limiter: SlidingWindowCounterRateLimiter
    signed_in: RateLimitItemPerMinute
    strangers: RateLimitItemPerMinute

    async def __call__(self, who: str) -> Reply | None:
        """The answer to a client that calls too often, else None."""
        most = self.strangers if who.startswith("peer:") else self.signed_in
        return None if await self.limiter.hit(most, who) else TOO_OFTEN

    async def close(self) -> None:
        """Let go of Redis."""
        storage = self.limiter.storage
        if isinstance(storage, RedisStorage):
            bridge: Any = storage.bridge
            await bridge.get_connection().aclose()


def often(redis_url: str, *, signed_in: int, strangers: int) -> Often:
    """Counted in Redis where there is one."""
    storage = RedisStorage(f"async+{redis_url}", implementation="redispy") if redis_url else MemoryStorage()
    return Often(
        SlidingWindowCounterRateLimiter(storage),
        RateLimitItemPerMinute(signed_in),
        RateLimitItemPerMinute(strangers),
    )
