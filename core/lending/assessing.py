"""The loans that the daily look at late ones finds, and the charges it made before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, or_, select

from core.lending import queries
from core.lending.loan import Loan
from core.lending.tables import CHARGES, LOANS
from core.tx import Tx

_charged = select(CHARGES.c.loan, CHARGES.c.number, CHARGES.c.turn).where(
    CHARGES.c.loan.in_(bindparam("loans", expanding=True))
)
_assessable = (
    LOANS.c.state == "active",
    LOANS.c.next_due <= bindparam("until"),
    or_(LOANS.c.assessed_on.is_(None), LOANS.c.assessed_on < bindparam("day")),
)
_not_assessed = select(func.count()).select_from(LOANS).where(*_assessable)
_to_assess = (
    select(LOANS.c.id)
    .where(*_assessable)
    .order_by(LOANS.c.id)
    .limit(bindparam("limit"))
    .with_for_update(of=LOANS, skip_locked=True)
)


async def not_assessed(tx: Tx, *, day: date, until: date) -> int:
    return int((await tx.execute(_not_assessed, {"day": day, "until": until})).scalar_one())


async def to_assess(tx: Tx, *, day: date, until: date, limit: int) -> list[Loan]:
    """Active loans with something due by `until` that were not looked at on `day`, held, in sorted order."""
    ids = (await tx.execute(_to_assess, {"day": day, "until": until, "limit": limit})).scalars().all()
    return await queries.of_ids(tx, list(ids))


async def charged(tx: Tx, loans: Sequence[Loan]) -> dict[str, frozenset[tuple[int, int]]]:
    """The (instalment, turn) of every late charge made, by loan."""
    rows = (await tx.execute(_charged, {"loans": [loan.id for loan in loans]})).all() if loans else []
    made: dict[str, set[tuple[int, int]]] = {loan.id: set() for loan in loans}
    for row in rows:
        made[row.loan].add((row.number, row.turn))
    return {loan: frozenset(turns) for loan, turns in made.items()}
