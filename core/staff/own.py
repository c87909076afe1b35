"""One's own sign-in: the password, the authenticator and the recovery codes, looked after by whoever sits there."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from core.messages import STAFF, Refusal
from core.staff import factors, passkeys
from core.staff.messages import (
    ChangePassword,
    ConfirmTotp,
    MySessions,
    MySignIn,
    NewRecoveryCodes,
    OwnSignIn,
    ProveAgain,
    RemoveTotp,
    Session,
    SessionOver,
    StartTotp,
    TotpStands,
    WrongFactor,
    WrongPassword,
)
from core.staff.passwords import tries_of
from core.staff.people import set_password
from core.staff.sessions import end_all, forget_tries, fresh_seat, is_fresh, seat_of, sessions_of
from core.staff.tables import PasswordRow, SessionRow
from core.tx import Tx

_prove = update(SessionRow).where(SessionRow.id == bindparam("which")).values(proven_at=bindparam("now"))
_changed_at = select(PasswordRow.changed_at).where(PasswordRow.staff == bindparam("whose"))


async def my_sign_in(tx: Tx, request: MySignIn) -> OwnSignIn | Refusal:
    seat = await seat_of(tx)
    if isinstance(seat, SessionOver):
        return seat
    kinds = await factors.kinds(tx, seat.staff)
    return OwnSignIn(
        username=seat.username,
        totp="totp" in kinds,
        recovery_codes=await factors.recovery_codes(tx, seat.staff),
        passkeys=await passkeys.of_staff(tx, seat.staff),
        password_changed_at=(await tx.execute(_changed_at, {"whose": seat.staff})).scalar_one_or_none(),
        fresh=is_fresh(tx, seat),
    )


async def my_sessions(tx: Tx, request: MySessions) -> tuple[Session, ...]:
    return await sessions_of(tx, tx.origin.who.removeprefix(STAFF))


async def prove_again(tx: Tx, request: ProveAgain) -> Refusal | None:
    seat = await seat_of(tx)
    if isinstance(seat, SessionOver):
        return seat
    await forget_tries(tx, tries_of(seat.username, pepper=tx.pepper))
    await tx.execute(_prove, {"which": seat.session, "now": tx.now})
    return None


async def change_password(tx: Tx, request: ChangePassword) -> Refusal | None:
    seat = await seat_of(tx)
    if isinstance(seat, SessionOver):
        return seat
    if not await set_password(tx, seat.staff):
        return WrongPassword()
    await forget_tries(tx, tries_of(seat.username, pepper=tx.pepper))
    await end_all(tx, seat.staff, why="password", but=seat.session)
    return None


async def start_totp(tx: Tx, request: StartTotp) -> Refusal | None:
    seat = await fresh_seat(tx)
    if isinstance(seat, Refusal):
        return seat
    if "totp" in await factors.kinds(tx, seat.staff):
        return TotpStands()
    await factors.propose(tx, seat.staff, request.seed)
    return None


async def confirm_totp(tx: Tx, request: ConfirmTotp) -> Refusal | None:
    seat = await seat_of(tx)
    if isinstance(seat, SessionOver):
        return seat
    if not await factors.confirm(tx, seat.staff, request.code):
        return WrongFactor()
    await forget_tries(tx, tries_of(f"factor:{seat.staff}", pepper=tx.pepper))
    await factors.keep_recovery(tx, seat.staff, request.recovery)
    return None


async def new_recovery_codes(tx: Tx, request: NewRecoveryCodes) -> Refusal | None:
    seat = await fresh_seat(tx)
    if isinstance(seat, Refusal):
        return seat
    await factors.keep_recovery(tx, seat.staff, request.recovery)
    return None


async def remove_totp(tx: Tx, request: RemoveTotp) -> Refusal | None:
    seat = await fresh_seat(tx)
    if isinstance(seat, Refusal):
        return seat
    await factors.forget_totp(tx, seat.staff)
    if not await factors.kinds(tx, seat.staff):
        await factors.forget_recovery(tx, seat.staff)
    return None
