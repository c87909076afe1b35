"""Jobs as staff see them, and a dead one that is to be tried again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, func, or_, select, update

from core.inbox import ArrivalRow
from core.jobs.messages import (
    ArrivalsSetAside,
    Job,
    Jobs,
    NoSuchDeadJob,
    QueueFigures,
    Queues,
    ReplayJob,
    SetAside,
)
from core.messages import MOST_PAGE, Page, Refusal
from core.outbox import DEAD, WAITING, JobRow, PausedRow
from core.tx import Tx

_list = (
    select(JobRow.id, JobRow.name, JobRow.state, JobRow.run_at, JobRow.attempts, JobRow.error)
    .where(
        JobRow.state == bindparam("of_state"),
        or_(bindparam("of_name") == "", JobRow.name == bindparam("of_name")),
        or_(bindparam("cursor") == "", JobRow.id > bindparam("cursor")),
    )
    .order_by(JobRow.id)
    .limit(bindparam("rows"))
)
_is_waiting = JobRow.state == WAITING
_is_due = and_(_is_waiting, JobRow.run_at <= bindparam("now", type_=JobRow.run_at.type))


def _counted(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0).cast(Integer)), 0)


_queues = (
    select(
        JobRow.name,
        _counted(_is_waiting).label("waiting"),
        _counted(_is_due).label("due"),
        func.min(case((_is_due, JobRow.run_at))).label("oldest"),
        _counted(JobRow.state == DEAD).label("dead"),
    )
    .where(JobRow.state.in_((WAITING, DEAD)))
    .group_by(JobRow.name)
    .order_by(JobRow.name)
)
_paused = select(PausedRow.name)
_replay = (
    update(JobRow)
    .where(JobRow.id == bindparam("of_job"), JobRow.state == DEAD)
    .values(state=WAITING, attempts=0, run_at=bindparam("now"), lease_until=None)
)
_aside = (
    select(ArrivalRow.id, ArrivalRow.source, ArrivalRow.at, ArrivalRow.trouble)
    .where(
        ArrivalRow.trouble != "",
        or_(bindparam("cursor") == "", ArrivalRow.id < bindparam("cursor")),
    )
    .order_by(ArrivalRow.id.desc())
    .limit(bindparam("rows"))
)


async def jobs(tx: Tx, request: Jobs) -> Page[Job]:
    limit = max(1, min(request.limit, MOST_PAGE))
    asked = {"of_state": request.state, "of_name": request.name, "cursor": request.cursor, "rows": limit + 1}
    found = [
        Job(row.id, row.name, row.state, row.run_at, _seconds(tx, row.run_at), row.attempts, row.error)
        for row in await tx.execute(_list, asked)
    ]
    return Page(tuple(found[:limit]), found[limit - 1].job if len(found) > limit else "")


def _seconds(tx: Tx, since: datetime | None) -> int:
    return int((tx.now - since).total_seconds()) if since else 0


async def queues(tx: Tx, request: Queues) -> tuple[QueueFigures, ...]:
    paused = set((await tx.execute(_paused)).scalars())
    rows = await tx.execute(_queues, {"now": tx.now})
    return tuple(
        QueueFigures(
            name=row.name,
            waiting=int(row.waiting),
            due=int(row.due),
            oldest_seconds=_seconds(tx, row.oldest),
            dead=int(row.dead),
            is_paused=row.name in paused,
        )
        for row in rows
    )


async def replay(tx: Tx, request: ReplayJob) -> Refusal | None:
    done = await tx.execute(_replay, {"of_job": request.job, "now": tx.now})
    return None if done.rowcount else NoSuchDeadJob()


async def set_aside(tx: Tx, request: ArrivalsSetAside) -> Page[SetAside]:
    limit = max(1, min(request.limit, MOST_PAGE))
    rows = (await tx.execute(_aside, {"cursor": request.cursor, "rows": limit + 1})).all()
    found = [SetAside(row.id, row.source, row.at, row.trouble) for row in rows]
    return Page(tuple(found[:limit]), found[limit - 1].arrival if len(found) > limit else "")


HANDLERS = {Jobs: jobs, Queues: queues, ReplayJob: replay, ArrivalsSetAside: set_aside}
