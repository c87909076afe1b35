"""Flat and declining schedules in whole instalments, the last never the largest, and their due days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext

from core.money import Money

MOST_MONTHS = 120
_CONTEXT = Context(prec=28)


@dataclass(frozen=True)
class Instalment:
    """What one month brings; `balance` is the principal left after it."""

    number: int
    principal: Money
    interest: Money
    balance: Money

    @property
    def total(self) -> Money:
        return self.principal + self.interest


class Unplannable(ValueError):
    """These terms make no schedule: the amount is too small, or the months are out of range."""


def flat(principal: Money, *, monthly_rate: Decimal, months: int, multiple: Money) -> tuple[Instalment, ...]:
    """Interest on the first sum every month: I = P x rate x n, r2(I / n) in each row, the rest in the last.

    Every instalment is (P + I) / n, rounded up to `multiple`; the last one is what is left. Odd cents of
    interest that no wallet could pay are not charged.
    """
    _check(principal, months, multiple)
    owed = (principal + principal.share(monthly_rate * months)).rounded_to(multiple, ROUND_FLOOR)
    interest = owed - principal
    each = Money(-(-owed.minor_units // months), owed.currency).rounded_to(multiple)
    share = interest.share(Decimal(1) / months)
    rows: list[Instalment] = []
    for number in range(1, months + 1):
        last = number == months
        pays = owed if last else each
        part = interest if last else min(share, interest)
        principal, interest, owed = principal - (pays - part), interest - part, owed - pays
        rows.append(Instalment(number, pays - part, part, principal))
    return _checked(rows)


def declining(principal: Money, *, monthly_rate: Decimal, months: int, multiple: Money) -> tuple[Instalment, ...]:
    """Interest on what is owed, r2(B x rate), in equal instalments: P x r / (1 - (1 + r)^-n), rounded up.

    The last one clears the balance, rounded down to `multiple` at the cost of its interest.
    """
    _check(principal, months, multiple)
    each = principal.share(annuity(monthly_rate, months), ROUND_CEILING).rounded_to(multiple)
    rows = _run_down(principal, each, monthly_rate, months, multiple)
    while rows[-1].total > each:
        each += multiple
        rows = _run_down(principal, each, monthly_rate, months, multiple)
    return _checked(rows)


def annuity(rate: Decimal, instalments: int) -> Decimal:
    """The equal instalment for one unit of principal, at `rate` for each."""
    with localcontext(_CONTEXT):
        if not rate:
            return Decimal(1) / instalments
        return rate / (1 - (1 + rate) ** -instalments)


def _run_down(principal: Money, each: Money, rate: Decimal, months: int, multiple: Money) -> list[Instalment]:
    rows: list[Instalment] = []
    for number in range(1, months + 1):
        interest = principal.share(rate)
        pays = each
        if number == months:
            # Where the interest is smaller than the odd cents of the balance, these are rounded up instead.
            down = (principal + interest).rounded_to(multiple, ROUND_FLOOR)
            pays = max(down, principal.rounded_to(multiple))
            interest = pays - principal
        principal -= pays - interest
        rows.append(Instalment(number, pays - interest, interest, principal))
    return rows


#: The methods a product may name.
METHODS: dict[str, Callable[..., tuple[Instalment, ...]]] = {"flat": flat, "declining": declining}


def due_on(start: date, number: int) -> date:
    """The same day, `number` months after `start`: 31 Jan, 28 Feb, 31 Mar. The seed day sticks."""
    years, month = divmod(start.month - 1 + number, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def whole_months(start: date, until: date) -> int:
    """Months that have passed, counted by `due_on`; zero before `start`."""
    months = max(0, (until.year - start.year) * 12 + until.month - start.month)
    return months if not months or due_on(start, months) <= until else months - 1


def _check(principal: Money, months: int, multiple: Money) -> None:
    if not 1 <= months <= MOST_MONTHS:
        raise Unplannable(f"{months} months; 1 to {MOST_MONTHS} can be planned")
    if principal <= Money.zero(principal.currency) or principal.minor_units % multiple.minor_units:
        raise Unplannable(f"{principal} is no multiple of {multiple}")


def _checked(rows: list[Instalment]) -> tuple[Instalment, ...]:
    nothing = Money.zero(rows[0].principal.currency)
    if any(row.principal <= nothing or row.interest < nothing for row in rows) or rows[-1].balance:
        raise Unplannable(f"{rows[0].total} a month does not run down evenly in {len(rows)} months")
    return tuple(rows)
