"""Who works here: somebody new is added and invited, and chooses her password with the code."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from core.ids import new_id
from core.messages import Refusal
from core.permissions.messages import AllRoles
from core.staff import passwords, queries, rules
from core.staff.messages import (
    AddStaff,
    NoSuchRole,
    NotAUsername,
    StaffMember,
    UseInvitation,
    UsernameTaken,
    WrongInvitation,
)
from core.staff.sessions import end_all
from core.staff.tables import ACTIVE, INVITED, InvitationRow, NextPasswordRow, PasswordRow, StaffRow
from core.tx import Tx

_invitations = InvitationRow.used_at.is_(None) & (InvitationRow.expires_at > bindparam("now"))
_end_invitations = (
    update(InvitationRow)
    .where(InvitationRow.staff == bindparam("whose"), _invitations)
    .values(expires_at=bindparam("now"))
)
_use = (
    update(InvitationRow)
    .where(InvitationRow.digest == bindparam("code"), _invitations)
    .values(used_at=bindparam("now"))
    .returning(InvitationRow.staff)
)
_take_next = delete(NextPasswordRow).where(NextPasswordRow.staff == bindparam("whose")).returning(NextPasswordRow.hash)
_forget_password = delete(PasswordRow).where(PasswordRow.staff == bindparam("whose"))
_activate = (
    update(StaffRow)
    .where(StaffRow.id == bindparam("whose"), StaffRow.state == INVITED)
    .values(state=ACTIVE)
)  # fmt: skip
_password = select(PasswordRow.staff).where(PasswordRow.staff == bindparam("whose"))
_username = select(StaffRow.username).where(StaffRow.id == bindparam("whose"))


async def add(tx: Tx, request: AddStaff) -> StaffMember | Refusal:
    username = rules.plain_username(request.username)
    if not rules.is_username(username):
        return NotAUsername()
    if (unknown := await unknown_role(tx, request.roles)) is not None:
        return unknown
    staff = new_id()
    row: dict[str, Any] = {
        "id": staff,
        "username": username,
        "name": " ".join(request.name.split())[: rules.MOST_NAME],
        "roles": joined_roles(request.roles),
        "state": INVITED,
        "since": tx.now,
    }
    if not await tx.insert_once(StaffRow, row):
        return UsernameTaken()

    await invite(tx, staff)
    found = await queries.by_id(tx, staff)
    assert found is not None
    return queries.member_of(found)


async def unknown_role(tx: Tx, roles: tuple[str, ...]) -> NoSuchRole | None:
    known = {role.role for role in await tx.must(AllRoles())}
    if not roles:
        return NoSuchRole("")
    return next((NoSuchRole(role) for role in roles if role not in known), None)


def joined_roles(roles: tuple[str, ...]) -> str:
    return ",".join(sorted(set(roles)))


async def has_password(tx: Tx, staff: str) -> bool:
    return (await tx.execute(_password, {"whose": staff})).one_or_none() is not None


async def invite(tx: Tx, staff: str) -> None:
    """A code for her from now on; those before open nothing any more."""
    await tx.execute(_end_invitations, {"whose": staff, "now": tx.now})
    invitation = new_id()
    code = passwords.invitation_code(invitation, pepper=tx.pepper)
    row: dict[str, Any] = {
        "id": invitation,
        "staff": staff,
        "digest": passwords.digest_of(code),
        "expires_at": tx.now + rules.INVITATION_HOLDS,
        "used_at": None,
    }
    await tx.execute(insert(InvitationRow), row)


async def use_invitation(tx: Tx, request: UseInvitation) -> str | Refusal:
    code = passwords.digest_of(passwords.typed_code(request.code))
    staff = (await tx.execute(_use, {"code": code, "now": tx.now})).scalar_one_or_none()
    if staff is None or not await set_password(tx, staff):
        return WrongInvitation()
    await tx.execute(_activate, {"whose": staff})
    await end_all(tx, staff, why="password")
    return str((await tx.execute(_username, {"whose": staff})).scalar_one())


async def set_password(tx: Tx, staff: str) -> bool:
    """Take the password that was worked out before this command. False: there is none."""
    stored = (await tx.execute(_take_next, {"whose": staff})).scalar_one_or_none()
    if stored is None:
        return False
    await tx.execute(_forget_password, {"whose": staff})
    await tx.execute(insert(PasswordRow), {"staff": staff, "hash": stored, "changed_at": tx.now})
    return True
