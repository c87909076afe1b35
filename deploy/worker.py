"""The loop over the jobs table: claims what is due, runs it outside any transaction, writes how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from core.codec import decode
from core.db import Database
from core.messages import Door, ProviderError, Work
from deploy import queue, retry
from deploy.logs import trouble
from deploy.metrics import Metrics
from deploy.queue import Claimed, Failed, Queue
from deploy.settings import WrongSetting

#: A job must end so long before its lease does: then nobody else has it yet.
MARGIN = 0.9
#: After trouble with the database itself.
REST_SECONDS = 2.0

log = structlog.get_logger()


class Unserved(WrongSetting):
    """Jobs wait, or will come, whose name nobody here serves: a channel or an integration is missing."""


@dataclass
class Worker:
    """`wake` from anywhere in the process; `run` until `stop`."""

    database: Database
    door: Door
    work: Mapping[str, Work]
    clock: Callable[[], datetime]
    metrics: Metrics = field(default_factory=Metrics)
    at_once: int = 16
    poll_seconds: float = 0.5
    expected: frozenset[str] = frozenset()
    """Names that core enqueues: they must be served even if none waits yet."""
    tick: Callable[[], Awaitable[object]] | None = None
    """Looks at the clock for what is scheduled, at least every `poll_seconds`."""

    def __post_init__(self) -> None:
        self._queue = Queue(self.work)
        self._awake = asyncio.Event()
        self._stopping = False
        self._busy = True
        self._in_round = False
        self._running: dict[asyncio.Task[None], Claimed] = {}
        self._done: list[Claimed] = []
        self._failed: list[Failed] = []
        self._stopped = asyncio.Event()

    def wake(self) -> None:
        """Something was enqueued."""
        self._awake.set()

    async def check(self) -> None:
        """Raises Unserved, so that a process that cannot do its work does not start."""
        async with self.database.reading() as connection:
            unserved = await self._queue.unserved(connection)
        missing = sorted({*unserved, *(self.expected - set(self.work))})
        if missing:
            raise Unserved(f"nobody here does these jobs: {', '.join(missing)}")

    async def run(self) -> None:
        try:
            while not self._stopping:
                await self._guarded_round()
                if not self._stopping:
                    await self._rest()
        finally:
            self._stopped.set()

    async def stop(self, seconds: float) -> None:
        """No new jobs; those under way may end within `seconds`; what is left is given back."""
        self._stopping = True
        self._awake.set()
        await self._stopped.wait()
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        left = dict(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        async with self.database.writing() as connection:
            await self._settle(connection)
            await queue.give_back(connection, list(left.values()))
        log.info("worker_stopped", given_back=len(left))

    async def idle(self) -> None:
        """Until nothing is due and nothing is under way: for tests and for transcripts."""
        # A round holds what has ended and what begins in its own hands: looked at last, it is seen by one or other.
        while await self._is_due() or self._in_round or self._running or self._done or self._failed:
            self._awake.set()
            await asyncio.sleep(0.01)

    async def _guarded_round(self) -> None:
        try:
            if self.tick:
                await self.tick()
            await self._round()
        except Exception as error:
            # The database is away, or the statement was refused: nothing is lost, the leases run out.
            log.error("worker_round_failed", **trouble(error))
            await asyncio.sleep(REST_SECONDS)

    async def _round(self) -> None:
        """Everything that ended since the last round and everything that begins, in one transaction."""
        self._awake.clear()
        free = self.at_once - len(self._running)
        looks = free > 0 and (self._busy or await self._is_due())
        if not (looks or self._done or self._failed):
            return
        done, failed = self._done, self._failed
        self._done, self._failed = [], []
        self._in_round = True
        try:
            async with self.database.writing() as connection:
                await queue.acknowledge(connection, done)
                await queue.put_back(connection, failed, self.clock())
                claimed = await self._queue.claim(connection, self.clock(), free) if looks else []
        except BaseException:
            self._done, self._failed = done + self._done, failed + self._failed
            raise
        finally:
            self._in_round = False
        self._busy = bool(claimed)
        for job in claimed:
            self._begin(job)

    async def _settle(self, connection: Any) -> None:
        await queue.acknowledge(connection, self._done)
        await queue.put_back(connection, self._failed, self.clock())
        self._done, self._failed = [], []

    async def _is_due(self) -> bool:
        async with self.database.reading() as connection:
            return await self._queue.is_due(connection, self.clock())

    async def _rest(self) -> None:
        """Until somebody wakes us, a job ends, or it is time to look by ourselves."""
        try:
            await asyncio.wait_for(self._awake.wait(), self.poll_seconds)
        except TimeoutError:
            return

    def _begin(self, job: Claimed) -> None:
        task = asyncio.create_task(self._run(job), name=f"job {job.name}")
        self._running[task] = job
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._awake.set()

    async def _run(self, job: Claimed) -> None:
        work = self.work[job.name]
        if job.attempt > work.attempts:
            # Its process died in the middle, every time.
            self._dead(job, "died")
            return
        try:
            async with asyncio.timeout(work.lease_seconds * MARGIN):
                await work.run(decode(work.payload, job.payload), self.door)
        except ProviderError as error:
            self._again(job, work, error.code, retryable=error.retryable)
        except Exception as error:
            log.error("job_crashed", job=job.name, id=job.id, attempt=job.attempt, **trouble(error))
            self._again(job, work, type(error).__name__, retryable=True)
        else:
            self.metrics.job_ended(job.name, "done")
            self._done.append(job)

    def _again(self, job: Claimed, work: Work, why: str, *, retryable: bool) -> None:
        if not retryable or job.attempt >= work.attempts:
            self._dead(job, why)
            return
        when = self.clock() + retry.pause(job.attempt)
        log.warning("job_failed", job=job.name, id=job.id, attempt=job.attempt, why=why, again_at=when.isoformat())
        self.metrics.job_ended(job.name, "again")
        self._failed.append(Failed(job, why, when))

    def _dead(self, job: Claimed, why: str) -> None:
        log.error("job_dead", job=job.name, id=job.id, attempt=job.attempt, why=why)
        self.metrics.job_ended(job.name, "dead")
        self._failed.append(Failed(job, why, None))
