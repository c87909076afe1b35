"""Which movements of the books are lending, repaying, saving and withdrawing, and how days without any are filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from core.ledger.messages import DayMoved
from core.money import Money
from core.today.messages import RISK_DAYS, AtRisk, DayFigures, Lent, Portfolio

SAVINGS = frozenset({"savings", "deposits", "shares"})
OWED = frozenset({"loans", "receivable", "interest_income"})
#: Balances that came from other books, and mistakes that were taken back: nobody saved or withdrew them.
NO_MOVEMENT = frozenset({"opening", "opening_of_books", "reversal", "manual"})
_TO_A_THOUSANDTH = Decimal("0.0001")


def kinds_of(moved: DayMoved) -> Iterable[tuple[str, int]]:
    """(what it is, minor units) of one sum of the books."""
    debit, credit = moved.debit.minor_units, moved.credit.minor_units
    if moved.control == "loans" and moved.what in ("disburse_loan", "undo_disbursement"):
        yield "disbursed", debit - credit
    if moved.control in OWED and moved.what == "repay_loan":
        yield "repaid", credit
    if moved.control in SAVINGS and moved.what not in NO_MOVEMENT:
        if moved.what == "return_withdrawal":
            yield "withdrawn", -credit
        else:
            yield "saved", credit
            yield "withdrawn", debit


def by_day(
    moved: Iterable[DayMoved], joined: Mapping[date, int], *, today: date, days: int, currency: str
) -> tuple[DayFigures, ...]:
    """Every day up to today, oldest first, whether something happened on it or not."""
    sums: dict[tuple[date, str], int] = defaultdict(int)
    for each in moved:
        for kind, minor_units in kinds_of(each):
            sums[each.on, kind] += minor_units
    found = []
    for back in range(days - 1, -1, -1):
        day = today - timedelta(days=back)
        found.append(
            DayFigures(
                on=day,
                disbursed=Money(sums[day, "disbursed"], currency),
                repaid=Money(sums[day, "repaid"], currency),
                saved=Money(sums[day, "saved"], currency),
                withdrawn=Money(sums[day, "withdrawn"], currency),
                joined=joined.get(day, 0),
            )
        )
    return tuple(found)


def portfolio(lent: Lent, *, currency: str) -> Portfolio:
    at_risk = tuple(
        AtRisk(days, Money(minor_units, currency), share(minor_units, lent.owed))
        for days, minor_units in zip(RISK_DAYS, lent.at_risk, strict=True)
    )
    return Portfolio(lent.loans, Money(lent.owed, currency), at_risk)


def share(part: int, whole: int) -> Decimal:
    """To a hundredth of a per cent; of nothing it is nothing."""
    return (Decimal(part) / whole).quantize(_TO_A_THOUSANDTH, ROUND_HALF_EVEN) if whole else Decimal(0)
