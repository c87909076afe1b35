"""PINs as Argon2id over a peppered HMAC, and the codes of resets."""

from __future__ import annotations

import base64
import hashlib
import hmac

from core.argon import Line, is_outdated
from core.secret import Secret

THREADS = 2
MOST_WAITING = 64
CODE_DIGITS = 6

LINE = Line("pin", threads=THREADS, most_waiting=MOST_WAITING)
place = LINE.place

__all__ = ["fits", "hash_of", "is_outdated", "place", "reset_code"]


async def hash_of(pin: Secret, *, member: str, pepper: bytes) -> str:
    """The stored form: parameters, salt and hash in one text. Needs a `place()`."""
    return await LINE.hash_of(_peppered(pin, member=member, pepper=pepper))


async def fits(pin: Secret, stored: str, *, member: str, pepper: bytes) -> bool:
    """Is it the PIN behind the stored form? Needs a `place()`."""
    return await LINE.fits(_peppered(pin, member=member, pepper=pepper), stored)


def reset_code(reset: str, *, pepper: bytes) -> Secret:
    """The six digits of a reset, always the same for one id, like HOTP with the id as its counter."""
    digest = hmac.digest(pepper, b"reset:" + reset.encode(), hashlib.sha256)
    return Secret(f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}")


def _peppered(pin: Secret, *, member: str, pepper: bytes) -> bytes:
    return base64.b64encode(hmac.digest(pepper, f"pin:{member}:{pin.reveal()}".encode(), hashlib.sha256))
