"""A loan that other books began: the plan repays what was lent, and leaves exactly what those books say is left."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.lending import allocation
from core.lending.allocation import Due
from core.lending.product import Product
from core.lending.schedule import Unplannable
from core.lending.taking_over import TakenOver, take_over
from core.money import Money, total
from tests.unit.lending_house import BOOST, KILIMO, kes

START = date(2025, 12, 31)
PRODUCTS = [Product(**{each.name: getattr(saved, each.name) for each in fields(Product)}) for saved in (BOOST, KILIMO)]


def taken(product: Product, amount: Money, months: int, paid: int, left: Money | None = None) -> TakenOver:
    return take_over(
        product, amount, months, unit=kes(1), disbursed_on=START, paid_instalments=paid, left=left
    )  # fmt: skip


def test_without_another_principal_it_is_our_schedule():
    ours = taken(PRODUCTS[0], kes(6_000), 3, 1)
    assert [(row.number, row.due_on) for row in ours.open] == [(2, date(2026, 2, 28)), (3, date(2026, 3, 31))]
    assert (ours.owed, ours.quote.first_due) == (kes(4_000), date(2026, 1, 31))
    assert ours.quote.rows[0].due_on == ours.paid[0].due_on
    assert taken(PRODUCTS[0], kes(6_000), 3, 1, kes(4_000)) == ours


def test_flat_interest_stays_as_agreed_and_other_interest_is_of_what_is_left():
    flat = taken(PRODUCTS[0], kes(6_000), 3, 1, kes("4321.50"))
    assert [str(row.interest) for row in flat.open] == ["KES 90", "KES 90"]
    assert [str(row.principal) for row in flat.open] == ["KES 2,161", "KES 2,160.50"]
    declining = taken(PRODUCTS[1], kes(12_000), 12, 6, kes("3000.40"))
    assert len(declining.open) == 6
    assert declining.open[0].interest == kes(3_000).share(PRODUCTS[1].monthly_rate)


def test_what_was_paid_before_the_first_instalment_has_a_row_of_its_own():
    early = taken(PRODUCTS[0], kes(6_000), 3, 0, kes(5_000))
    assert [(row.number, row.due_on, row.principal) for row in early.paid] == [(0, START, kes(1_000))]
    assert len(early.open) == 3


def test_too_little_for_a_plan_is_due_with_the_next_instalment():
    little = taken(PRODUCTS[1], kes(12_000), 12, 2, kes("0.50"))
    assert [(row.number, row.principal) for row in little.open] == [(3, kes("0.50"))]


@pytest.mark.parametrize("left", [kes(0), kes(-1), kes(6_001)])
def test_what_cannot_be_left_is_refused(left: Money):
    with pytest.raises(Unplannable):
        taken(PRODUCTS[0], kes(6_000), 3, 1, left)


@given(
    st.sampled_from(PRODUCTS),
    st.integers(600, 300_000),
    st.sampled_from([3, 6, 12]),
    st.integers(0, 11),
    st.integers(1, 10**6),
)
@settings(max_examples=300, deadline=None)
def test_the_plan_repays_what_was_lent_and_leaves_what_is_left(
    product: Product, shillings: int, months: int, paid: int, share: int
):
    amount, paid = kes(shillings), min(paid, months - 1)
    left = Money(max(1, amount.minor_units * share // 10**6), "KES")
    made = taken(product, amount, months, paid, left)
    assert made.owed == left
    assert total((row.principal for row in (*made.paid, *made.open)), "KES") == amount
    assert all(row.principal >= kes(0) <= row.interest and row.total for row in made.open)
    # What counts as paid towards the plan leaves exactly this principal open, and nothing of what is before.
    plan = [Due(row.number, row.due_on, row.principal, row.interest) for row in (*made.paid, *made.open)]
    dues = allocation.open_dues(plan, total((row.total for row in made.paid), "KES"))
    assert total((due.principal for due in dues), "KES") == left
    assert not any(due.total for due in dues[: len(made.paid)])
