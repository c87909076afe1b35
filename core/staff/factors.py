"""The second factor: codes of an authenticator, each good once, and recovery codes for the day the phone is lost."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import bindparam, delete, func, insert, select, update

from core.secret import Secret
from core.staff import rules
from core.staff.tables import PasskeyRow, RecoveryRow, TotpRow
from core.tx import Tx

_NONCE_BYTES = 12

_totp = select(TotpRow.seed, TotpRow.last_step, TotpRow.confirmed_at).where(TotpRow.staff == bindparam("whose"))
_take_step = (
    update(TotpRow)
    .where(TotpRow.staff == bindparam("whose"), TotpRow.last_step < bindparam("step"))
    .values(last_step=bindparam("step"))
)
_confirm = update(TotpRow).where(TotpRow.staff == bindparam("whose")).values(confirmed_at=bindparam("now"))
_forget_totp = delete(TotpRow).where(TotpRow.staff == bindparam("whose"))
_take_recovery = delete(RecoveryRow).where(
    RecoveryRow.staff == bindparam("whose"), RecoveryRow.digest == bindparam("code")
)
_forget_recovery = delete(RecoveryRow).where(RecoveryRow.staff == bindparam("whose"))
_count_recovery = select(func.count()).select_from(RecoveryRow).where(RecoveryRow.staff == bindparam("whose"))
_count_passkeys = (
    select(func.count())
    .select_from(PasskeyRow)
    .where(PasskeyRow.staff == bindparam("whose"), PasskeyRow.copied_at.is_(None))
)
_forget_passkeys = delete(PasskeyRow).where(PasskeyRow.staff == bindparam("whose"))


async def kinds(tx: Tx, staff: str) -> tuple[str, ...]:
    """Of totp, recovery and passkey, those that she has."""
    whose = {"whose": staff}
    row = (await tx.execute(_totp, whose)).one_or_none()
    found = ["totp"] if row is not None and row.confirmed_at is not None else []
    if (await tx.execute(_count_passkeys, whose)).scalar_one():
        found.append("passkey")
    if found and await recovery_codes(tx, staff):
        found.append("recovery")
    return tuple(found)


async def recovery_codes(tx: Tx, staff: str) -> int:
    """How many are left."""
    return int((await tx.execute(_count_recovery, {"whose": staff})).scalar_one())


async def propose(tx: Tx, staff: str, seed: Secret) -> None:
    """A seed that counts as soon as its first code was right."""
    await tx.execute(_forget_totp, {"whose": staff})
    sealed = seal(seed, staff, pepper=tx.pepper)
    await tx.execute(insert(TotpRow), {"staff": staff, "seed": sealed, "confirmed_at": None, "last_step": 0})


async def confirm(tx: Tx, staff: str, code: Secret) -> bool:
    """The first code of a seed. False: it does not fit."""
    if not await _fits_totp(tx, staff, code, confirmed=False):
        return False
    await tx.execute(_confirm, {"whose": staff, "now": tx.now})
    return True


async def fits(tx: Tx, staff: str, code: Secret) -> bool:
    """Is it the code of her authenticator, or one of her recovery codes? Either is used up by it."""
    if await _fits_totp(tx, staff, code, confirmed=True):
        return True
    used = await tx.execute(_take_recovery, {"whose": staff, "code": _digest(staff, code.reveal(), tx.pepper)})
    return used.rowcount == 1


async def _fits_totp(tx: Tx, staff: str, code: Secret, *, confirmed: bool) -> bool:
    row = (await tx.execute(_totp, {"whose": staff})).one_or_none()
    if row is None or (row.confirmed_at is not None) is not confirmed:
        return False
    seed = unseal(row.seed, staff, pepper=tx.pepper)
    step = step_of(seed, code, now=tx.now.timestamp())
    if step is None:
        return False
    # Of two that come with the same code at once, one takes the step.
    return (await tx.execute(_take_step, {"whose": staff, "step": step})).rowcount == 1


def step_of(seed: Secret, code: Secret, *, now: float) -> int | None:
    """The half minute that the code is of: this one, the one before or the one after."""
    typed = "".join(code.reveal().split())
    current = int(now) // rules.TOTP_SECONDS
    maker = pyotp.TOTP(seed.reveal())
    for step in (current, current - 1, current + 1):
        if Secret(maker.generate_otp(step)).matches(typed):
            return step
    return None


async def keep_recovery(tx: Tx, staff: str, codes: Secret) -> None:
    """New recovery codes in place of those that are left."""
    await tx.execute(_forget_recovery, {"whose": staff})
    rows: list[dict[str, Any]] = [
        {"staff": staff, "digest": _digest(staff, code, tx.pepper)} for code in set(codes.reveal().split())
    ]
    await tx.execute(insert(RecoveryRow), rows[: rules.RECOVERY_CODES])


async def forget_totp(tx: Tx, staff: str) -> None:
    await tx.execute(_forget_totp, {"whose": staff})


async def forget_all(tx: Tx, staff: str) -> None:
    for statement in (_forget_totp, _forget_recovery, _forget_passkeys):
        await tx.execute(statement, {"whose": staff})


async def forget_recovery(tx: Tx, staff: str) -> None:
    await tx.execute(_forget_recovery, {"whose": staff})


def seal(seed: Secret, staff: str, *, pepper: bytes) -> bytes:
    """AES-256-GCM, bound to whose it is."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key(pepper)).encrypt(nonce, seed.reveal().encode(), staff.encode())


def unseal(sealed: bytes, staff: str, *, pepper: bytes) -> Secret:
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    return Secret(AESGCM(_key(pepper)).decrypt(nonce, rest, staff.encode()).decode())


@lru_cache(4)
def _key(pepper: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"imarisha staff totp").derive(pepper)


def _digest(staff: str, code: str, pepper: bytes) -> str:
    """However she typed it."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hmac.new(pepper, f"recovery:{staff}:{plain}".encode(), hashlib.sha256).hexdigest()
