"""Loan numbers: LN-0001 upwards, never the same one twice, and how they are read from what people type."""

from __future__ import annotations

import re

from sqlalchemy import BindParameter, Integer, bindparam, case, update

from core.lending.tables import NUMBERS, LoanNumberRow
from core.tx import Tx

SERIES = "LN"
_WRITTEN = re.compile(r"LN(\d{4,8})")
_SEPARATORS = re.compile(r"[\s\-_./]")

_ours = update(NUMBERS).where(NUMBERS.c.series == SERIES)
_next = _ours.values(last=NUMBERS.c.last + 1).returning(NUMBERS.c.last)
_at_least: BindParameter[int] = bindparam("at_least", type_=Integer)
_reserve = _ours.values(last=case((NUMBERS.c.last < _at_least, _at_least), else_=NUMBERS.c.last))


def written(number: int) -> str:
    """`LN-0042`: four digits at least."""
    return f"{SERIES}-{number:04d}"


def as_typed(words: str) -> str:
    """`ln 0042` is LN-0042. Empty when it is no loan number: a digit too few may be anybody's loan."""
    found = _WRITTEN.fullmatch(_SEPARATORS.sub("", words).upper())
    return f"{SERIES}-{found[1]}" if found else ""


def count(number: str) -> int:
    return int(number.removeprefix(f"{SERIES}-"))


async def take(tx: Tx) -> str:
    """The next number. Whoever comes at the same moment waits until this transaction ends."""
    last = (await tx.execute(_next)).scalar_one_or_none()
    if last is None:
        await tx.insert_once(LoanNumberRow, {"series": SERIES, "last": 0})
        last = (await tx.execute(_next)).scalar_one()
    return written(last)


async def reserve(tx: Tx, number: str) -> None:
    """A number from other books is in use: ours go on after it."""
    await tx.insert_once(LoanNumberRow, {"series": SERIES, "last": 0})
    await tx.execute(_reserve, {"at_least": count(number)})
