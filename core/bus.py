"""The one door: every request is performed here, once per key, in one transaction, with one audit record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit import AuditRow, audit_row
from core.calendar import Calendar
from core.codec import decode, encode
from core.db import Database, may_run_again
from core.in_force import InForce
from core.institution import Institution
from core.leaving import leave
from core.messages import SYSTEM, A, Command, KeyReused, Origin, Refusal, Request, SecondPersonNeeded
from core.performed import PerformedRow
from core.permissions import waiting
from core.secret import Secret
from core.tx import Handler, Tx

MOST_RUNS = 4


class Signer(Protocol):
    """Checks the PIN of a signed command or the secret of a guarded one, counting the try before it looks."""

    async def check(self, request: Command[Any], *, now: datetime, origin: Origin) -> Refusal | None: ...


@dataclass(frozen=True)
class Hold:
    """What the bus needs to work: the database, who may answer, the clock and the facts of the institution."""

    database: Database
    handlers: Mapping[type[Request[Any]], Handler]
    institution: Institution
    clock: Callable[[], datetime]
    signer: Signer
    pepper: bytes
    wake: Callable[[], None] = lambda: None
    """Called after a commit that enqueued jobs."""
    calendar: Calendar = field(default_factory=Calendar)
    terms: InForce | None = None
    """Where the terms of the institution may change; without it they stay what they are."""

    def institution_at(self, now: datetime) -> Institution:
        return self.institution if self.terms is None else self.terms.at(now)


_kept = select(PerformedRow.request_hash, PerformedRow.answer).where(
    PerformedRow.scope == bindparam("scope"), PerformedRow.key == bindparam("key")
)
_audit = insert(AuditRow)


def request_hash(request: Request[Any]) -> str:
    """A digest of the request without its secrets: tells a repeat from another request under the same key."""
    digest = hashlib.blake2b(type(request).__name__.encode(), digest_size=20)
    for each in fields(request):  # type: ignore[arg-type]
        value = getattr(request, each.name)
        if not isinstance(value, Secret):
            digest.update(each.name.encode() + b"=" + encode(value) + b";")
    return digest.hexdigest()


class Bus:
    """`perform` is all there is."""

    def __init__(self, hold: Hold) -> None:
        self._hold = hold

    async def perform(self, request: Request[A], *, key: str = "", scope: str = "", by: Origin = SYSTEM) -> A | Refusal:
        """Do it. A refusal is a value; a repeat under the same key gets the kept answer."""
        if (forbidden := waiting.not_permitted(request, by)) is not None:
            await self._audit(request, "refused:NotPermitted", key=key, by=by)
            return forbidden
        if not isinstance(request, Command):
            return await self._ask(request, key=key, by=by)
        if not key:
            raise ValueError(f"{type(request).__name__} needs a key")
        if request.signed or request.guarded:
            unsigned = await self._check_signature(request, key=key, scope=scope, by=by)
            if unsigned is not None:
                return unsigned[0]
        return await self._command(request, key=key, scope=scope, by=by)

    async def _ask(self, request: Request[A], *, key: str, by: Origin) -> A | Refusal:
        async with self._hold.database.asking() as connection:
            tx = self._tx(connection, key, by, await self._closed(connection))
            answer: A | Refusal = await self._run(request, tx)
        if waiting.reads_leave_a_record(request, by):
            await self._audit(request, "read", key=key, by=by)
        return answer

    async def _check_signature(
        self, request: Command[A], *, key: str, scope: str, by: Origin
    ) -> tuple[A | Refusal] | None:
        """The kept answer or the refusal to give instead of running, if there is one."""
        async with self._hold.database.asking() as connection:
            kept = await self._kept(connection, request, key=key, scope=scope)
        if kept is not None:
            return kept
        refusal = await self._hold.signer.check(request, now=self._hold.clock(), origin=by)
        if refusal is None:
            return None
        await self._audit_refusal(request, refusal, key=key, by=by)
        return (refusal,)

    async def _command(self, request: Command[A], *, key: str, scope: str, by: Origin) -> A | Refusal:
        for run in range(1, MOST_RUNS + 1):
            try:
                return await self._once(request, key=key, scope=scope, by=by)
            except DBAPIError as trouble:
                if run == MOST_RUNS or not may_run_again(trouble):
                    raise
                self._hold.calendar.forget()
        raise AssertionError("unreachable")

    async def _once(self, request: Command[A], *, key: str, scope: str, by: Origin) -> A | Refusal:
        refusal: Refusal
        jobs = 0
        try:
            async with self._hold.database.writing() as connection:
                kept = await self._kept(connection, request, key=key, scope=scope)
                if kept is not None:
                    return kept[0]
                tx = self._tx(connection, key, by, await self._closed(connection))
                if (waits := await self._waits(tx, request, scope)) is not None:
                    if not isinstance(waits, SecondPersonNeeded):
                        raise _RolledBack(waits)
                    return waits
                answer: A | Refusal = await self._run(request, tx)
                if isinstance(answer, Refusal):
                    raise _RolledBack(answer)
                await self._write(tx, request, answer, scope)
                jobs = len(tx.jobs)
        except _RolledBack as rolled_back:
            refusal = rolled_back.refusal
        else:
            if tx.closes_day:
                self._hold.calendar.forget()
            if jobs:
                self._hold.wake()
            return answer
        # A twin under the same key may have won while this one waited for a lock: its answer is the answer of both.
        async with self._hold.database.asking() as connection:
            kept = await self._kept(connection, request, key=key, scope=scope)
        if kept is not None:
            return kept[0]
        await self._audit_refusal(request, refusal, key=key, by=by)
        return refusal

    async def _waits(self, tx: Tx, request: Command[A], scope: str) -> Refusal | None:
        """What staff ask for may need a second person: then it is kept for one."""
        waits = await waiting.propose(tx, request, scope=scope, request_hash=request_hash(request))
        if isinstance(waits, SecondPersonNeeded):
            await tx.execute(_audit, audit_row(request, "proposed", at=tx.now, key=tx.key, by=tx.origin))
        return waits

    async def _run(self, request: Request[A], tx: Tx) -> Any:
        return await self._hold.handlers[type(request)](tx, request)

    async def _closed(self, connection: AsyncConnection) -> date | None:
        return await self._hold.calendar.closed(connection, now=self._hold.clock())

    def _tx(self, connection: AsyncConnection, key: str, by: Origin, closed: date | None) -> Tx:
        hold, now = self._hold, self._hold.clock()
        return Tx(connection, hold.handlers, hold.institution_at(now), now, by, key, hold.pepper, closed=closed)

    async def _kept(
        self, connection: AsyncConnection, request: Command[A], *, key: str, scope: str
    ) -> tuple[A | Refusal] | None:
        row = (await connection.execute(_kept, {"scope": scope, "key": key})).one_or_none()
        if row is None:
            return None
        if row.request_hash != request_hash(request):
            return (KeyReused(),)
        return (decode(request.answer_type(), row.answer),)

    async def _write(self, tx: Tx, request: Command[A], answer: Any, scope: str) -> None:
        kept = {
            "scope": scope,
            "key": tx.key,
            "request_hash": request_hash(request),
            "answer": encode(answer).decode(),
            "at": tx.now,
        }
        await leave(tx, audit=audit_row(request, "done", at=tx.now, key=tx.key, by=tx.origin), kept=kept)

    async def _audit_refusal(self, request: Command[Any], refusal: Refusal, *, key: str, by: Origin) -> None:
        await self._audit(request, f"refused:{type(refusal).__name__}", key=key, by=by)

    async def _audit(self, request: Request[Any], outcome: str, *, key: str, by: Origin) -> None:
        row = audit_row(request, outcome, at=self._hold.clock(), key=key, by=by)
        async with self._hold.database.writing() as connection:
            await connection.execute(_audit, row)


class _RolledBack(Exception):
    """Leaves the transaction of a refused command."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
