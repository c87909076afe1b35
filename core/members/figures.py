"""What the first page of the day counts of members."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, func, select

from core.members.tables import MemberRow
from core.today.messages import JoinedByDay
from core.tx import Tx

_joined = (
    select(MemberRow.joined_on, func.count().label("joined"))
    .where(MemberRow.joined_on >= bindparam("since"))
    .group_by(MemberRow.joined_on)
    .order_by(MemberRow.joined_on)
)


async def joined_by_day(tx: Tx, request: JoinedByDay) -> tuple[tuple[date, int], ...]:
    rows = await tx.execute(_joined, {"since": request.since})
    return tuple((row.joined_on, int(row.joined)) for row in rows)


HANDLERS = {JoinedByDay: joined_by_day}
