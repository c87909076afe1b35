"""What happened with a member herself: she joined, and what was decided about her since."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from core.history.messages import Happening, HerselfHappened
from core.members import queries
from core.members.tables import StandingRow
from core.messages import Request
from core.tx import Handler, Tx

_standing = (
    select(StandingRow.at, StandingRow.what, StandingRow.who)
    .where(StandingRow.member == bindparam("member"), StandingRow.at <= bindparam("until"))
    .order_by(StandingRow.at.desc(), StandingRow.id.desc())
    .limit(bindparam("count"))
)


async def happened(tx: Tx, request: HerselfHappened) -> tuple[Happening, ...]:
    row = await queries.by_id(tx, request.member)
    if row is None:
        return ()
    asked = {"member": request.member, "until": request.until, "count": request.count}
    found = [
        Happening(each.at, each.what.replace(" ", "_"), who=each.who) for each in await tx.execute(_standing, asked)
    ]
    joined_at = datetime.combine(row.joined_on, time.min, ZoneInfo(tx.institution.time_zone))
    if joined_at <= request.until:
        found.append(Happening(joined_at, "become_member", facts=(("number", row.number),)))
    return tuple(sorted(found, key=lambda each: each.at, reverse=True)[: request.count])


HANDLERS: dict[type[Request[Any]], Handler] = {HerselfHappened: happened}
