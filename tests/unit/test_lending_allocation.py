"""Where a repayment goes, instalment by instalment, and what finishes a loan early."""

from __future__ import annotations

from datetime import date

import pytest

from core.lending.allocation import Debt, Due, allocate, open_dues, payoff
from core.money import Money


def kes(amount: int | str) -> Money:
    return Money.of(amount, "KES")


LENT = date(2026, 11, 15)
PLAN = (
    Due(1, date(2026, 12, 15), kes(1667), kes(75)),
    Due(2, date(2027, 1, 15), kes(1667), kes(75)),
    Due(3, date(2027, 2, 15), kes(1666), kes(75)),
)


def debt(paid: int = 0, penalties: int = 0) -> Debt:
    return Debt(LENT, kes(penalties), open_dues(PLAN, kes(paid)))


#: day, paid before, late charges -> what finishes the loan that day
PAYOFF = [
    (date(2026, 11, 15), 0, 0, 5075),  # the first month has begun with the payout
    (date(2026, 12, 15), 0, 0, 5075),  # on the due day the second has not
    (date(2026, 12, 16), 0, 0, 5150),
    (date(2026, 12, 1), 1742, 0, 3333),  # the first instalment came early: its interest is paid, no other has begun
    (date(2026, 12, 20), 1742, 0, 3408),
    (date(2027, 3, 1), 0, 17, 5242),  # everything has begun, and late charges are due
]


@pytest.mark.parametrize(("day", "paid", "penalties", "figure"), PAYOFF)
def test_all_of_it_today(day, paid, penalties, figure):
    assert payoff(debt(paid, penalties), day) == kes(figure)


#: amount, late charges -> penalties, interest, principal, over, closes
ALLOCATED = [
    (10, 17, (10, 0, 0, 0, False)),
    (17, 17, (17, 0, 0, 0, False)),
    (50, 17, (17, 33, 0, 0, False)),
    (1742, 0, (0, 75, 1667, 0, False)),
    (1800, 0, (0, 133, 1667, 0, False)),  # 58 begin the second instalment, with its interest
    (5074, 0, (0, 225, 4849, 0, False)),
    (5075, 0, (0, 75, 5000, 0, True)),
    (6000, 0, (0, 75, 5000, 925, True)),
]


@pytest.mark.parametrize(("amount", "penalties", "parts"), ALLOCATED)
def test_late_charges_then_interest_then_principal_and_the_rest_is_hers(amount, penalties, parts):
    found = allocate(debt(0, penalties), kes(amount), LENT)
    assert (found.penalties, found.interest, found.principal, found.over) == tuple(map(kes, parts[:4]))
    assert found.closes is parts[4]


def test_finishing_early_saves_the_interest_of_months_that_have_not_begun():
    assert allocate(debt(), kes(5075), LENT).saved == kes(150)
    assert allocate(debt(1742), kes(3408), date(2026, 12, 20)).saved == kes(75)


def test_there_is_no_negative_repayment():
    with pytest.raises(ValueError):
        allocate(debt(), kes(-1), LENT)
