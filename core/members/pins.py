"""PINs as Argon2id over a peppered HMAC, worked out in two threads, for which only so many may wait."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from argon2.exceptions import VerifyMismatchError
from argon2.low_level import Type, hash_secret, verify_secret

from core.secret import Secret

T = TypeVar("T")

# OWASP's least parameters for Argon2id: 52 ms on the machine this was measured on.
MEMORY_KIB = 19_456
TIME_COST = 2
PARALLELISM = 1
HASH_BYTES = 32
SALT_BYTES = 16
THREADS = 2
MOST_WAITING = 64
CODE_DIGITS = 6
_CURRENT = f"$argon2id$v=19$m={MEMORY_KIB},t={TIME_COST},p={PARALLELISM}$"


class TooManyPins(RuntimeError):
    """More PINs wait to be worked out than MOST_WAITING. Try again in a few seconds."""


class _Line:
    """The threads, and how many stand in line for them."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pin")
        self.waiting = 0


_line = _Line()


@contextmanager
def place() -> Iterator[None]:
    """A place in line, taken before a try is counted. Raises TooManyPins."""
    if _line.waiting >= MOST_WAITING:
        raise TooManyPins(TooManyPins.__doc__)
    _line.waiting += 1
    try:
        yield
    finally:
        _line.waiting -= 1


async def hash_of(pin: Secret, *, member: str, pepper: bytes) -> str:
    """The stored form: parameters, salt and hash in one text. Needs a `place()`."""
    secret = _peppered(pin, member=member, pepper=pepper)
    return await _in_thread(lambda: _hash(secret))


async def fits(pin: Secret, stored: str, *, member: str, pepper: bytes) -> bool:
    """Is it the PIN behind the stored form? Needs a `place()`."""
    secret = _peppered(pin, member=member, pepper=pepper)
    return await _in_thread(lambda: _verify(stored, secret))


def is_outdated(stored: str) -> bool:
    """Was it hashed with other parameters than today's?"""
    return not stored.startswith(_CURRENT)


def reset_code(reset: str, *, pepper: bytes) -> Secret:
    """The six digits of a reset, always the same for one id, like HOTP with the id as its counter."""
    digest = hmac.digest(pepper, b"reset:" + reset.encode(), hashlib.sha256)
    return Secret(f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}")


def _peppered(pin: Secret, *, member: str, pepper: bytes) -> bytes:
    return base64.b64encode(hmac.digest(pepper, f"pin:{member}:{pin.reveal()}".encode(), hashlib.sha256))


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_line.threads, work)


def _hash(secret: bytes) -> str:
    salt = os.urandom(SALT_BYTES)
    return hash_secret(secret, salt, TIME_COST, MEMORY_KIB, PARALLELISM, HASH_BYTES, Type.ID).decode()


def _verify(stored: str, secret: bytes) -> bool:
    try:
        return verify_secret(stored.encode(), secret, Type.ID)
    except VerifyMismatchError:
        return False
