"""What is done by the clock: seal the audit trail, look after late loans and unconfirmed money, tidy up at night."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Table, bindparam, delete, exists, func, or_, select

from core import audit
from core.audit import AuditRow, Head, SealAudit, SealedRow, SealRow
from core.codec import encode
from core.conversations.messages import TURNS_KEPT
from core.conversations.tables import EndRow, TurnRow
from core.db import Database, Rows, insert_once
from core.ids import new_id
from core.imports.tables import StagedFileRow
from core.institution import Institution
from core.lending.messages import AssessLate, ForgetNotes
from core.messages import Door, Jobs, Refusal, Work
from core.outbox import DONE, WAITING, JobRow
from core.payments.messages import SweepUnconfirmed
from core.providers.messages import AskFloats
from core.talks.tables import ConversationRow, LineRow, TakeoverRow
from deploy.memory import KEPT_HOURS
from deploy.tables import CronFireRow, LiveConversationRow

#: A done job keeps its key taken so long.
DONE_DAYS = 30
FIRES_DAYS = 7
MOST_BATCHES = 10_000
SCOPE = "cron"
#: Well within the time after which the proof of the trail misses a row.
SEAL_ALONE_AFTER = audit.SEALED_WITHIN / 3

log = structlog.get_logger()


def _table(rows: type[Rows]) -> Table:
    table = rows.__table__
    assert isinstance(table, Table)
    return table


_once = {
    dialect: (insert_once(_table(CronFireRow), dialect=dialect), insert_once(_table(JobRow), dialect=dialect))
    for dialect in ("sqlite", "postgresql")
}

_through = select(func.max(SealRow.through))
_unsealed = (
    select(AuditRow.id)
    .where(
        AuditRow.at >= bindparam("after"),
        AuditRow.at < bindparam("settled"),
        or_(AuditRow.request != SealAudit.__name__, AuditRow.at < bindparam("old")),
        ~exists().where(SealedRow.audit == AuditRow.id),
    )
    .limit(1)
)


@dataclass(frozen=True)
class Fire:
    """The payload of a scheduled job: the moment it is for, which may be long ago when nobody was running."""

    at: datetime


class Schedule(Protocol):
    @property
    def name(self) -> str: ...

    def latest(self, now: datetime) -> datetime:
        """The last moment at or before `now` at which it fires."""
        ...


@dataclass(frozen=True)
class Every:
    name: str
    seconds: int

    def latest(self, now: datetime) -> datetime:
        return datetime.fromtimestamp(int(now.timestamp()) // self.seconds * self.seconds, UTC)


@dataclass(frozen=True)
class Daily:
    """At a time of the institution's day."""

    name: str
    at: time
    zone: ZoneInfo

    def latest(self, now: datetime) -> datetime:
        local = now.astimezone(self.zone)
        today = datetime.combine(local.date(), self.at, self.zone)
        return (today if today <= local else today - timedelta(days=1)).astimezone(UTC)


def schedules(institution: Institution) -> tuple[Schedule, ...]:
    zone = ZoneInfo(institution.time_zone)
    return (
        Every("cron.seal_audit", 30),
        Daily("cron.assess_late", time(8, 30), zone),
        Every("cron.sweep_unconfirmed", 3_600),
        Every("cron.ask_floats", 600),
        Daily("cron.purge", time(2, 15), zone),
    )


