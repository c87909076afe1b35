"""How far a plan has come: what is paid of each instalment, and on which day it was paid in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.lending.allocation import Due, open_dues
from core.money import Money, total


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
    currency = plan[0].principal.currency
    paid = total((each.amount for each in payments), currency)
    waived = _waived(plan, paid) if finished_on else plan
    found, reached = [], Money.zero(currency)
    for due, left, unasked in zip(plan, open_dues(plan, paid), waived, strict=True):
        reached += due.total
        day = _reached(payments, reached) if not left.total else finished_on
        is_paid = not left.total or finished_on is not None
        found.append(Progress(due, unasked if finished_on else left, is_paid, day))
    return tuple(found)


def _waived(plan: Sequence[Due], paid: Money) -> list[Due]:
    """Of a loan that is finished all principal is paid; the interest that was paid is that of the oldest months."""
    left, found = paid - total((due.principal for due in plan), paid.currency), []
    for due in plan:
        asked = max(min(left, due.interest), Money.zero(paid.currency))
        left -= asked
        found.append(Due(due.number, due.due_on, Money.zero(paid.currency), due.interest - asked))
    return found


def _reached(payments: Sequence[Paid], amount: Money) -> date | None:
    """The day since when the payments come to `amount`; one that was taken back is there a second time, negative."""
    so_far, day, stands = Money.zero(amount.currency), None, False
    for each in payments:
        so_far += each.amount
        if so_far < amount:
            day, stands = None, False
        elif not stands:
            day, stands = each.on, True
    return day
