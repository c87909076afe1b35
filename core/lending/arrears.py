"""What is late: days, amounts, the late charge for every thirty days, and the cap that in duplum sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from core.lending.allocation import Debt, Due
from core.money import Money, total

DAYS_PER_CHARGE = 30
#: Days before (negative) and after a due date on which she is reminded.
REMINDERS = (-3, 0, 1, 7, 30)
#: Where the institution calls: so many days late her phone rings, too.
CALLED_AFTER_DAYS = 7


def late_dues(debt: Debt, today: date) -> tuple[Due, ...]:
    """Instalments with something open after their day. On the day itself nothing is late."""
    return tuple(due for due in debt.dues if due.total and due.due_on < today)


def late(debt: Debt, today: date) -> Money:
    return total((due.total for due in late_dues(debt, today)), debt.currency)


def late_since(debt: Debt, today: date) -> date | None:
    dues = late_dues(debt, today)
    return dues[0].due_on if dues else None


def next_due(debt: Debt) -> Due | None:
    """The oldest instalment with something open."""
    return next((due for due in debt.dues if due.total), None)


def wanted(debt: Debt, today: date) -> Money:
    """What is due now, late parts and late charges included; if nothing is, the next instalment."""
    due_now = total((due.total for due in debt.dues if due.due_on <= today), debt.currency)
    oldest = next_due(debt)
    coming = oldest.total if oldest and not due_now else Money.zero(debt.currency)
    return debt.penalties + due_now + coming


@dataclass(frozen=True)
class Default:
    """The loan as it stood when it fell late: what in duplum is measured by.

    `interest` was open then, `charged` is what late charges have added since.
    """

    on: date
    principal: Money
    interest: Money
    charged: Money

    @property
    def room(self) -> Money:
        """How much may still be charged: interest and late charges never exceed the principal of that day.

        Interest not yet due on that day counts as if it were: the reading that is safe for the member.
        """
        return max(self.principal - self.interest - self.charged, Money.zero(self.principal.currency))


@dataclass(frozen=True)
class Charge:
    """The `turn`-th late charge of instalment `number`."""

    number: int
    turn: int
    amount: Money


def charges(
    debt: Debt, default: Default, *, day: date, since: date, made: frozenset[tuple[int, int]],
    late_rate: Decimal, multiple: Money,
) -> tuple[Charge, ...]:  # fmt: skip
    """The late charges that are due on `day` and were not `made`, rounded down to `multiple`, within the cap.

    One for each whole thirty days an instalment is late, on what is open of it; turns that were complete by
    `since` (the day the loan came into these books) are not ours to charge.
    """
    room = default.room
    found = []
    for due, turn in _turns(debt, day, since):
        if (due.number, turn) in made:
            continue
        amount = min(due.total.share(late_rate).rounded_to(multiple, ROUND_FLOOR), room)
        room -= amount
        found.append(Charge(due.number, turn, amount))
    return tuple(charge for charge in found if charge.amount)


def _turns(debt: Debt, day: date, since: date) -> Iterator[tuple[Due, int]]:
    for due in late_dues(debt, day):
        for turn in range(1, (day - due.due_on).days // DAYS_PER_CHARGE + 1):
            if due.due_on + timedelta(days=DAYS_PER_CHARGE * turn) > since:
                yield due, turn
