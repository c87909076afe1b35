"""Passkeys: the public halves of keys that never leave a device, and the challenges that a device signs once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException

from core.ids import new_id
from core.messages import Refusal
from core.secret import Secret
from core.staff import rules
from core.staff.messages import (
    AddPasskey,
    KeepChallenge,
    NoSuchPasskey,
    Passkey,
    RemovePasskey,
    SessionOver,
    SignedIn,
    SignInByPasskey,
    WrongPasskey,
)
from core.staff.passwords import digest_of
from core.staff.sessions import begin, fresh_seat, seat_of
from core.staff.tables import ACTIVE, ChallengeRow, PasskeyRow, StaffRow
from core.tx import Tx

_columns = (PasskeyRow.id, PasskeyRow.credential, PasskeyRow.name, PasskeyRow.at, PasskeyRow.used_at)
_mine = select(*_columns).where(PasskeyRow.staff == bindparam("whose")).order_by(PasskeyRow.id)
_count = select(func.count()).select_from(PasskeyRow).where(PasskeyRow.staff == bindparam("whose"))
_forget = delete(PasskeyRow).where(PasskeyRow.staff == bindparam("whose"), PasskeyRow.id == bindparam("which"))
_by_credential: Executable = (
    select(PasskeyRow.id, PasskeyRow.staff, PasskeyRow.public_key, PasskeyRow.sign_count)
    .join(StaffRow, StaffRow.id == PasskeyRow.staff)
    .where(
        PasskeyRow.credential == bindparam("given"), PasskeyRow.copied_at.is_(None), StaffRow.state == ACTIVE
    )
)  # fmt: skip
_used = (
    update(PasskeyRow)
    .where(PasskeyRow.id == bindparam("which"), PasskeyRow.sign_count <= bindparam("counted"))
    .values(sign_count=bindparam("counted"), backed_up=bindparam("kept"), used_at=bindparam("now"))
)
_copied = update(PasskeyRow).where(PasskeyRow.id == bindparam("which")).values(copied_at=bindparam("now"))
_old_challenges = delete(ChallengeRow).where(ChallengeRow.expires_at <= bindparam("now"))
_take_challenge = (
    delete(ChallengeRow)
    .where(
        ChallengeRow.digest == bindparam("given"),
        ChallengeRow.staff == bindparam("whose"),
        ChallengeRow.expires_at > bindparam("now"),
    )
    .returning(ChallengeRow.digest)
)


async def keep_challenge(tx: Tx, request: KeepChallenge) -> Refusal | None:
    staff = ""
    if tx.origin.is_staff:
        seat = await fresh_seat(tx)
        if isinstance(seat, Refusal):
            return seat
        staff = seat.staff
    await tx.execute(_old_challenges, {"now": tx.now})
    row = {"digest": digest_of(request.challenge), "staff": staff, "expires_at": tx.now + rules.CHALLENGE_HOLDS}
    await tx.execute(insert(ChallengeRow), row)
    return None


async def take_challenge(connection: AsyncConnection, credential: str, *, staff: str, now: datetime) -> bool:
    """It is gone afterwards, whatever comes of it. False: it was not given to her, or too long ago."""
    given = {"given": digest_of(Secret(challenge_of(credential))), "whose": staff, "now": now}
    return (await connection.execute(_take_challenge, given)).one_or_none() is not None


def challenge_of(credential: str) -> str:
    """The challenge that a device says it signed; empty where it says nothing of the kind."""
    try:
        answer = json.loads(credential)
        said = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
        return str(said["challenge"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


async def add(tx: Tx, request: AddPasskey) -> Passkey | Refusal:
    seat = await seat_of(tx)
    if isinstance(seat, SessionOver):
        return seat
    if (await tx.execute(_count, {"whose": seat.staff})).scalar_one() >= rules.MOST_PASSKEYS:
        return WrongPasskey()
    try:
        made = verify_registration_response(
            credential=request.credential,
            expected_challenge=base64url_to_bytes(challenge_of(request.credential)),
            expected_rp_id=request.site,
            expected_origin=request.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return WrongPasskey()
    name = " ".join(request.name.split())[: rules.MOST_PASSKEY_NAME] or "Passkey"
    row: dict[str, Any] = {
        "id": new_id(),
        "staff": seat.staff,
        "credential": bytes_to_base64url(made.credential_id),
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "backed_up": made.credential_backed_up,
        "name": name,
        "at": tx.now,
        "used_at": None,
        "copied_at": None,
    }
    if not await tx.insert_once(PasskeyRow, row):
        return WrongPasskey()
    return Passkey(row["id"], row["credential"], name, tx.now, None)


async def remove(tx: Tx, request: RemovePasskey) -> Refusal | None:
    seat = await fresh_seat(tx)
    if isinstance(seat, Refusal):
        return seat
    gone = await tx.execute(_forget, {"whose": seat.staff, "which": request.passkey})
    return None if gone.rowcount else NoSuchPasskey()


async def of_staff(tx: Tx, staff: str) -> tuple[Passkey, ...]:
    rows = await tx.execute(_mine, {"whose": staff})
    return tuple(Passkey(row.id, row.credential, row.name, row.at, row.used_at) for row in rows)


@dataclass(frozen=True)
class Shown:
    """A device has shown that it has the key, and that her finger or face was there."""

    passkey: str
    staff: str
    counted: int
    backed_up: bool
    is_copied: bool


async def shown(connection: AsyncConnection, request: SignInByPasskey) -> Shown | None:
    """Whose it is, if the signature holds; counters that run backwards say that the key was copied."""
    row = await _known(connection, request.credential)
    if row is None:
        return None
    try:
        proof = verify_authentication_response(
            credential=request.credential,
            expected_challenge=base64url_to_bytes(challenge_of(request.credential)),
            expected_rp_id=request.site,
            expected_origin=request.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    counts = proof.new_sign_count > 0 or row.sign_count > 0
    is_copied = counts and proof.new_sign_count <= row.sign_count
    return Shown(row.id, row.staff, proof.new_sign_count, proof.credential_backed_up, is_copied)


async def _known(connection: AsyncConnection, credential: str) -> Row[Any] | None:
    try:
        given = bytes_to_base64url(base64url_to_bytes(json.loads(credential)["rawId"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    found: Row[Any] | None = (await connection.execute(_by_credential, {"given": given})).one_or_none()
    return found


async def use(connection: AsyncConnection, found: Shown, *, now: datetime) -> None:
    """Remember the counter; one that was copied opens nothing any more, neither for her nor for who copied it."""
    if found.is_copied:
        await connection.execute(_copied, {"which": found.passkey, "now": now})
        return
    values = {"which": found.passkey, "counted": found.counted, "kept": found.backed_up, "now": now}
    await connection.execute(_used, values)


async def sign_in(tx: Tx, request: SignInByPasskey) -> SignedIn | Refusal:
    """The signer has looked at the signature."""
    row = await _known(tx.connection, request.credential)
    if row is None:
        return WrongPasskey()
    return await begin(tx, row.staff, request, waits_for=())
