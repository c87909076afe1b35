"""A new plan for what is left of a loan: its own rate and method, other months, and no more than the law allows."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Protocol

from core.lending import allocation, arrears
from core.lending.allocation import Debt, Due
from core.lending.schedule import METHODS, due_on
from core.money import Money


class Replanned(Protocol):
    """As much of a loan as a new plan looks at."""

    @property
    def debt(self) -> Debt: ...
    @property
    def method(self) -> str: ...
    @property
    def monthly_rate(self) -> Decimal: ...
    @property
    def multiple(self) -> Money: ...
    @property
    def default(self) -> arrears.Default | None: ...


def replan(loan: Replanned, *, months: int, today: date) -> tuple[Due, ...]:
    """The instalments that take the place of the open ones; their numbers go on from the old plan.

    Interest earned and not paid comes with the first, the odd cents of the principal with the last. Raises
    Unplannable when the months do not fit the sum.
    """
    debt = loan.debt
    whole = debt.principal.rounded_to(loan.multiple, ROUND_FLOOR)
    odd, carried = debt.principal - whole, allocation.earned_interest(debt, today)
    rows = METHODS[loan.method](whole, monthly_rate=loan.monthly_rate, months=months, multiple=loan.multiple)
    first, room, plan = debt.dues[-1].number + 1, _room(loan, debt, today), []
    for row in rows:
        interest = row.interest + carried if row.number == 1 else row.interest
        interest = min(interest, room)
        room -= interest
        principal = row.principal + odd if row.number == months else row.principal
        plan.append(Due(first + row.number - 1, due_on(today, row.number), principal, interest))
    return tuple(plan)


def _room(loan: Replanned, debt: Debt, today: date) -> Money:
    """In duplum: interest and late charges that are open never exceed the principal, as it was when it fell late.

    A plan that is changed on time is measured by what is owed now: the reading that is safe for the member.
    """
    is_late = bool(arrears.late_dues(debt, today))
    principal = loan.default.principal if loan.default and is_late else debt.principal
    return max(principal - debt.penalties, Money.zero(debt.currency))
