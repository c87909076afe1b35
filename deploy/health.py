"""Is it alive, is it ready, and how is it: for the orchestrator, for Prometheus and for people."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from time import monotonic
from typing import Any

import msgspec
from alembic.script import ScriptDirectory
from prometheus_client import generate_latest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.db import Database
from core.messages import Arrival, Reply, Route
from deploy import queue
from deploy.metrics import Metrics
from deploy.migrate import MIGRATIONS

CHECK_SECONDS = 0.5
DETAIL_SECONDS = 1.0
IMBALANCE_SECONDS = 30.0
LAG_EVERY_SECONDS = 0.5
#: A loop that is later than this answers nobody in time.
MOST_LAG_SECONDS = 5.0

_head = text("SELECT version_num FROM alembic_version")
_sums = text("SELECT currency, sum(minor_units) FROM postings GROUP BY currency")


@cache
def newest() -> str:
    """The revision that the code needs."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


@dataclass
class Health:
    """What the routes answer. `draining` is set when the process is asked to stop."""

    database: Database
    redis: Redis | None
    metrics: Metrics
    clock: Callable[[], datetime]
    environment: str
    draining: bool = False
    lag_seconds: float = 0.0
    _detail: tuple[float, dict[str, Any]] | None = None
    _summed_at: float = float("-inf")

    def probes(self) -> list[Route]:
        return [
            ("GET", "/health/live", self._live),
            ("GET", "/health/startup", self._startup),
            ("GET", "/health/ready", self._ready),
        ]

    def details(self) -> list[Route]:
        return [("GET", "/health", self._all), ("GET", "/metrics", self._metrics)]

    async def watch_loop(self) -> None:
        """For ever: how late does the event loop come?"""
        while True:
            expected = monotonic() + LAG_EVERY_SECONDS
            await asyncio.sleep(LAG_EVERY_SECONDS)
            self.lag_seconds = max(0.0, monotonic() - expected)
            self.metrics.loop_lag.set(self.lag_seconds)

    async def head(self) -> str:
        """The revision of the database; empty when it has none or does not answer in time."""
        try:
            async with asyncio.timeout(CHECK_SECONDS), self.database.reading() as connection:
                return str((await connection.execute(_head)).scalar_one())
        except (DBAPIError, OSError, TimeoutError):
            return ""

    async def _live(self, arrival: Arrival) -> Reply:
        return _json({"loop_lag_seconds": round(self.lag_seconds, 3)}, ok=self.lag_seconds < MOST_LAG_SECONDS)

    async def _startup(self, arrival: Arrival) -> Reply:
        head = await self.head()
        return _json({"head": head, "newest": newest()}, ok=head == newest())

    async def _ready(self, arrival: Arrival) -> Reply:
        checks = {"database": bool(await self.head()), "redis": await self._redis_answers(), "open": not self.draining}
        return _json(checks, ok=all(checks.values()))

    async def _redis_answers(self) -> bool:
        if self.redis is None:
            return True
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return bool(await self.redis.ping())
        except (RedisError, OSError, TimeoutError):
            return False

    async def _all(self, arrival: Arrival) -> Reply:
        """Kept for a second, so that probes do not hammer the database."""
        if self._detail is None or monotonic() - self._detail[0] > DETAIL_SECONDS:
            self._detail = (monotonic(), await self._look())
        detail = self._detail[1]
        return _json(detail, ok=detail["database"] and detail["redis"])

    async def _look(self) -> dict[str, Any]:
        head = await self.head()
        jobs, oldest = await self._jobs() if head else ({}, 0.0)
        return {
            "version": version("imarisha"),
            "environment": self.environment,
            "head": head,
            "newest": newest(),
            "database": bool(head),
            "redis": await self._redis_answers(),
            "jobs": jobs,
            "queue_lag_seconds": round(oldest, 3),
            "loop_lag_seconds": round(self.lag_seconds, 3),
            "draining": self.draining,
        }

    async def _jobs(self) -> tuple[dict[str, int], float]:
        async with self.database.reading() as connection:
            found = await queue.counts(connection), await queue.oldest_seconds(connection, self.clock())
        return found

    async def _metrics(self, arrival: Arrival) -> Reply:
        jobs, oldest = await self._jobs()
        for state, count in jobs.items():
            self.metrics.jobs.labels(state).set(count)
        self.metrics.oldest.set(oldest)
        if monotonic() - self._summed_at > IMBALANCE_SECONDS:
            self._summed_at = monotonic()
            async with self.database.reading() as connection:
                for currency, minor_units in (await connection.execute(_sums)).all():
                    self.metrics.imbalance.labels(currency).set(minor_units)
        return Reply(
            body=generate_latest(self.metrics.registry), content_type="text/plain; version=0.0.4; charset=utf-8"
        )


def _json(fields: dict[str, Any], *, ok: bool) -> Reply:
    body = msgspec.json.encode({"status": "ok" if ok else "not ok", **fields})
    return Reply(200 if ok else 503, body, "application/json")
