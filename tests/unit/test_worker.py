"""The worker: every job is done at least once, in its order, again when it should be, and never for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from core.codec import encode
from core.ids import new_id
from core.messages import Door, ProviderError, Work
from core.outbox import JobRow
from deploy import retry
from deploy.schedules import Cron, Daily, Every
from deploy.worker import Unserved, Worker
from tests.house import House, build, database

__all__ = ["build", "database"]

NOBODY: dict[Any, Any] = {}


@dataclass(frozen=True)
class Errand:
    """A payload: what to do is in its name."""

    what: str = ""


@dataclass
class Desk:
    """Work that notes what was done, and fails as it is told to."""

    done: list[str] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    trouble: dict[str, list[Exception]] = field(default_factory=dict)
    gate: asyncio.Event | None = None

    async def run(self, errand: Errand, door: Door) -> None:
        self.tries.append(errand.what)
        if self.trouble.get(errand.what):
            raise self.trouble[errand.what].pop(0)
        if self.gate:
            await self.gate.wait()
        self.done.append(errand.what)


@dataclass
class Office:
    """A worker with one desk, on a database where jobs can be put."""

    house: House
    desk: Desk

    def worker(self, **how) -> Worker:
        work = {"errand": Work(Errand, self.desk.run, attempts=3, lease_seconds=60)}
        return Worker(
            self.house.database, self.house.bus, how.pop("work", work), self.house.clock, poll_seconds=0.02, **how
        )

    async def put(self, *whats: str, name: str = "errand", order: str = "", **later: float) -> None:
        rows = [
            {
                "id": new_id(), "name": name, "payload": encode(Errand(what)).decode(), "key": f"{what}:{new_id()}",
                "order_key": order, "run_at": self.house.clock.now + timedelta(**later), "state": "waiting",
                "attempts": 0, "lease_until": None, "error": "",
            }
            for what in whats
        ]  # fmt: skip
        async with self.house.database.writing() as connection:
            await connection.execute(insert(JobRow), rows)

    async def run(self, worker: Worker) -> None:
        """Until nothing is due, then stop calmly."""
        task = asyncio.create_task(worker.run())
        async with asyncio.timeout(10):
            await worker.idle()
        await worker.stop(1)
        await task

    async def states(self) -> dict[str, int]:
        return dict(await self.house.rows("select state, count(*) from jobs group by state"))


async def until(come_true: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not come_true():  # noqa: ASYNC110 - the desk is ours, but the work at it is not started by us
            await asyncio.sleep(0.01)


@pytest.fixture
def office(build: Callable[..., House]) -> Office:
    return Office(build(handlers=NOBODY), Desk())


async def test_what_waits_is_done_once_and_stays_as_done(office: Office) -> None:
    await office.put("a", "b", "c")
    await office.run(office.worker())
    assert sorted(office.desk.done) == ["a", "b", "c"]
    assert await office.states() == {"done": 3}


async def test_what_is_for_later_waits(office: Office) -> None:
    await office.put("later", minutes=5)
    await office.run(office.worker())
    assert office.desk.tries == []
    office.house.clock.later(minutes=5)
    await office.run(office.worker())
    assert office.desk.done == ["later"]


async def test_jobs_of_one_order_are_done_one_after_the_other_and_others_do_not_wait(office: Office) -> None:
    office.desk.trouble = {"first": [ProviderError("busy", retryable=True)]}
    await office.put("first", "second", order="sms:amina")
    await office.put("alone")
    await office.run(office.worker())
    assert office.desk.done == ["alone"], "the second waits for the first, which is tried again later"
    office.house.clock.later(minutes=1)
    await office.run(office.worker())
    assert office.desk.done == ["alone", "first", "second"]


async def test_what_is_scheduled_for_later_stands_in_nobodys_way(office: Office) -> None:
    await office.put("question", order="payment:1", minutes=5)
    await office.put("callback", order="payment:1")
    await office.run(office.worker())
    assert office.desk.done == ["callback"]


async def test_a_retryable_failure_is_tried_again_later_and_later_until_it_is_dead(office: Office) -> None:
    office.desk.trouble = {"a": [ProviderError("busy", retryable=True) for _ in range(9)]}
    await office.put("a")
    waits = []
    for _ in range(3):
        await office.run(office.worker())
        row = (await office.house.rows("select run_at, state, error from jobs"))[0]
        waits.append(row.state)
        office.house.clock.later(hours=1)
    assert waits == ["waiting", "waiting", "dead"]
    assert row.error == "busy"
    assert len(office.desk.tries) == 3


async def test_a_final_failure_is_dead_at_once(office: Office) -> None:
    office.desk.trouble = {"a": [ProviderError("no_such_number", retryable=False)]}
    await office.put("a")
    await office.run(office.worker())
    assert await office.states() == {"dead": 1}


async def test_a_bug_is_tried_again_and_the_row_says_only_its_class(office: Office) -> None:
    office.desk.trouble = {"a": [ValueError("+254700000001 typed 4821")]}
    await office.put("a")
    await office.run(office.worker())
    assert [row.error for row in await office.house.rows("select error from jobs")] == ["ValueError"]
    office.house.clock.later(minutes=1)
    await office.run(office.worker())
    assert office.desk.done == ["a"]


async def test_a_crash_costs_the_lease_and_not_the_job(office: Office) -> None:
    """A process that dies holds what it claimed until the lease ends; then another has it."""
    await office.put("a")
    office.desk.gate = asyncio.Event()
    crashed = office.worker()
    task = asyncio.create_task(crashed.run())
    await until(lambda: office.desk.tries)
    task.cancel()  # as kill -9 would: nothing is given back

    office.desk.gate = None
    await office.run(office.worker())
    assert office.desk.done == [], "the lease still holds"
    office.house.clock.later(seconds=61)
    await office.run(office.worker())
    assert office.desk.done == ["a"]
    assert await office.states() == {"done": 1}


async def test_a_job_that_kills_its_process_every_time_is_dead_in_the_end(office: Office) -> None:
    await office.put("a")
    async with office.house.database.writing() as connection:
        await connection.execute(update(JobRow).values(attempts=3))
    await office.run(office.worker())
    assert office.desk.tries == []
    assert await office.states() == {"dead": 1}


async def test_two_workers_never_have_the_same_job(office: Office) -> None:
    await office.put(*(str(number) for number in range(60)))
    await asyncio.gather(*(office.run(office.worker(at_once=5)) for _ in range(3)))
    assert sorted(office.desk.done, key=int) == [str(number) for number in range(60)]


async def test_stopping_lets_work_end_and_gives_back_what_does_not(office: Office) -> None:
    await office.put("slow")
    office.desk.gate = asyncio.Event()
    worker = office.worker()
    task = asyncio.create_task(worker.run())
    await until(lambda: office.desk.tries)
    await worker.stop(0.05)
    await task
    [row] = await office.house.rows("select state, lease_until, attempts from jobs")
    assert tuple(row) == ("waiting", None, 0), "somebody else may have it at once"


async def test_no_more_run_at_once_than_allowed(office: Office) -> None:
    await office.put(*"abcdef")
    office.desk.gate = asyncio.Event()
    worker = office.worker(at_once=2)
    task = asyncio.create_task(worker.run())
    await asyncio.sleep(0.2)
    assert len(office.desk.tries) == 2
    office.desk.gate.set()
    await worker.idle()
    await worker.stop(1)
    await task
    assert len(office.desk.done) == 6


async def test_being_woken_is_faster_than_looking(office: Office) -> None:
    worker = office.worker()
    worker.poll_seconds = 30
    task = asyncio.create_task(worker.run())
    await asyncio.sleep(0.1)
    await office.put("a")
    worker.wake()
    await until(lambda: office.desk.done)
    await worker.stop(1)
    await task


async def test_jobs_that_nobody_serves_stop_the_start(office: Office) -> None:
    await office.put("a", name="whatsapp.tell")
    with pytest.raises(Unserved, match=r"whatsapp\.tell"):
        await office.worker().check()
    with pytest.raises(Unserved, match=r"daraja\.payout"):
        await office.worker(expected=frozenset({"daraja.payout"})).check()


async def test_a_schedule_fires_once_with_three_replicas(office: Office) -> None:
    def replica() -> Cron:
        found = [Every("errand", 30)]
        return Cron(office.house.database, found, office.house.clock, lambda: None)

    replicas = [replica() for _ in range(3)]
    assert sum(await asyncio.gather(*(each.tick() for each in replicas))) == 1
    office.house.clock.later(seconds=31)
    assert sum(await asyncio.gather(*(each.tick() for each in replicas))) == 1
    assert await replica().tick() == 0, "a replica that starts now sees what the others fired"
    assert len(await office.house.jobs("errand")) == 2


def test_a_daily_schedule_keeps_the_institutions_hours() -> None:
    nairobi = ZoneInfo("Africa/Nairobi")
    half_past_eight = Daily("late", time(8, 30), nairobi)
    before, after = (datetime(2026, 3, 11, 8, minute, tzinfo=nairobi) for minute in (29, 31))
    assert half_past_eight.latest(before) == datetime(2026, 3, 10, 8, 30, tzinfo=nairobi)
    assert half_past_eight.latest(after) == datetime(2026, 3, 11, 8, 30, tzinfo=nairobi)


def test_pauses_double_up_to_an_hour() -> None:
    assert retry.pause(1) < retry.pause(4) < retry.pause(8)
    assert retry.pause(40) <= timedelta(hours=1.25)
