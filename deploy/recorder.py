"""Collects the traces of turns and writes them in batches, beside the turns and never in their way."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

from core.conversations.messages import RecordTurns, Trace
from core.ids import new_id
from core.messages import Door
from deploy.logs import trouble
from deploy.metrics import Metrics

EVERY_SECONDS = 1.0
MOST_IN_A_BATCH = 500
#: Some minutes of a busy day: what the database misses while it is away.
MOST_WAITING = 20_000
REST_SECONDS = 2.0
SCOPE = "record"
#: Classes of SQLSTATE that are about the statement and its values: the same again is refused again.
OF_THE_ROWS = ("22", "23", "42")

log = structlog.get_logger()


@dataclass
class Recorder:
    """`record` is called on the path of a turn and only takes note; `run` writes until it is cancelled.

    A batch that was not written keeps its key: tried again, it is written once.
    """

    door: Door
    metrics: Metrics
    most_waiting: int = MOST_WAITING
    _waiting: deque[Trace] = field(default_factory=deque)
    _batch: tuple[str, tuple[Trace, ...]] | None = None
    _full: asyncio.Event = field(default_factory=asyncio.Event)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def record(self, trace: Trace) -> None:
        self.metrics.turned(trace.to_dialog, trace.to_step, trace.outcome)
        if trace.intent:
            self.metrics.understood(trace.intent, trace.decision)
        if len(self._waiting) >= self.most_waiting:
            self._waiting.popleft()
            self.metrics.traces_lost.inc()
        self._waiting.append(trace)
        if len(self._waiting) >= MOST_IN_A_BATCH:
            self._full.set()

    async def run(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._full.wait(), EVERY_SECONDS)
            if not await self.flush():
                await asyncio.sleep(REST_SECONDS)

    async def flush(self) -> bool:
        """Write what waits. False: the database did not take it, and it still waits."""
        async with self._one_at_a_time:
            self._full.clear()
            while self._batch or self._waiting:
                if not await self._written(*self._next()):
                    return False
                self._batch = None
            return True

    def _next(self) -> tuple[str, tuple[Trace, ...]]:
        if self._batch is None:
            many = min(MOST_IN_A_BATCH, len(self._waiting))
            self._batch = new_id(), tuple(self._waiting.popleft() for _ in range(many))
        return self._batch

    async def _written(self, key: str, turns: tuple[Trace, ...]) -> bool:
        """True also for a batch that no database will ever take: it is set aside, or it would be tried for ever."""
        try:
            await self.door.perform(RecordTurns(turns=turns), key=key, scope=SCOPE)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            hopeless = isinstance(error, DBAPIError) and _is_of_the_rows(error)
            log.warning("turns_not_recorded", count=len(turns), again=not hopeless, **trouble(error))
            if hopeless:
                self.metrics.traces_lost.inc(len(turns))
            return hopeless
        return True


def _is_of_the_rows(error: DBAPIError) -> bool:
    """Did the database refuse what was written, rather than fail itself?"""
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return state[:2] in OF_THE_ROWS
    return isinstance(error, DataError | IntegrityError | ProgrammingError)
