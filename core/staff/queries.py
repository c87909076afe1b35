"""Readings of staff: who works here, who sits in a session, which code stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.messages import MOST_PAGE, Page, Refusal
from core.secret import Secret
from core.staff import rules
from core.staff.messages import (
    AllStaff,
    InvitationOf,
    NoInvitation,
    NoSuchStaff,
    Seat,
    SessionById,
    SessionOf,
    SessionOver,
    StaffByUsername,
    StaffMember,
    StaffOf,
)
from core.staff.passwords import digest_of, invitation_code
from core.staff.tables import (
    ACTIVE,
    CONSOLE,
    HALF,
    OPEN,
    InvitationRow,
    PasskeyRow,
    RecoveryRow,
    SessionRow,
    StaffRow,
    TotpRow,
)
from core.tx import Tx

_factors = {
    "totp": exists().where(TotpRow.staff == StaffRow.id, TotpRow.confirmed_at.is_not(None)),
    "passkey": exists().where(PasskeyRow.staff == StaffRow.id, PasskeyRow.copied_at.is_(None)),
    "recovery": exists().where(RecoveryRow.staff == StaffRow.id),
}
_has_code = exists().where(
    InvitationRow.staff == StaffRow.id, InvitationRow.used_at.is_(None), InvitationRow.expires_at > bindparam("now")
)
_staff = select(
    StaffRow.id, StaffRow.username, StaffRow.name, StaffRow.roles, StaffRow.state, StaffRow.since,
    _has_code.label("has_code"), *(has.label(factor) for factor, has in _factors.items()),
)  # fmt: skip
_by_id = _staff.where(StaffRow.id == bindparam("whose"))
_by_username = _staff.where(StaffRow.username == bindparam("called"))
_list = (
    _staff.where(or_(bindparam("cursor") == "", StaffRow.id < bindparam("cursor")))
    .order_by(StaffRow.id.desc())
    .limit(bindparam("rows"))
)
_seats = select(
    SessionRow.id, SessionRow.staff, SessionRow.kind, SessionRow.state, SessionRow.opened_at, SessionRow.seen_at,
    SessionRow.proven_at, StaffRow.username, StaffRow.name, StaffRow.roles, StaffRow.state.label("standing"),
).join(StaffRow, StaffRow.id == SessionRow.staff)  # fmt: skip
_seat = _seats.where(SessionRow.id == bindparam("which"))
_seat_of = _seats.where(SessionRow.digest == bindparam("token"))
_half_open: Executable = (
    select(SessionRow.id, SessionRow.staff, SessionRow.kind)
    .join(StaffRow, StaffRow.id == SessionRow.staff)
    .where(
        SessionRow.digest == bindparam("token"),
        SessionRow.state == HALF,
        SessionRow.opened_at > bindparam("after"),
        StaffRow.state == ACTIVE,
    )
)
_invitation = (
    select(InvitationRow.id)
    .where(
        InvitationRow.staff == bindparam("whose"),
        InvitationRow.used_at.is_(None),
        InvitationRow.expires_at > bindparam("now"),
    )
    .order_by(InvitationRow.id.desc())
    .limit(1)
)


async def session_of(tx: Tx, request: SessionOf) -> Seat | SessionOver:
    row = (await tx.execute(_seat_of, {"token": digest_of(request.token)})).one_or_none()
    return _sitting(row if row is not None and row.kind == CONSOLE else None, tx.now)


async def session_by_id(tx: Tx, request: SessionById) -> Seat | SessionOver:
    return await seat(tx, request.session)


async def seat(tx: Tx, session: str) -> Seat | SessionOver:
    """Who sits in a session that is open."""
    return _sitting((await tx.execute(_seat, {"which": session})).one_or_none(), tx.now)


def _sitting(row: Row[Any] | None, now: datetime) -> Seat | SessionOver:
    if row is None or row.state != OPEN or row.standing != ACTIVE:
        return SessionOver()
    if rules.is_over(opened_at=row.opened_at, seen_at=row.seen_at, now=now):
        return SessionOver()
    fading = now - row.seen_at >= rules.FADES
    return Seat(
        row.id, row.staff, row.username, row.name, roles_of(row.roles), row.kind, row.proven_at, fading
    )  # fmt: skip


async def half_open(connection: AsyncConnection, token: Secret, *, now: datetime) -> Row[Any] | None:
    """(id, staff, kind) of the session that waits for a second factor."""
    waiting = {"token": digest_of(token), "after": now - rules.HALF_OPEN}
    found: Row[Any] | None = (await connection.execute(_half_open, waiting)).one_or_none()
    return found


async def all_staff(tx: Tx, request: AllStaff) -> Page[StaffMember]:
    limit = max(1, min(request.limit, MOST_PAGE))
    rows = (await tx.execute(_list, {"cursor": request.cursor, "rows": limit + 1, "now": tx.now})).all()
    found = tuple(member_of(row) for row in rows[:limit])
    return Page(found, found[-1].staff if len(rows) > limit else "")


async def staff_of(tx: Tx, request: StaffOf) -> StaffMember | Refusal:
    row = await by_id(tx, request.staff)
    return NoSuchStaff() if row is None else member_of(row)


async def by_name(tx: Tx, request: StaffByUsername) -> StaffMember | Refusal:
    row = await by_username(tx, request.username)
    return NoSuchStaff() if row is None else member_of(row)


async def invitation_of(tx: Tx, request: InvitationOf) -> Secret | NoInvitation:
    found = (await tx.execute(_invitation, {"whose": request.staff, "now": tx.now})).scalar_one_or_none()
    return NoInvitation() if found is None else invitation_code(found, pepper=tx.pepper)


async def by_id(tx: Tx, staff: str) -> Row[Any] | None:
    return (await tx.execute(_by_id, {"whose": staff, "now": tx.now})).one_or_none()


async def by_username(tx: Tx, username: str) -> Row[Any] | None:
    return (await tx.execute(_by_username, {"called": rules.plain_username(username), "now": tx.now})).one_or_none()


def member_of(row: Row[Any]) -> StaffMember:
    found = tuple(factor for factor in _factors if getattr(row, factor))
    return StaffMember(
        row.id, row.username, row.name, roles_of(row.roles), row.state, row.since, found, bool(row.has_code)
    )  # fmt: skip


def roles_of(words: str) -> tuple[str, ...]:
    return tuple(words.split(","))
