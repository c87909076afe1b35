"""Every cent of a loan goes somewhere: schedules add up, repayments are conserved, paying in pieces changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from core.lending.allocation import Debt, Due, allocate, open_dues, payoff
from core.lending.arrears import Default, charges, late, wanted
from core.lending.replanning import replan
from core.lending.schedule import METHODS, Unplannable, due_on
from core.money import Money, total

NOTHING = Money.zero("KES")


@dataclass(frozen=True)
class Running:
    """As much of a loan as a new plan looks at."""

    debt: Debt
    method: str
    monthly_rate: Decimal
    multiple: Money
    default: Default | None


START = date(2026, 1, 31)
loans = st.tuples(
    st.sampled_from(sorted(METHODS)),
    st.integers(1, 500_000),
    st.integers(1, 48),
    st.integers(0, 100),
    st.sampled_from([1, 100, 1000]),
)
sums = st.integers(1, 900_000_00).map(lambda cents: Money(cents, "KES"))
days = st.integers(0, 1600).map(lambda n: START + timedelta(days=n))


def plan_of(loan):
    """(amount, rate, instalments), or None where no schedule exists and saying so is right."""
    method, units, months, tenths, multiple = loan
    amount, rate = Money(units * multiple, "KES"), Decimal(tenths) / 1000
    try:
        rows = METHODS[method](amount, monthly_rate=rate, months=months, multiple=Money(multiple, "KES"))
    except Unplannable:
        return None
    return amount, rate, rows


def debt_of(loan, penalties=NOTHING):
    plan = plan_of(loan)
    if plan is None:
        return None
    dues = tuple(Due(row.number, due_on(START, row.number), row.principal, row.interest) for row in plan[2])
    return Debt(START, penalties, dues)


@settings(max_examples=150, deadline=None)
@given(loans)
def test_a_schedule_pays_the_principal_in_payable_instalments_the_last_not_the_largest(loan):
    plan = plan_of(loan)
    if plan is None:
        return
    amount, rate, rows = plan
    multiple = loan[4]
    assert total((row.principal for row in rows), "KES") == amount
    assert all(row.principal > NOTHING and row.interest >= NOTHING for row in rows)
    assert all(row.total.minor_units % multiple == 0 for row in rows)
    assert len({row.total for row in rows[:-1]}) <= 1
    assert rows[-1].total <= rows[0].total
    assert rows[-1].balance == NOTHING
    if loan[0] == "flat":
        assert total((row.interest for row in rows), "KES") <= amount.share(rate * len(rows))


@settings(max_examples=150, deadline=None)
@given(loans)
def test_every_loan_that_is_not_tiny_has_a_schedule(loan):
    """Tiny: the instalments are so small that rounding them up eats the last ones."""
    _, units, months, tenths, _ = loan
    if units >= 4 * months * months and tenths * months <= 1000:
        assert plan_of(loan) is not None


@settings(max_examples=150, deadline=None)
@given(loans, sums, days, st.integers(0, 50_000))
def test_a_repayment_is_conserved_and_no_part_is_negative(loan, amount, day, penalties):
    debt = debt_of(loan, Money(penalties, "KES"))
    if debt is None:
        return
    parts = allocate(debt, amount, day)
    assert parts.amount == amount
    assert min(parts.penalties, parts.interest, parts.principal, parts.over, parts.saved) >= NOTHING
    assert parts.principal <= debt.principal
    assert parts.closes == (amount >= payoff(debt, day))
    if parts.closes:
        assert parts.principal == debt.principal
        assert parts.interest + parts.saved == debt.interest
    else:
        assert not parts.over
        assert not parts.saved


@settings(max_examples=100, deadline=None)
@given(loans, st.lists(sums, min_size=1, max_size=6), days)
def test_the_sum_that_was_paid_replays_to_the_same_debt(loan, amounts, day):
    """However the money came, what is open is what one repayment of the same sum leaves open."""
    fresh = debt_of(loan)
    if fresh is None:
        return
    debt, paid = fresh, NOTHING
    for amount in amounts:
        parts = allocate(debt, amount, day)
        if parts.closes:
            return
        paid += parts.interest + parts.principal
        debt = Debt(START, NOTHING, open_dues(debt.dues, parts.interest + parts.principal))
    assert debt.dues == open_dues(fresh.dues, paid)
    assert debt.principal + debt.interest == fresh.principal + fresh.interest - paid


@settings(max_examples=100, deadline=None)
@given(loans, days)
def test_what_is_wanted_is_enough_to_have_nothing_late(loan, day):
    debt = debt_of(loan)
    if debt is None:
        return
    parts = allocate(debt, wanted(debt, day), day)
    after = Debt(START, NOTHING, open_dues(debt.dues, parts.interest + parts.principal))
    assert parts.closes or late(after, day) == NOTHING


@settings(max_examples=100, deadline=None)
@given(loans, sums, days, st.integers(1, 60), st.integers(0, 50_000))
def test_a_new_plan_repays_what_is_left_within_what_the_law_allows(loan, amount, day, months, penalties):
    method, _, _, tenths, multiple = loan
    debt = debt_of(loan, Money(penalties, "KES"))
    if debt is None or allocate(debt, amount, day).closes:
        return
    parts = allocate(debt, amount, day)
    late_parts = debt.penalties - parts.penalties
    running = Running(
        debt=Debt(START, late_parts, open_dues(debt.dues, parts.interest + parts.principal)),
        method=method, monthly_rate=Decimal(tenths) / 1000, multiple=Money(multiple, "KES"), default=None,
    )  # fmt: skip
    try:
        plan = replan(running, months=months, today=day)
    except Unplannable:
        return
    left = running.debt.principal
    assert total((due.principal for due in plan), "KES") == left
    assert total((due.interest for due in plan), "KES") <= max(left - late_parts, NOTHING)
    assert min(due.interest for due in plan) >= NOTHING
    assert [due.number for due in plan] == list(range(debt.dues[-1].number + 1, debt.dues[-1].number + months + 1))
    assert [due.due_on for due in plan] == [due_on(day, number) for number in range(1, months + 1)]


@settings(max_examples=60, deadline=None)
@given(loans, st.integers(1, 1000), days)
def test_late_charges_never_pass_the_cap_however_long_it_takes(loan, late_rate, since):
    debt = debt_of(loan)
    if debt is None:
        return
    default = Default(since, debt.principal, debt.interest, NOTHING)
    found = charges(
        debt, default, day=START + timedelta(days=3000), since=START, made=frozenset(),
        late_rate=Decimal(late_rate) / 1000, multiple=Money(1, "KES"),
    )  # fmt: skip
    charged = total((each.amount for each in found), "KES")
    assert not charged or debt.interest + charged <= debt.principal
