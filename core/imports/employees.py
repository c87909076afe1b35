"""Who works for which employer: enrolled with the members' file or a check-off, and expected in the next one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, insert, or_, select, update

from core.imports.cells import Wrong, shown, words
from core.imports.tables import EMPLOYEES
from core.tx import Tx

MOST_EMPLOYER = 11
MOST_PAYROLL_NUMBER = 30
#: Who was in no file for so many months does not work there any more.
EXPECTED_FOR_MONTHS = 3

_of = select(EMPLOYEES).where(EMPLOYEES.c.employer == bindparam("of_employer"))
_expected = _of.where(or_(EMPLOYEES.c.last_month.is_(None), EMPLOYEES.c.last_month >= bindparam("since"))).order_by(
    EMPLOYEES.c.member
)
_known = select(EMPLOYEES.c.employer, EMPLOYEES.c.member).where(
    EMPLOYEES.c.employer.in_(bindparam("employers", expanding=True))
)
_enrol = insert(EMPLOYEES)
_seen = (
    update(EMPLOYEES)
    .where(EMPLOYEES.c.employer == bindparam("of_employer"), EMPLOYEES.c.member == bindparam("of_member"))
    .values(last_month=bindparam("in_month"))
)


@dataclass(frozen=True)
class Employee:
    member: str
    payroll_number: str


def employer(cell: str) -> str:
    """`Tea Board` is tea-board: a part of an account's name."""
    plain = re.sub(r"[^a-z0-9]+", "-", words(40)(cell).casefold()).strip("-")
    if not 2 <= len(plain) <= MOST_EMPLOYER:
        raise Wrong(f"{shown(cell)} is too long or too short. Write 2 to {MOST_EMPLOYER} letters: tea-board.")
    return plain


def payroll_number(cell: str) -> str:
    """Without blanks and in capitals, so that it is found again."""
    return re.sub(r"\s", "", words(MOST_PAYROLL_NUMBER)(cell)).upper()


async def everybody(tx: Tx, of_employer: str) -> tuple[Employee, ...]:
    rows = await tx.execute(_of, {"of_employer": of_employer})
    return tuple(Employee(row.member, row.payroll_number) for row in rows)


async def expected(tx: Tx, of_employer: str, month: date) -> tuple[str, ...]:
    """The members who should be in the file of this month."""
    year, before = divmod(month.year * 12 + month.month - 1 - EXPECTED_FOR_MONTHS, 12)
    rows = await tx.execute(_expected, {"of_employer": of_employer, "since": date(year, before + 1, 1)})
    return tuple(row.member for row in rows)


async def enrol(tx: Tx, found: Sequence[tuple[str, str, str, date | None]]) -> None:
    """(employer, member, payroll number, month): new ones are entered, known ones were seen in that month."""
    if not found:
        return
    asked = {"employers": sorted({each[0] for each in found})}
    known = {(row.employer, row.member) for row in await tx.execute(_known, asked)}
    fresh = {(each[0], each[1]): each for each in found if (each[0], each[1]) not in known}
    if fresh:
        names = ("employer", "member", "payroll_number", "last_month")
        await tx.execute(_enrol, [dict(zip(names, each, strict=True)) for each in fresh.values()])
    seen = [
        {"of_employer": each[0], "of_member": each[1], "in_month": each[3]}
        for each in found
        if each[3] is not None and (each[0], each[1]) in known
    ]
    if seen:
        await tx.execute(_seen, seen)
