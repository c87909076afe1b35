"""The signer of staff's secrets: counts a try for good, then works the password out, with no transaction open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Executable, Row, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit import AuditRow, audit_row
from core.db import Database
from core.messages import STAFF, Command, Origin, Refusal
from core.secret import Secret
from core.staff import passkeys, passwords, rules, tries
from core.staff.messages import (
    AddPasskey,
    ChangePassword,
    ConfirmTotp,
    ProveAgain,
    ProveSecondFactor,
    SessionOver,
    SignIn,
    SignInByPasskey,
    UseInvitation,
    WeakPassword,
    WrongFactor,
    WrongInvitation,
    WrongPasskey,
    WrongPassword,
    WrongSignIn,
)
from core.staff.queries import half_open
from core.staff.tables import ACTIVE, OPEN, SUSPENDED, InvitationRow, NextPasswordRow, PasswordRow, SessionRow, StaffRow

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
_sitting: Executable = (
    select(StaffRow.id, StaffRow.username, StaffRow.name)
    .join(SessionRow, SessionRow.staff == StaffRow.id)
    .where(StaffRow.id == bindparam("whose"), SessionRow.id == bindparam("which"), SessionRow.state == OPEN)
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
            ProveAgain: self._once_more,
            ChangePassword: self._old_and_new,
            ProveSecondFactor: self._second_factor,
            ConfirmTotp: self._own_factor,
            AddPasskey: self._challenge,
            SignInByPasskey: self._passkey,
        }

    async def check(self, request: Command[Any], *, now: datetime, origin: Origin) -> Refusal | None:
        """Raises LineTooLong, before anything is counted, when too many wait."""
        guard = self._guards.get(type(request))
        if guard is None:
            return await self._others.check(request, now=now, origin=origin)
        return await guard(request, now, origin)

    async def _password(self, request: SignIn, now: datetime, origin: Origin) -> Refusal | None:
        username = rules.plain_username(request.username)
        return await self._fits(request.password, username, now, origin, otherwise=WrongSignIn())

    async def _once_more(self, request: ProveAgain, now: datetime, origin: Origin) -> Refusal | None:
        row = await self._sitting(origin)
        if row is None:
            return SessionOver()
        return await self._fits(request.password, row.username, now, origin, otherwise=WrongPassword())

    async def _old_and_new(self, request: ChangePassword, now: datetime, origin: Origin) -> Refusal | None:
        row = await self._sitting(origin)
        if row is None:
            return SessionOver()
        no = await self._fits(request.password, row.username, now, origin, otherwise=WrongPassword())
        if no is not None:
            return no
        return await self._work_out(request.new_password, row.id, username=row.username, name=row.name, now=now)

    async def _fits(
        self, password: Secret, username: str, now: datetime, origin: Origin, *, otherwise: Refusal
    ) -> Refusal | None:
        """Count first; whoever is not known takes as long to refuse as who is."""
        if len(password.reveal()) > rules.MOST_PASSWORD or len(username) > rules.MOST_USERNAME:
            return otherwise
        with passwords.place():
            async with self._database.writing() as connection:
                row = (await connection.execute(_known, {"called": username})).one_or_none()
                subject = "" if row is None else row.id
                paused = await self._count(connection, username, now, origin, subject)
            if paused is not None:
                return paused
            staff, stored = (row.id, row.hash) if row is not None else ("", passwords.NOBODYS)
            fits = await passwords.fits(password, stored, staff=staff, pepper=self._pepper)
        return None if fits and row is not None else otherwise

    async def _second_factor(self, request: ProveSecondFactor, now: datetime, origin: Origin) -> Refusal | None:
        """Count the try only: whether the code fits is cheap, and the handler takes it at the same time."""
        async with self._database.writing() as connection:
            row = await half_open(connection, request.token, now=now)
            if row is None:
                return WrongFactor()
            return await self._count(connection, f"factor:{row.staff}", now, origin, row.staff)

    async def _own_factor(self, request: ConfirmTotp, now: datetime, origin: Origin) -> Refusal | None:
        row = await self._sitting(origin)
        if row is None:
            return SessionOver()
        async with self._database.writing() as connection:
            return await self._count(connection, f"factor:{row.id}", now, origin, row.id)

    async def _challenge(self, request: AddPasskey, now: datetime, origin: Origin) -> Refusal | None:
        """It is used up, whether or not what was signed holds."""
        if len(request.credential) > rules.MOST_CREDENTIAL:
            return WrongPasskey()
        staff = origin.who.removeprefix(STAFF)
        async with self._database.writing() as connection:
            given = await passkeys.take_challenge(connection, request.credential, staff=staff, now=now)
        return None if given else WrongPasskey()

    async def _passkey(self, request: SignInByPasskey, now: datetime, origin: Origin) -> Refusal | None:
        if len(request.credential) > rules.MOST_CREDENTIAL:
            return WrongPasskey()
        async with self._database.writing() as connection:
            given = await passkeys.take_challenge(connection, request.credential, staff="", now=now)
        if not given:
            return WrongPasskey()
        async with self._database.reading() as connection:
            shown = await passkeys.shown(connection, request)
        if shown is None:
            return WrongPasskey()
        async with self._database.writing() as connection:
            await passkeys.use(connection, shown, now=now)
            if not shown.is_copied:
                return None
            copied = audit_row(request, "copied", at=now, key="", by=origin, subject=shown.staff)
            await connection.execute(insert(AuditRow), copied)
        return WrongPasskey()

    async def _count(
        self, connection: AsyncConnection, what: str, now: datetime, origin: Origin, subject: str
    ) -> Refusal | None:
        digest = passwords.tries_of(what, pepper=self._pepper)
        return await tries.count(connection, digest, now=now, origin=origin, subject=subject)

    async def _sitting(self, origin: Origin) -> Row[Any] | None:
        """Who asks; the handler looks at her session again."""
        if not origin.is_staff:
            return None
        async with self._database.reading() as connection:
            whose = {"whose": origin.who.removeprefix(STAFF), "which": origin.session}
            found: Row[Any] | None = (await connection.execute(_sitting, whose)).one_or_none()
        return found

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
