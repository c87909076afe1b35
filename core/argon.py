"""Argon2id in a few threads of its own, for which only so many may wait: PINs and passwords are worked out here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from argon2.exceptions import VerifyMismatchError
from argon2.low_level import Type, hash_secret, verify_secret

T = TypeVar("T")

# OWASP's least parameters for Argon2id: 52 ms on the machine this was measured on.
MEMORY_KIB = 19_456
TIME_COST = 2
PARALLELISM = 1
HASH_BYTES = 32
SALT_BYTES = 16
CURRENT = f"$argon2id$v=19$m={MEMORY_KIB},t={TIME_COST},p={PARALLELISM}$"


class LineTooLong(RuntimeError):
    """More secrets wait to be worked out than may. Try again in a few seconds."""


class Line:
    """Some threads, and how many stand in line for them."""

    def __init__(self, name: str, *, threads: int, most_waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.most_waiting = most_waiting
        self._waiting = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place in line, taken before a try is counted. Raises LineTooLong."""
        if self._waiting >= self.most_waiting:
            raise LineTooLong(LineTooLong.__doc__)
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    async def hash_of(self, secret: bytes) -> str:
        """The stored form: parameters, salt and hash in one text. Needs a `place()`."""
        return await self._in_thread(lambda: _hash(secret))

    async def fits(self, secret: bytes, stored: str) -> bool:
        """Is it the secret behind the stored form? Needs a `place()`."""
        return await self._in_thread(lambda: _verify(stored, secret))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def is_outdated(stored: str) -> bool:
    """Was it hashed with other parameters than today's?"""
    return not stored.startswith(CURRENT)


def _hash(secret: bytes) -> str:
    salt = os.urandom(SALT_BYTES)
    return hash_secret(secret, salt, TIME_COST, MEMORY_KIB, PARALLELISM, HASH_BYTES, Type.ID).decode()


def _verify(stored: str, secret: bytes) -> bool:
    try:
        return verify_secret(stored.encode(), secret, Type.ID)
    except VerifyMismatchError:
        return False
