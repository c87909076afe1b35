"""Refresh tokens are good once; one that comes again was stolen from somebody, so the session ends for both."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from core.audit import AuditRow, audit_row
from core.messages import Refusal
from core.staff import queries
from core.staff.messages import Refresh, Refreshed, SessionOver
from core.staff.passwords import digest_of
from core.staff.sessions import acts, end, keep_refresh
from core.staff.tables import RefreshRow, SessionRow
from core.tx import Tx

_use = (
    update(RefreshRow)
    .where(RefreshRow.digest == bindparam("given"), RefreshRow.used_at.is_(None))
    .values(used_at=bindparam("now"))
    .returning(RefreshRow.session)
)
_used = (
    select(RefreshRow.session, SessionRow.staff)
    .join(SessionRow, SessionRow.id == RefreshRow.session)
    .where(RefreshRow.digest == bindparam("given"))
)
_seen = update(SessionRow).where(SessionRow.id == bindparam("which")).values(seen_at=bindparam("now"))


async def refresh(tx: Tx, request: Refresh) -> Refreshed | Refusal:
    given = digest_of(request.token)
    session = (await tx.execute(_use, {"given": given, "now": tx.now})).scalar_one_or_none()
    if session is None:
        return await _came_again(tx, request, given)
    seat = await queries.seat(tx, session)
    if isinstance(seat, SessionOver):
        return seat
    await keep_refresh(tx, session, request.new_token)
    await tx.execute(_seen, {"which": session, "now": tx.now})
    acts(tx, seat.staff, session)
    return Refreshed(True, session, seat.staff)


async def _came_again(tx: Tx, request: Refresh, given: str) -> Refreshed | SessionOver:
    """An answer, not a refusal: a refusal would undo that the session ends."""
    row = (await tx.execute(_used, {"given": given})).one_or_none()
    if row is None:
        return SessionOver()
    await end(tx, row.session, why="reused")
    stolen = audit_row(request, "stolen", at=tx.now, key=tx.key, by=tx.origin, subject=row.staff)
    await tx.execute(insert(AuditRow), stolen)
    return Refreshed(False, row.session, row.staff)
