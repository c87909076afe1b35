"""What is late, what that costs, and where the cost must stop."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from core.lending.allocation import Debt, Due, open_dues
from core.lending.arrears import Default, charges, late, late_since, next_due, wanted
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


def charged(on: date, *, paid=0, default=None, made=frozenset(), since=LENT) -> list[tuple[int, int, str]]:
    default = default or Default(on, kes(5000), kes(225), kes(0))
    found = charges(debt(paid), default, day=on, since=since, made=made, late_rate=Decimal("0.01"), multiple=kes(1))
    return [(each.number, each.turn, each.amount.plain()) for each in found]


def test_on_the_due_day_nothing_is_late():
    assert late(debt(), date(2026, 12, 15)) == kes(0)
    assert late_since(debt(), date(2026, 12, 15)) is None


def test_a_day_later_the_whole_instalment_is():
    assert late(debt(), date(2026, 12, 16)) == kes(1742)
    assert late_since(debt(), date(2026, 12, 16)) == date(2026, 12, 15)


def test_a_part_payment_leaves_the_rest_late():
    assert late(debt(1000), date(2026, 12, 16)) == kes(742)


def test_what_is_wanted_is_all_that_is_due_or_else_the_next_instalment():
    assert wanted(debt(), LENT) == kes(1742)
    assert wanted(debt(1742), date(2026, 12, 15)) == kes(1742)
    assert wanted(debt(0, 17), date(2027, 1, 15)) == kes(3501)
    oldest = next_due(debt(1742))
    assert oldest is not None
    assert oldest.due_on == date(2027, 1, 15)


def test_one_per_cent_for_every_thirty_days_of_each_instalment_in_whole_shillings():
    first = date(2026, 12, 15)
    assert charged(first + timedelta(days=29)) == []
    assert charged(first + timedelta(days=30)) == [(1, 1, "17")]
    assert charged(first + timedelta(days=45)) == [(1, 1, "17")]
    assert charged(first + timedelta(days=61)) == [(1, 1, "17"), (1, 2, "17"), (2, 1, "17")]
    assert charged(first + timedelta(days=61), made=frozenset({(1, 1), (1, 2)})) == [(2, 1, "17")]


def test_turns_from_before_these_books_are_not_charged():
    assert charged(date(2027, 1, 29), since=date(2027, 1, 29)) == []
    assert charged(date(2027, 2, 13), since=date(2027, 1, 29)) == [(1, 2, "17")]


def test_in_duplum_interest_and_charges_never_exceed_the_principal_of_the_default():
    nearly = Default(LENT, kes(1000), kes(225), kes(765))
    assert charged(date(2027, 1, 14), default=nearly) == [(1, 1, "10")]
    full = Default(LENT, kes(1000), kes(225), kes(775))
    assert charged(date(2027, 1, 14), default=full) == []
