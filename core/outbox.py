"""The jobs table: what leaves after commit, what arrived and must be read, and what is due later, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, Integer, String, Text, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows

#: A job waits (perhaps held by a worker under a lease), is done (kept for a while: its key stays taken) or dead.
WAITING, DONE, DEAD = "waiting", "done", "dead"


class JobRow(Rows):
    """One piece of work. `order_key` keeps jobs of one member in order; `key` makes enqueueing it twice harmless."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    order_key: Mapped[str] = mapped_column(String(80), default="")
    run_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    error: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (
        Index("jobs_due", "state", "run_at"),
        Index("jobs_order", "order_key", "id", postgresql_where=text("order_key <> ''")),
    )


class PausedRow(Rows):
    """Jobs of this name wait as they are until staff resume them."""

    __tablename__ = "jobs_paused"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(200))


async def hurry(connection: AsyncConnection, *, keys: Sequence[str], now: datetime) -> int:
    """Jobs with these keys that wait for a later moment go now. Answers how many."""
    if not keys:
        return 0
    waiting = (JobRow.key.in_(keys), JobRow.state == WAITING, JobRow.run_at > now)
    return (await connection.execute(update(JobRow).where(*waiting).values(run_at=now))).rowcount
