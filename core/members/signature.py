"""The signer of the bus: counts a try for good, then looks, then clears the count or pauses the PIN."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, func, insert, null, select, update

from core.audit import AuditRow
from core.db import Database
from core.ids import new_id
from core.institution import Institution
from core.members import pins, rules
from core.members.messages import (
    ChangePin,
    Join,
    PinExpired,
    PinsDiffer,
    PinWasPaused,
    UseResetCode,
    WrongCode,
)
from core.members.tables import MemberRow, PinRow, ProposalRow, ResetRow
from core.messages import AccountBlocked, Command, Origin, PinPaused, Refusal, WrongPin
from core.outbox import JobRow
from core.tx import Tx

_blocked = select(func.coalesce(MemberRow.blocked_at, MemberRow.suspended_at)).where(MemberRow.id == bindparam("whose"))
_over = PinRow.paused_until <= bindparam("now")
_count = (
    update(PinRow)
    .where(PinRow.member == bindparam("whose"))
    .values(
        tries=case((_over, 1), else_=PinRow.tries + 1),
        paused_until=case((_over, null()), else_=PinRow.paused_until),
    )
    .returning(PinRow.hash, PinRow.tries, PinRow.paused_until, PinRow.paused_on, PinRow.closed)
)
_open = update(PinRow).where(
    PinRow.member == bindparam("whose"), PinRow.paused_until.is_(None), PinRow.closed.is_(False)
)
# A PIN that was changed while this try was looked at keeps its new hash.
_renewed = case((PinRow.hash == bindparam("seen"), bindparam("stored")), else_=PinRow.hash)
_clear = _open.values(tries=0, hash=_renewed).returning(PinRow.member)
_pause = _open.values(
    paused_until=bindparam("until"), paused_on=bindparam("today"), closed=bindparam("for_good")
).returning(PinRow.member)
_paused = select(PinRow.paused_until).where(PinRow.member == bindparam("whose"))
_proposal = select(ProposalRow.member, ProposalRow.hash, ProposalRow.expires_at).where(
    ProposalRow.conversation == bindparam("conversation")
)
_forget = delete(ProposalRow).where(
    ProposalRow.conversation == bindparam("conversation"), ProposalRow.hash == bindparam("stored")
)
_count_code = (
    update(ResetRow)
    .where(
        ResetRow.member == bindparam("whose"),
        ResetRow.used_at.is_(None),
        ResetRow.expires_at > bindparam("now"),
        ResetRow.tries < rules.RESET_TRIES,
    )
    .values(tries=ResetRow.tries + 1)
    .returning(ResetRow.id)
)

Check = Callable[[Any, datetime, Origin], Awaitable[Refusal | None]]


class PinSigner:
    """Answers None when the command may run. No transaction is open while a PIN is worked out."""

    def __init__(
        self,
        database: Database,
        pepper: bytes,
        institution: Institution,
        *,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._pepper = pepper
        self._institution = institution
        self._wake = wake
        self._guards: dict[type[Command[Any]], Check] = {
            Join: self._second_entry,
            ChangePin: self._second_entry,
            UseResetCode: self._code,
        }

    async def check(self, request: Command[Any], *, now: datetime, origin: Origin) -> Refusal | None:
        """Raises LineTooLong, before anything is counted, when the line is too long."""
        return await self._guards.get(type(request), self._pin)(request, now, origin)

    async def _pin(self, request: Any, now: datetime, origin: Origin) -> Refusal | None:
        with pins.place():
            async with self._writing(now, origin) as tx:
                counted = await _count_try(tx, request)
            if isinstance(counted, Refusal):
                return counted
            member: str = request.member
            if await pins.fits(request.pin, counted.hash, member=member, pepper=self._pepper):
                return await self._right(request, counted.hash, now, origin)
        if counted.tries < rules.MOST_TRIES:
            return WrongPin(rules.MOST_TRIES - counted.tries)
        async with self._writing(now, origin) as tx:
            return await _pause_pin(tx, member, counted.paused_on)

    async def _right(self, request: Any, seen: str, now: datetime, origin: Origin) -> Refusal | None:
        """Clear the count, unless other tries paused the PIN while this one was worked out."""
        stored = seen
        if pins.is_outdated(seen):
            stored = await pins.hash_of(request.pin, member=request.member, pepper=self._pepper)
        async with self._writing(now, origin) as tx:
            cleared = await tx.execute(_clear, {"whose": request.member, "seen": seen, "stored": stored})
            if cleared.one_or_none() is not None:
                return None
            return PinPaused(await _until(tx, request.member))

    async def _second_entry(self, request: Any, now: datetime, origin: Origin) -> Refusal | None:
        """A new PIN, once more. One that differs costs the first entry."""
        key = {"conversation": request.conversation}
        async with self._database.reading() as connection:
            first = (await connection.execute(_proposal, key)).one_or_none()
        if first is None or first.expires_at <= now:
            return PinExpired()
        with pins.place():
            if await pins.fits(request.pin, first.hash, member=first.member, pepper=self._pepper):
                return None
        async with self._writing(now, origin) as tx:
            await tx.execute(_forget, {**key, "stored": first.hash})
        return PinsDiffer()

    async def _code(self, request: Any, now: datetime, origin: Origin) -> Refusal | None:
        """Count the try only: whether the code fits is cheap and decided in the handler."""
        async with self._writing(now, origin) as tx:
            counted = (await tx.execute(_count_code, {"whose": request.member, "now": now})).all()
        return None if counted else WrongCode()

    @asynccontextmanager
    async def _writing(self, now: datetime, origin: Origin) -> AsyncIterator[Tx]:
        """A short transaction, its jobs written at its end."""
        async with self._database.writing() as connection:
            tx = Tx(connection, {}, self._institution, now, origin, "", self._pepper)
            yield tx
            for job in tx.jobs:
                await tx.insert_once(JobRow, job)
        if tx.jobs:
            self._wake()


async def _count_try(tx: Tx, request: Any) -> Row[Any] | Refusal:
    """The PIN's row with this try in it, or why nobody looks at the PIN now."""
    whose = {"whose": request.member}
    blocked = (await tx.execute(_blocked, whose)).scalar_one_or_none()
    if blocked is not None and not request.even_blocked:
        return AccountBlocked()
    row = (await tx.execute(_count, {**whose, "now": tx.now})).one_or_none()
    if row is None or row.closed:
        return PinPaused(None)
    if row.paused_until is not None:
        return PinPaused(row.paused_until)
    if row.tries > rules.MOST_TRIES:
        # Three tries are being looked at this moment, or their process died: they are enough either way.
        return await _pause_pin(tx, request.member, row.paused_on)
    return row


async def _pause_pin(tx: Tx, member: str, paused_on: date | None) -> PinPaused:
    """Pause it once, however many ask at the same time; the second pause on one business day has no end."""
    for_good = paused_on == tx.today
    until = None if for_good else tx.now + rules.PAUSE
    values = {"whose": member, "until": until, "today": tx.today, "for_good": for_good}
    if (await tx.execute(_pause, values)).one_or_none() is None:
        return PinPaused(await _until(tx, member))
    tx.tell(member, PinWasPaused(until), event=f"pin_paused:{member}:{tx.now:%Y%m%d%H%M%S%f}")
    await tx.execute(insert(AuditRow), _audit(tx, member))
    return PinPaused(until)


async def _until(tx: Tx, member: str) -> datetime | None:
    until: datetime | None = (await tx.execute(_paused, {"whose": member})).scalar_one_or_none()
    return until


def _audit(tx: Tx, member: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "at": tx.now,
        "who": tx.origin.who,
        "channel": tx.origin.channel,
        "session": tx.origin.session,
        "request": "PausePin",
        "subject": member,
        "outcome": "done",
        "key": "",
    }
