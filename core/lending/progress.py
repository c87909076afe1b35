"""How far a plan has come: what is paid of each instalment, and on which day it was paid in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.lending.allocation import Due, open_dues
from core.money import Money


@dataclass(frozen=True)
class Paid:
    """One repayment towards the plan; `on` is None for what was paid before the loan came into these books."""

    on: date | None
    amount: Money


@dataclass(frozen=True)
class Progress:
    """`due` as planned, `open` what is not paid of it; `paid_on` is the day of the repayment that completed it."""

    due: Due
    open: Due
    is_paid: bool
    paid_on: date | None


def progress(plan: Sequence[Due], payments: Sequence[Paid], *, finished_on: date | None = None) -> tuple[Progress, ...]:
    """`finished_on`: she paid off early on that day, and what is not paid was not asked."""
    if not plan:
        return ()
    nothing = Money.zero(plan[0].principal.currency)
    paid = sum((each.amount for each in payments), nothing)
    found, reached = [], nothing
    for due, left in zip(plan, open_dues(plan, paid), strict=True):
        reached += due.total
        day = _reached(payments, reached)
        is_paid = not left.total or finished_on is not None
        found.append(Progress(due, left, is_paid, (day if not left.total else finished_on) if is_paid else None))
    return tuple(found)


def _reached(payments: Sequence[Paid], amount: Money) -> date | None:
    """The day on which the payments came to `amount`."""
    so_far = Money.zero(amount.currency)
    for each in payments:
        so_far += each.amount
        if so_far >= amount:
            return each.on
    return None
