"""The signer of staff's secrets: counts a try for good, then works the password out, with no transaction open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, delete, insert, select

from core.db import Database
from core.messages import Command, Origin, Refusal
from core.secret import Secret
from core.staff import passwords, rules, tries
from core.staff.messages import SignIn, UseInvitation, WeakPassword, WrongInvitation, WrongSignIn
from core.staff.tables import ACTIVE, SUSPENDED, InvitationRow, NextPasswordRow, PasswordRow, StaffRow

_known = (
    select(StaffRow.id, PasswordRow.hash)
    .join(PasswordRow, PasswordRow.staff == StaffRow.id)
    .where(StaffRow.username == bindparam("called"), StaffRow.state == ACTIVE)
)
_invited = (
    select(StaffRow.id, StaffRow.username, StaffRow.name)
    .join(InvitationRow, InvitationRow.staff == StaffRow.id)
    .where(
        InvitationRow.digest == bindparam("code"),
        InvitationRow.used_at.is_(None),
        InvitationRow.expires_at > bindparam("now"),
        StaffRow.state != SUSPENDED,
    )
)
_forget_next = delete(NextPasswordRow).where(NextPasswordRow.staff == bindparam("whose"))

Check = Callable[[Any, datetime, Origin], Awaitable[Refusal | None]]


class _Signer(Protocol):
    async def check(self, request: Command[Any], *, now: datetime, origin: Origin) -> Refusal | None: ...


class StaffSigner:
    """Looks at what staff prove themselves with; everything else is for `others`."""

    def __init__(self, database: Database, pepper: bytes, others: _Signer) -> None:
        self._database = database
        self._pepper = pepper
        self._others = others
        self._guards: dict[type[Command[Any]], Check] = {
            SignIn: self._password,
            UseInvitation: self._first_password,
        }

    async def check(self, request: Command[Any], *, now: datetime, origin: Origin) -> Refusal | None:
        """Raises LineTooLong, before anything is counted, when too many wait."""
        guard = self._guards.get(type(request))
        if guard is None:
            return await self._others.check(request, now=now, origin=origin)
        return await guard(request, now, origin)

    async def _password(self, request: SignIn, now: datetime, origin: Origin) -> Refusal | None:
        username = rules.plain_username(request.username)
        if len(request.password.reveal()) > rules.MOST_PASSWORD:
            return WrongSignIn()
        with passwords.place():
            async with self._database.writing() as connection:
                row = (await connection.execute(_known, {"called": username})).one_or_none()
                what = passwords.tries_of(username, pepper=self._pepper)
                subject = "" if row is None else row.id
                paused = await tries.count(connection, what, now=now, origin=origin, subject=subject)
            if paused is not None:
                return paused
            staff, stored = (row.id, row.hash) if row is not None else ("", passwords.NOBODYS)
            fits = await passwords.fits(request.password, stored, staff=staff, pepper=self._pepper)
        return None if fits and row is not None else WrongSignIn()

    async def _first_password(self, request: UseInvitation, now: datetime, origin: Origin) -> Refusal | None:
        code = passwords.digest_of(passwords.typed_code(request.code))
        async with self._database.reading() as connection:
            row = (await connection.execute(_invited, {"code": code, "now": now})).one_or_none()
        if row is None:
            return WrongInvitation()
        return await self._work_out(request.password, row.id, username=row.username, name=row.name, now=now)

    async def _work_out(
        self, password: Secret, staff: str, *, username: str, name: str, now: datetime
    ) -> WeakPassword | None:
        """A new password, hashed and laid down for the command that comes next."""
        if weakness := rules.weakness(password.reveal(), username=username, name=name):
            return WeakPassword(weakness)
        with passwords.place():
            stored = await passwords.hash_of(password, staff=staff, pepper=self._pepper)
        async with self._database.writing() as connection:
            await connection.execute(_forget_next, {"whose": staff})
            await connection.execute(insert(NextPasswordRow), {"staff": staff, "hash": stored, "at": now})
        return None
