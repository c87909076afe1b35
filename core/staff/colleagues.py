"""What an administrator does about colleagues: their roles, their standing, a new password, a lost phone."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from core.messages import Refusal
from core.staff import factors, queries
from core.staff.messages import (
    ChangeRoles,
    EndSessions,
    ForgetSecondFactors,
    LastAdministrator,
    NoSuchStaff,
    ReinstateStaff,
    Session,
    SessionsOf,
    StartPasswordReset,
    SuspendStaff,
)
from core.staff.people import has_password, invite, joined_roles, unknown_role
from core.staff.sessions import end_all, sessions_of
from core.staff.tables import ACTIVE, INVITED, SUSPENDED, StaffRow
from core.tx import Tx

ADMINISTRATOR = "administrator"

_set_roles = update(StaffRow).where(StaffRow.id == bindparam("whose")).values(roles=bindparam("new"))
_set_state = update(StaffRow).where(StaffRow.id == bindparam("whose")).values(state=bindparam("new"))
_others = select(StaffRow.roles).where(StaffRow.state == ACTIVE, StaffRow.id != bindparam("whose"))


async def change_roles(tx: Tx, request: ChangeRoles) -> Refusal | None:
    row = await queries.by_id(tx, request.staff)
    if row is None:
        return NoSuchStaff()
    if (unknown := await unknown_role(tx, request.roles)) is not None:
        return unknown
    if ADMINISTRATOR not in request.roles and await _is_last(tx, row.id, row.roles):
        return LastAdministrator()
    await tx.execute(_set_roles, {"whose": row.id, "new": joined_roles(request.roles)})
    return None


async def suspend(tx: Tx, request: SuspendStaff) -> Refusal | None:
    row = await queries.by_id(tx, request.staff)
    if row is None:
        return NoSuchStaff()
    if await _is_last(tx, row.id, row.roles):
        return LastAdministrator()
    await tx.execute(_set_state, {"whose": row.id, "new": SUSPENDED})
    await end_all(tx, row.id, why="suspended")
    return None


async def reinstate(tx: Tx, request: ReinstateStaff) -> Refusal | None:
    row = await queries.by_id(tx, request.staff)
    if row is None:
        return NoSuchStaff()
    state = ACTIVE if await has_password(tx, row.id) else INVITED
    await tx.execute(_set_state, {"whose": row.id, "new": state})
    return None


async def start_reset(tx: Tx, request: StartPasswordReset) -> Refusal | None:
    row = await queries.by_id(tx, request.staff)
    if row is None or row.state == SUSPENDED:
        return NoSuchStaff()
    await invite(tx, row.id)
    return None


async def forget_factors(tx: Tx, request: ForgetSecondFactors) -> Refusal | None:
    if await queries.by_id(tx, request.staff) is None:
        return NoSuchStaff()
    await factors.forget_all(tx, request.staff)
    await end_all(tx, request.staff, why="factors")
    return None


async def end_sessions(tx: Tx, request: EndSessions) -> Refusal | None:
    if await queries.by_id(tx, request.staff) is None:
        return NoSuchStaff()
    await end_all(tx, request.staff, why="ended")
    return None


async def their_sessions(tx: Tx, request: SessionsOf) -> tuple[Session, ...]:
    return await sessions_of(tx, request.staff)


async def _is_last(tx: Tx, staff: str, roles: str) -> bool:
    """Is she the only administrator who can sign in?"""
    if ADMINISTRATOR not in queries.roles_of(roles):
        return False
    others = (await tx.execute(_others, {"whose": staff})).scalars()
    return not any(ADMINISTRATOR in queries.roles_of(each) for each in others)
