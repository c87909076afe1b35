"""Sessions begin with a sign-in, are kept alive while she is here, and end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from core.ids import new_id
from core.messages import STAFF, Refusal
from core.staff import queries, rules
from core.staff.messages import SessionOver, SignedIn, SignIn, SignOut, StaySignedIn, WrongSignIn
from core.staff.passwords import digest_of, tries_of
from core.staff.tables import ACTIVE, API, ENDED, OPEN, RefreshRow, SessionRow, TriesRow
from core.tx import Tx

_forget_tries = delete(TriesRow).where(TriesRow.digest == bindparam("what"))
_seen = update(SessionRow).where(SessionRow.id == bindparam("which")).values(seen_at=bindparam("now"))
_ending: dict[str, Any] = {"state": ENDED, "ended_at": bindparam("now"), "why": bindparam("reason"), "digest": None}
_end = (
    update(SessionRow)
    .where(SessionRow.id == bindparam("which"), SessionRow.state != ENDED)
    .values(_ending)
)  # fmt: skip
_end_all = (
    update(SessionRow)
    .where(SessionRow.staff == bindparam("whose"), SessionRow.state != ENDED, SessionRow.id != bindparam("but"))
    .values(_ending)
)
_old = select(SessionRow.id).where(SessionRow.staff == bindparam("whose"), SessionRow.opened_at < bindparam("before"))
_forget_refreshes = delete(RefreshRow).where(RefreshRow.session.in_(_old))
_forget_old = delete(SessionRow).where(
    SessionRow.staff == bindparam("whose"), SessionRow.opened_at < bindparam("before")
)


async def sign_in(tx: Tx, request: SignIn) -> SignedIn | Refusal:
    row = await queries.by_username(tx, request.username)
    if row is None or row.state != ACTIVE:
        return WrongSignIn()
    tries = tries_of(rules.plain_username(request.username), pepper=tx.pepper)
    await tx.execute(_forget_tries, {"what": tries})
    await _forget_former(tx, row.id)

    session = new_id()
    opened = {
        "id": session,
        "staff": row.id,
        "kind": request.kind,
        "digest": None if request.kind == API else digest_of(request.token),
        "device": request.where[: rules.MOST_WHERE],
        "state": OPEN,
        "opened_at": tx.now,
        "seen_at": tx.now,
        "proven_at": tx.now,
        "ended_at": None,
        "why": "",
    }
    await tx.execute(insert(SessionRow), opened)
    if request.kind == API:
        refresh = {"digest": digest_of(request.token), "session": session, "at": tx.now, "used_at": None}
        await tx.execute(insert(RefreshRow), refresh)
    acts(tx, row.id, session)
    return SignedIn(session, False, ())


def acts(tx: Tx, staff: str, session: str) -> None:
    """She has proved who she is: the audit trail says it of her."""
    tx.origin = replace(tx.origin, who=STAFF + staff, session=session)


async def _forget_former(tx: Tx, staff: str) -> None:
    old = {"whose": staff, "before": tx.now - rules.REMEMBERED}
    await tx.execute(_forget_refreshes, old)
    await tx.execute(_forget_old, old)


async def stay(tx: Tx, request: StaySignedIn) -> SessionOver | None:
    seat = await queries.seat(tx, request.session)
    if isinstance(seat, SessionOver):
        return seat
    await tx.execute(_seen, {"which": request.session, "now": tx.now})
    return None


async def sign_out(tx: Tx, request: SignOut) -> SessionOver | None:
    seat = await queries.seat(tx, request.session)
    if isinstance(seat, SessionOver) or (tx.origin.is_staff and tx.origin.who != STAFF + seat.staff):
        return SessionOver()
    await tx.execute(_end, {"which": request.session, "now": tx.now, "reason": "signed_out"})
    return None


async def end_all(tx: Tx, staff: str, *, why: str, but: str = "") -> None:
    """Every session of hers, but perhaps one."""
    await tx.execute(_end_all, {"whose": staff, "but": but, "now": tx.now, "reason": why})
