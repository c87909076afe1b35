"""Answers about the audit trail: a part of it, whether it is as it was sealed, and a copy to take away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import chain as chained
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, and_, bindparam, func, or_, select

from core.audit import AuditRow, SealedRow, SealRow, moment
from core.messages import MOST_PAGE, Page
from core.trail import chain
from core.trail.messages import (
    AuditRecord,
    AuditTrail,
    AuditVerified,
    CopyAudit,
    SealedCopy,
    VerifyAudit,
)
from core.tx import Tx

MOST_ROWS_VERIFIED = 100_000
MOST_ROWS_COPIED = 20_000
#: The largest number that a seal can have.
MOST_SEALS = 2**31 - 1
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

_columns = [column for column in AuditRow.__table__.columns if column.name != "key"]
_older = or_(
    AuditRow.at < bindparam("before"), and_(AuditRow.at == bindparam("before"), AuditRow.id < bindparam("before_id"))
)
_records = (
    select(*_columns, func.coalesce(SealedRow.seal, 0).label("seal"))
    .outerjoin(SealedRow, SealedRow.audit == AuditRow.id)
    .where(AuditRow.at >= bindparam("since"), AuditRow.at <= bindparam("before"), _older)
    .order_by(AuditRow.at.desc(), AuditRow.id.desc())
    .limit(bindparam("rows"))
)
_outcome = bindparam("of_outcome", type_=String)
_filters = {
    "who": AuditRow.who == bindparam("of_who"),
    "request": AuditRow.request == bindparam("of_request"),
    "subject": AuditRow.subject == bindparam("of_subject"),
    "outcome": or_(
        AuditRow.outcome == _outcome,
        func.substr(AuditRow.outcome, 1, func.length(_outcome) + 1) == _outcome + ":",
    ),
}
#: One statement for each choice of filters, so that the database can use the index of what was asked for.
_trail = {
    names: _records.where(*(_filters[name] for name in names))
    for names in chained.from_iterable(combinations(_filters, count) for count in range(len(_filters) + 1))
}
_at = select(AuditRow.at).where(AuditRow.id == bindparam("of_id"))
_first_seal = select(func.min(SealRow.number)).where(SealRow.at >= bindparam("since"))


async def trail(tx: Tx, request: AuditTrail) -> Page[AuditRecord]:
    since, before = _span(tx, request.from_day, request.to_day)
    before_id = ""
    if request.cursor:
        found = (await tx.execute(_at, {"of_id": request.cursor})).scalar_one_or_none()
        before, before_id = (found, request.cursor) if found else (before, before_id)
    given = tuple(name for name in _filters if getattr(request, name))
    limit = max(1, min(request.limit, MOST_PAGE))
    rows = await tx.execute(
        _trail[given],
        {
            "since": since, "before": before, "before_id": before_id, "rows": limit + 1,
            **{f"of_{name}": getattr(request, name) for name in given},
        },
    )  # fmt: skip
    records = [_record(row) for row in rows]
    return Page(tuple(records[:limit]), records[limit - 1].record if len(records) > limit else "")


def _record(row: Any) -> AuditRecord:
    return AuditRecord(
        row.id, row.at, row.who, row.channel, row.session, row.request, row.subject, row.outcome, int(row.seal)
    )


def _span(tx: Tx, first: date | None, last: date | None) -> tuple[datetime, datetime]:
    """From the beginning of the first business day to the end of the last."""
    zone = ZoneInfo(tx.institution.time_zone)

    def begins(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    return begins(first) if first else BEGINNING, begins(last + timedelta(days=1)) if last else FOREVER


def _number(asked: int) -> int:
    return max(0, min(asked, MOST_SEALS))


async def verify(tx: Tx, request: VerifyAudit) -> AuditVerified:
    walked = await chain.walk(tx.connection, after=_number(request.after), most_rows=MOST_ROWS_VERIFIED)
    known = _number(request.known_number)
    if known and await chain.hash_of(tx.connection, known) != request.known_hash:
        walked.finds(f"seal {known} is not the one that was written down")
    return AuditVerified(
        seals=walked.seals,
        rows=walked.rows,
        unsealed=walked.unsealed,
        number=walked.number,
        hash=walked.hash,
        wrong=tuple(walked.wrong),
        next=walked.next,
    )


async def copy(tx: Tx, request: CopyAudit) -> SealedCopy:
    since, before = _span(tx, request.from_day, request.to_day)
    first = (await tx.execute(_first_seal, {"since": since})).scalar_one_or_none()
    if first is None:
        return SealedCopy("", 0, "")
    after = _number(int(request.cursor)) if request.cursor.isdecimal() else first - 1
    end = moment(before)
    lines, seals, rows = [], 0, 0
    async for batch in chain.batches(tx.connection, after=after):
        wanted = tuple(seal for seal in batch.seals if seal.at < end)
        lines.append(chain.lines(chain.Batch(wanted, batch.rows)))
        seals += len(wanted)
        rows += sum(len(batch.rows.get(seal.number, ())) for seal in wanted)
        if len(wanted) < len(batch.seals):
            break
        if rows >= MOST_ROWS_COPIED:
            return SealedCopy("".join(lines), seals, str(wanted[-1].number))
    return SealedCopy("".join(lines), seals, "")


HANDLERS = {AuditTrail: trail, VerifyAudit: verify, CopyAudit: copy}
