"""Passwords as Argon2id over a peppered HMAC in a thread of their own, and digests of what is secret already."""

from __future__ import annotations

import base64
import hashlib
import hmac

from core import argon
from core.secret import Secret

#: One, so that somebody who guesses passwords does not make members wait for their PINs.
LINE = argon.Line("password", threads=1, most_waiting=32)
place = LINE.place
#: Of no password: who is not known takes as long to refuse as who is.
NOBODYS = f"{argon.CURRENT}{'A' * 22}${'A' * 43}"
_CODE_BYTES = 15


async def hash_of(password: Secret, *, staff: str, pepper: bytes) -> str:
    """The stored form. Needs a `place()`."""
    return await LINE.hash_of(_peppered(password, staff=staff, pepper=pepper))


async def fits(password: Secret, stored: str, *, staff: str, pepper: bytes) -> bool:
    """Is it the password behind the stored form? Needs a `place()`."""
    return await LINE.fits(_peppered(password, staff=staff, pepper=pepper), stored)


def digest_of(token: Secret) -> str:
    """Of a token that nobody can guess; the token itself is kept nowhere."""
    return hashlib.sha256(token.reveal().encode()).hexdigest()


def tries_of(what: str, *, pepper: bytes) -> str:
    """The key under which tries are counted, which does not tell what was typed."""
    return hmac.new(pepper, b"tries:" + what.encode(), hashlib.sha256).hexdigest()


def invitation_code(invitation: str, *, pepper: bytes) -> Secret:
    """Four times six letters and digits, always the same for one id: 120 bits that are kept nowhere."""
    digest = hmac.digest(pepper, b"invitation:" + invitation.encode(), hashlib.sha256)
    text = base64.b32encode(digest[:_CODE_BYTES]).decode()
    return Secret("-".join(text[start : start + 6] for start in range(0, len(text), 6)))


def typed_code(code: Secret) -> Secret:
    """However she typed it: small letters, blanks, no dashes."""
    text = "".join(code.reveal().upper().split()).replace("-", "")
    return Secret("-".join(text[start : start + 6] for start in range(0, len(text), 6)))


def _peppered(password: Secret, *, staff: str, pepper: bytes) -> bytes:
    return base64.b64encode(hmac.digest(pepper, f"password:{staff}:{password.reveal()}".encode(), hashlib.sha256))
