"""The statements on the jobs table: claim under a lease, in order; acknowledge in groups; put back; give back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from core.messages import Work
from core.outbox import DEAD, DONE, WAITING, JobRow, PausedRow

_job = JobRow
_earlier = aliased(JobRow)
_NOW = bindparam("now", type_=JobRow.run_at.type)
#: Written into the statement: with a parameter PostgreSQL would not see that its partial index serves.
_NONE: ColumnElement[str] = literal_column("''")
#: An earlier job of the same order stands in the way once it is due, and as long as it is tried again.
_first = ~exists().where(
    _earlier.order_key == _job.order_key,
    _earlier.order_key != _NONE,
    _earlier.id < _job.id,
    _earlier.state == WAITING,
    or_(_earlier.run_at <= _NOW, _earlier.attempts > 0),
)
_flows = ~exists().where(PausedRow.name == _job.name)
_free = (
    _job.state == WAITING,
    _job.run_at <= _NOW,
    or_(_job.lease_until.is_(None), _job.lease_until < _NOW),
    or_(_job.order_key == _NONE, _first),
    _job.name.in_(bindparam("names", expanding=True)),
    _flows,
)
_due = select(_job.id).where(*_free).limit(1)
_done = (
    update(_job)
    .where(_job.id.in_(bindparam("ids", expanding=True)), _job.state == WAITING)
    .values(state=DONE, lease_until=None, error="")
)
# Whoever lost the lease has no say any more: the attempt tells one holder from the next.
_mine = (_job.id == bindparam("job"), _job.attempts == bindparam("attempt"), _job.state == WAITING)
_again = (
    update(_job)
    .where(*_mine)
    .values(run_at=bindparam("when"), lease_until=None, error=bindparam("why"), state=bindparam("then"))
)
_given_back = update(_job).where(*_mine).values(lease_until=None, attempts=_job.attempts - 1)
_names = select(_job.name).where(_job.state == WAITING).distinct()
_counts = select(_job.state, func.count()).group_by(_job.state)
#: What staff hold back is late on purpose.
_oldest = select(func.min(_job.run_at)).where(_job.state == WAITING, _job.run_at <= _NOW, _flows)


@dataclass(frozen=True)
class Claimed:
    """A job in our hands until its lease ends. `attempt` counts from one."""

    id: str
    name: str
    payload: str
    attempt: int


@dataclass(frozen=True)
class Failed:
    """`when` to try it again; None: never."""

    job: Claimed
    why: str
    when: datetime | None


class Queue:
    """The part of the jobs table that these kinds of work concern."""

    def __init__(self, work: Mapping[str, Work]) -> None:
        self._names = sorted(work)
        seconds = {each.lease_seconds for each in work.values()}
        ends = {each: bindparam(f"until_{each}", type_=JobRow.lease_until.type) for each in seconds}
        self._leases = {f"until_{each}": timedelta(seconds=each) for each in seconds}
        until = case(*((_job.name == name, ends[each.lease_seconds]) for name, each in work.items()))
        self._claims = {
            dialect: update(_job)
            .where(_job.id.in_(_candidates(locking=dialect == "postgresql")))
            .values(lease_until=until, attempts=_job.attempts + 1)
            .returning(_job.id, _job.name, _job.payload, _job.attempts)
            for dialect in ("sqlite", "postgresql")
        }

    async def unserved(self, connection: AsyncConnection) -> list[str]:
        """Names of waiting jobs that nobody here does."""
        return sorted(set((await connection.execute(_names)).scalars()) - set(self._names))

    async def is_due(self, connection: AsyncConnection, now: datetime) -> bool:
        return (await connection.execute(_due, {"now": now, "names": self._names})).first() is not None

    async def claim(self, connection: AsyncConnection, now: datetime, most: int) -> list[Claimed]:
        values: dict[str, Any] = {"now": now, "names": self._names, "most": most}
        values |= {name: now + length for name, length in self._leases.items()}
        rows = (await connection.execute(self._claims[connection.dialect.name], values)).all()
        return [Claimed(row.id, row.name, row.payload, row.attempts) for row in sorted(rows, key=lambda row: row.id)]


def _candidates(*, locking: bool) -> Any:
    """In the order of one index, so that a long backlog is not sorted for every few jobs."""
    found = select(_job.id).where(*_free).order_by(_job.run_at).limit(bindparam("most"))
    return found.with_for_update(skip_locked=True, of=_job) if locking else found


async def acknowledge(connection: AsyncConnection, jobs: Sequence[Claimed]) -> None:
    if jobs:
        await connection.execute(_done, {"ids": [job.id for job in jobs]})


async def put_back(connection: AsyncConnection, failures: Sequence[Failed], now: datetime) -> None:
    """To be tried again, or dead: then it lies there for a person."""
    for failed in failures:
        values = {"job": failed.job.id, "attempt": failed.job.attempt, "why": failed.why[:500]}
        then = {"when": failed.when or now, "then": WAITING if failed.when else DEAD}
        await connection.execute(_again, values | then)


async def give_back(connection: AsyncConnection, jobs: Sequence[Claimed]) -> None:
    """Not begun, or broken off because we stop: somebody else may have it at once."""
    for job in jobs:
        await connection.execute(_given_back, {"job": job.id, "attempt": job.attempt})


async def counts(connection: AsyncConnection) -> dict[str, int]:
    found = {WAITING: 0, DONE: 0, DEAD: 0}
    for state, number in (await connection.execute(_counts)).all():
        found[state] = number
    return found


async def oldest_seconds(connection: AsyncConnection, now: datetime) -> float:
    """How long the oldest job that is due has waited; held ones count."""
    since: datetime | None = (await connection.execute(_oldest, {"now": now})).scalar_one()
    return max(0.0, (now - since).total_seconds()) if since else 0.0
