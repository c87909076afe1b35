"""The audit trail: who asked what, when, and how it ended. Written once, never changed, without names or phones.

A sealer chains the rows that are committed into batches: each seal hashes its rows together with the seal before.
Whoever performs `SealAudit` logs the answer, so that the head of the chain is known outside this database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Index, Integer, String, bindparam, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows
from core.ids import new_id
from core.messages import Command, Origin, Request
from core.tx import Tx

MOST_ROWS_PER_SEAL = 5_000
MOST_SEALS_PER_RUN = 20
#: Younger rows may still have neighbours that are not committed.
SETTLED_AFTER = timedelta(seconds=5)
#: Longer than any transaction lasts: a row stamped further before the last seal cannot appear any more.
LATE_BY = timedelta(minutes=10)
#: A row this much older than the newest one and in no seal was smuggled in, or the sealer stands still.
SEALED_WITHIN = timedelta(hours=1)
START = "0" * 64


class AuditRow(Rows):
    """One request and its outcome: `done`, `refused:<Refusal>`, `proposed` (a second person decides), or `read`.

    `session` is the one that staff signed in to.
    """

    __tablename__ = "audit"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    who: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(20))
    session: Mapped[str] = mapped_column(String(32))
    request: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    outcome: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(200))

    __table_args__ = (Index("audit_subject", "subject", "at"), Index("audit_at", "at"), Index("audit_who", "who", "at"))


class SealRow(Rows):
    """A batch of audit rows, chained to the batch before by its hash. `through` is the latest moment in it."""

    __tablename__ = "audit_seals"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    through: Mapped[datetime] = mapped_column(Instant)
    rows: Mapped[int] = mapped_column(Integer)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class SealedRow(Rows):
    """Which audit row stands in which seal."""

    __tablename__ = "audit_sealed"

    audit: Mapped[str] = mapped_column(String(32), primary_key=True)
    seal: Mapped[int] = mapped_column(Integer, index=True)


#: What a request is about: the first of these fields that it has.
ABOUT = (
    "member", "payment", "loan", "approval", "staff", "number", "case", "conversation", "till", "item", "account",
    "job", "entry", "term", "batch",
)  # fmt: skip


def audit_row(
    request: Request[Any], outcome: str, *, at: datetime, key: str, by: Origin, subject: str = ""
) -> dict[str, Any]:
    """One line of the trail. A request's ids say what it was about; its other fields stay out."""
    found = subject or next((value for name in ABOUT if (value := getattr(request, name, ""))), "")
    return {
        "id": new_id(),
        "at": at,
        "who": by.who,
        "channel": by.channel,
        "session": by.session,
        "request": type(request).__name__,
        "subject": str(found)[:80],
        "outcome": outcome,
        "key": key,
    }


@dataclass(frozen=True)
class Head:
    """The last seal of the chain, for the log: whoever has it can tell whether the trail was changed since."""

    number: int
    rows: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class SealAudit(Command[Head]):
    """Chain what is committed and not yet sealed, some batches at most; answers the new head."""


_trail = tuple(column for column in AuditRow.__table__.columns)
_loose = ~exists().where(SealedRow.audit == AuditRow.id)
_last = select(SealRow).order_by(SealRow.number.desc()).limit(1)
_unsealed = (
    select(*_trail)
    .where(AuditRow.at >= bindparam("after"), AuditRow.at < bindparam("before"), _loose)
    .order_by(AuditRow.at, AuditRow.id)
    .limit(MOST_ROWS_PER_SEAL)
)
_seal = insert(SealRow)
_sealed = insert(SealedRow)
_json = msgspec.json.Encoder()


def seal_hash(number: int, at: str, through: str, previous: str, rows: Sequence[Sequence[Any]]) -> str:
    """SHA-256, hex, of JSON lines: the seal's own, which has the hash before, and one for each row.

    Moments are written by `moment`, a row in the order of the table's columns. `core/README.md` has the recipe by
    which anybody can compute it again.
    """
    return hashlib.sha256(lines_of(number, at, through, previous, rows)).hexdigest()


def lines_of(number: int, at: str, through: str, previous: str, rows: Sequence[Sequence[Any]]) -> bytes:
    return _json.encode_lines([(number, at, through, len(rows), previous), *rows])


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


async def seal(tx: Tx, request: SealAudit) -> Head:
    """Two sealers at once choose the same number; one of them is run again by the bus and goes on after the other."""
    for _ in range(MOST_SEALS_PER_RUN):
        if not await _seal_batch(tx.connection, await _head(tx.connection), now=tx.now):
            break
    head = await _head(tx.connection)
    return Head(head["number"], head["rows"], head["hash"]) if head else Head(0, 0, START)


async def _head(connection: AsyncConnection) -> dict[str, Any] | None:
    row = (await connection.execute(_last)).mappings().one_or_none()
    return None if row is None else dict(row)


async def _seal_batch(connection: AsyncConnection, head: dict[str, Any] | None, *, now: datetime) -> bool:
    """Seal the next rows after `head`. False: nothing is left to seal."""
    after = head["through"] - LATE_BY if head else datetime(1970, 1, 1, tzinfo=UTC)
    span = {"after": after, "before": now - SETTLED_AFTER}
    rows = (await connection.execute(_unsealed, span)).all()
    if not rows:
        return False
    previous, number = (head["hash"], head["number"] + 1) if head else (START, 1)
    through = max(row.at for row in rows)
    if head:
        through = max(through, head["through"])
    plain = [[moment(value) if isinstance(value, datetime) else value for value in row] for row in rows]
    new = {
        "number": number,
        "at": now,
        "through": through,
        "rows": len(rows),
        "previous": previous,
        "hash": seal_hash(number, moment(now), moment(through), previous, plain),
    }
    await connection.execute(_seal, new)
    await connection.execute(_sealed, [{"audit": row.id, "seal": number} for row in rows])
    return True


HANDLERS = {SealAudit: seal}
