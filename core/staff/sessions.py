"""Sessions begin with a sign-in, wait for a second factor, are kept alive while she is here, and end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from core.ids import new_id
from core.messages import STAFF, Refusal
from core.secret import Secret
from core.staff import factors, queries, rules
from core.staff.messages import (
    ProveFirst,
    ProveSecondFactor,
    Seat,
    Session,
    SessionOver,
    SignedIn,
    SignIn,
    SignInByPasskey,
    SignOut,
    StaySignedIn,
    WrongFactor,
    WrongSignIn,
)
from core.staff.passwords import digest_of, tries_of
from core.staff.tables import ACTIVE, API, ENDED, HALF, OPEN, RefreshRow, SessionRow, TriesRow
from core.tx import Tx

MOST_LISTED = 100

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
_open_up = (
    update(SessionRow)
    .where(SessionRow.digest == bindparam("given"), SessionRow.state == HALF)
    .values(
        state=OPEN, digest=bindparam("opens"), opened_at=bindparam("now"), seen_at=bindparam("now"),
        proven_at=bindparam("now"),
    )
)  # fmt: skip
_of_staff = (
    select(SessionRow.id, SessionRow.kind, SessionRow.device, SessionRow.opened_at, SessionRow.seen_at)
    .where(
        SessionRow.staff == bindparam("whose"),
        SessionRow.state == OPEN,
        SessionRow.seen_at > bindparam("seen"),
        SessionRow.opened_at > bindparam("opened"),
    )
    .order_by(SessionRow.id.desc())
    .limit(MOST_LISTED)
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
    await forget_tries(tx, tries_of(row.username, pepper=tx.pepper))
    return await begin(tx, row.id, request, waits_for=await factors.kinds(tx, row.id))


async def begin(tx: Tx, staff: str, request: SignIn | SignInByPasskey, *, waits_for: tuple[str, ...]) -> SignedIn:
    """A session, open or waiting for one of these second factors."""
    await _forget_former(tx, staff)
    session, is_open = new_id(), not waits_for
    refreshes = is_open and request.kind == API
    row = {
        "id": session,
        "staff": staff,
        "kind": request.kind,
        "digest": None if refreshes else digest_of(request.token),
        "device": request.where[: rules.MOST_WHERE],
        "state": OPEN if is_open else HALF,
        "opened_at": tx.now,
        "seen_at": tx.now,
        "proven_at": tx.now,
        "ended_at": None,
        "why": "",
    }
    await tx.execute(insert(SessionRow), row)
    if refreshes:
        await keep_refresh(tx, session, request.token)
    acts(tx, staff, session)
    return SignedIn(session, not is_open, waits_for)


async def keep_refresh(tx: Tx, session: str, token: Secret) -> None:
    """A refresh token that is good once."""
    row = {"digest": digest_of(token), "session": session, "at": tx.now, "used_at": None}
    await tx.execute(insert(RefreshRow), row)


async def prove_second_factor(tx: Tx, request: ProveSecondFactor) -> SignedIn | Refusal:
    row = await queries.half_open(tx.connection, request.token, now=tx.now)
    if row is None or not await factors.fits(tx, row.staff, request.code):
        return WrongFactor()
    await forget_tries(tx, tries_of(f"factor:{row.staff}", pepper=tx.pepper))
    opens = None if row.kind == API else digest_of(request.new_token)
    await tx.execute(_open_up, {"given": digest_of(request.token), "opens": opens, "now": tx.now})
    if row.kind == API:
        await keep_refresh(tx, row.id, request.new_token)
    acts(tx, row.staff, row.id)
    return SignedIn(row.id, False, ())


def acts(tx: Tx, staff: str, session: str) -> None:
    """She has proved who she is: the audit trail says it of her."""
    tx.origin = replace(tx.origin, who=STAFF + staff, session=session)


async def seat_of(tx: Tx) -> Seat | SessionOver:
    """Where whoever asks sits."""
    found = await queries.seat(tx, tx.origin.session)
    if isinstance(found, SessionOver) or tx.origin.who != STAFF + found.staff:
        return SessionOver()
    return found


async def fresh_seat(tx: Tx) -> Seat | SessionOver | ProveFirst:
    """The same, where she proved who she is a short time ago."""
    found = await seat_of(tx)
    if isinstance(found, SessionOver):
        return found
    return found if is_fresh(tx, found) else ProveFirst()


def is_fresh(tx: Tx, seat: Seat) -> bool:
    return tx.now - seat.proven_at < rules.FRESH


async def forget_tries(tx: Tx, what: str) -> None:
    await tx.execute(_forget_tries, {"what": what})


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
    await end(tx, request.session, why="signed_out")
    return None


async def end(tx: Tx, session: str, *, why: str) -> None:
    await tx.execute(_end, {"which": session, "now": tx.now, "reason": why})


async def end_all(tx: Tx, staff: str, *, why: str, but: str = "") -> None:
    """Every session of hers, but perhaps one."""
    await tx.execute(_end_all, {"whose": staff, "but": but, "now": tx.now, "reason": why})


async def sessions_of(tx: Tx, staff: str) -> tuple[Session, ...]:
    since = {"seen": tx.now - rules.IDLE, "opened": tx.now - rules.LONGEST}
    rows = await tx.execute(_of_staff, {"whose": staff, **since})
    return tuple(Session(row.id, row.kind, row.device, row.opened_at, row.seen_at) for row in rows)
