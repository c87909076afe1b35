"""Schedules as tables: what a loan officer would work out on paper, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.lending.schedule import Unplannable, declining, due_on, flat, whole_months
from core.money import Money


def kes(amount: int | str) -> Money:
    return Money.of(amount, "KES")


def rows_of(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split()) for line in text.strip().splitlines()]


def plain(plan) -> list[tuple[str, ...]]:
    return [
        (str(row.number), row.total.plain(), row.principal.plain(), row.interest.plain(), row.balance.plain())
        for row in plan
    ]


#: amount, months, then one line per instalment: number, total, principal, interest, balance
BOOST = {
    (5000, 1): "1 5,075 5,000 75 0",
    (5000, 2): """
        1 2,575 2,500 75 2,500
        2 2,575 2,500 75 0""",
    (5000, 3): """
        1 1,742 1,667 75 3,333
        2 1,742 1,667 75 1,666
        3 1,741 1,666 75 0""",
    # 22.50 of interest: the 50 cents that no wallet could pay are not charged.
    (500, 3): """
        1 174 166.67 7.33 333.33
        2 174 166.67 7.33 166.66
        3 174 166.66 7.34 0""",
}


@pytest.mark.parametrize(("amount", "months"), BOOST)
def test_boost_is_flat_at_one_and_a_half_per_cent_a_month(amount, months):
    plan = flat(kes(amount), monthly_rate=Decimal("0.015"), months=months, multiple=kes(1))
    assert plain(plan) == rows_of(BOOST[amount, months])


def test_kilimo_is_declining_at_one_point_two_per_cent_a_month():
    plan = declining(kes(10_000), monthly_rate=Decimal("0.012"), months=3, multiple=kes(1))
    assert plain(plan) == rows_of("""
        1 3,414 3,294 120 6,706
        2 3,414 3,333.53 80.47 3,372.47
        3 3,412 3,372.47 39.53 0""")


def test_a_small_loan_over_a_long_time_ends_with_a_whole_shilling_too():
    """44.30 and 53 cents of interest are left at the end: 44 would not clear it and no wallet pays 44.83."""
    plan = declining(kes(500), monthly_rate=Decimal("0.012"), months=12, multiple=kes(1))
    assert plain(plan)[-2:] == rows_of("""
        11 45 43.94 1.06 44.30
        12 45 44.30 0.70 0""")


def test_without_a_multiple_the_annuity_is_rounded_up_to_the_cent():
    """P r / (1 - (1 + r)^-n) for 100 at 1 % over 2 months is 50.7512...; the cent too much comes off at the end."""
    plan = declining(kes(100), monthly_rate=Decimal("0.01"), months=2, multiple=kes("0.01"))
    assert plain(plan) == rows_of("""
        1 50.76 49.76 1 50.24
        2 50.74 50.24 0.50 0""")


def test_a_loan_without_interest_is_divided():
    for method in (flat, declining):
        plan = method(kes(1000), monthly_rate=Decimal(0), months=3, multiple=kes(1))
        assert [row.total.plain() for row in plan] == ["334", "334", "332"]


def test_what_cannot_be_planned_is_refused_loudly():
    for amount, months in ((kes(0), 3), (kes("500.50"), 3), (kes(500), 0), (kes(500), 121), (kes(3), 12)):
        with pytest.raises(Unplannable):
            flat(amount, monthly_rate=Decimal("0.015"), months=months, multiple=kes(1))


DUE_DAYS = {
    date(2026, 1, 31): ["28 Feb", "31 Mar", "30 Apr", "31 May"],
    date(2026, 11, 15): ["15 Dec", "15 Jan", "15 Feb", "15 Mar"],
    date(2028, 1, 30): ["29 Feb", "30 Mar", "30 Apr", "30 May"],
    date(2026, 8, 31): ["30 Sep", "31 Oct", "30 Nov", "31 Dec"],
}


@pytest.mark.parametrize("start", DUE_DAYS)
def test_the_day_of_the_month_sticks_through_shorter_months(start):
    assert [f"{due_on(start, n):%-d %b}" for n in (1, 2, 3, 4)] == DUE_DAYS[start]


def test_whole_months_are_counted_as_due_days_are():
    joined = date(2026, 1, 31)
    days = {
        date(2026, 1, 1): 0, date(2026, 2, 27): 0, date(2026, 2, 28): 1, date(2026, 3, 30): 1,
        date(2026, 3, 31): 2, date(2027, 1, 31): 12,
    }  # fmt: skip
    assert {day: whole_months(joined, day) for day in days} == days