class Cron:
    """Fires each schedule once, however many replicas look at the clock; a fire that was missed comes late, once."""

    def __init__(
        self, database: Database, found: Sequence[Schedule], clock: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._schedules = found
        self._clock = clock
        self._wake = wake
        self._fired: dict[str, datetime] = {}

    async def tick(self) -> int:
        """Enqueue what is due. Answers how many fired here."""
        now = self._clock()
        due = [(each.name, each.latest(now)) for each in self._schedules]
        new = [fire for fire in due if self._fired.get(fire[0]) != fire[1]]
        fired = 0
        for name, at in new:
            fired += await self._fire(name, at)
            self._fired[name] = at
        if fired:
            self._wake()
        return fired

    async def _fire(self, name: str, at: datetime) -> bool:
        """The fire and its job, in one transaction."""
        job = {
            "id": new_id(), "name": name, "payload": encode(Fire(at)).decode(), "key": f"{name}:{at.isoformat()}",
            "order_key": name, "run_at": self._clock(), "state": WAITING, "attempts": 0,
            "lease_until": None, "error": "",
        }  # fmt: skip
        async with self._database.writing() as connection:
            fires, enqueues = _once[connection.dialect.name]
            if (await connection.execute(fires, {"schedule": name, "fires_at": at})).rowcount != 1:
                return False
            await connection.execute(enqueues, job)
        return True


def jobs(database: Database, clock: Callable[[], datetime], institution: Institution) -> Jobs:
    async def seal(fire: Fire, door: Door) -> None:
        if not await _is_worth_a_seal(database, clock()):
            return
        head = await door.perform(SealAudit(), key=f"seal:{fire.at.isoformat()}", scope=SCOPE)
        if isinstance(head, Head):
            log.info("audit_sealed", number=head.number, rows=head.rows, hash=head.hash)

    async def late(fire: Fire, door: Door) -> None:
        day = fire.at.astimezone(ZoneInfo(institution.time_zone)).date()
        for batch in range(MOST_BATCHES):
            found = await door.perform(AssessLate(day=day), key=f"late:{day}:{batch}", scope=SCOPE)
            if isinstance(found, Refusal) or not found:
                break
            await asyncio.sleep(0)

    async def sweep(fire: Fire, door: Door) -> None:
        found = await door.perform(SweepUnconfirmed(), key=f"sweep:{fire.at.isoformat()}", scope=SCOPE)
        log.info("unconfirmed_swept", alarms=None if isinstance(found, Refusal) else found)

    async def floats(fire: Fire, door: Door) -> None:
        await door.perform(AskFloats(), key=f"floats:{fire.at.isoformat()}", scope=SCOPE)

    async def purge(fire: Fire, door: Door) -> None:
        await purge_old(database, clock(), words_kept=institution.words_kept)
        await door.perform(ForgetNotes(), key=f"forget:{fire.at.isoformat()}", scope=SCOPE)

    return {
        "cron.seal_audit": Work(Fire, seal, attempts=3),
        "cron.assess_late": Work(Fire, late, lease_seconds=1_800),
        "cron.sweep_unconfirmed": Work(Fire, sweep, attempts=3, lease_seconds=300),
        "cron.ask_floats": Work(Fire, floats, attempts=3),
        "cron.purge": Work(Fire, purge, attempts=3, lease_seconds=1_800),
    }


async def _is_worth_a_seal(database: Database, now: datetime) -> bool:
    """A seal leaves an audit row itself; at night, when nothing happens, it is not worth a seal at once."""
    async with database.reading() as connection:
        through: datetime | None = (await connection.execute(_through)).scalar_one()
        span = {
            "after": (through or datetime(1970, 1, 1, tzinfo=UTC)) - audit.LATE_BY,
            "settled": now - audit.SETTLED_AFTER,
            "old": now - SEAL_ALONE_AFTER,
        }
        return (await connection.execute(_unsealed, span)).first() is not None


async def purge_old(database: Database, now: datetime, *, words_kept: timedelta = Institution.words_kept) -> None:
    """What nobody needs any more. Kept answers stay: they are part of the trail, and append-only."""
    talks, fires = LiveConversationRow, CronFireRow
    old = {
        "jobs": delete(JobRow).where(JobRow.state == DONE, JobRow.run_at < now - timedelta(days=DONE_DAYS)),
        "conversations": delete(talks).where(talks.at < now - timedelta(hours=KEPT_HOURS)),
        "fires": delete(fires).where(fires.fires_at < now - timedelta(days=FIRES_DAYS)),
        "turns": delete(TurnRow).where(TurnRow.at < now - TURNS_KEPT),
        "words": delete(LineRow).where(LineRow.at < now - words_kept),
        "talks": delete(ConversationRow).where(ConversationRow.heard_at < now - words_kept),
        "takeovers": delete(TakeoverRow).where(TakeoverRow.chat.is_(None), TakeoverRow.at < now - words_kept),
        "imports": delete(StagedFileRow).where(StagedFileRow.expires_at < now),
        "ends": delete(EndRow).where(EndRow.at < now - TURNS_KEPT),
    }
    for what, statement in old.items():
        async with database.writing() as connection:
            gone = (await connection.execute(statement)).rowcount
        log.info("purged", what=what, rows=gone)
