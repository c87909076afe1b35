"""The whole price of a loan, as it stands on the screen and as the law wants it disclosed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.lending.price import deducted, periodic_cost, quote, yearly_percents
from core.lending.product import Product
from core.lending.schedule import flat
from core.money import Money


def kes(amount: int | str) -> Money:
    return Money.of(amount, "KES")


BOOST = Product(
    code="boost", name="Boost", least=kes(500), most=kes(20_000), terms=(1, 2, 3), method="flat",
    monthly_rate=Decimal("0.015"), fee_rate=Decimal("0.01"), excise_rate=Decimal("0.20"),
    late_rate=Decimal("0.01"), multiple=kes(1), months_needed=3, deposit_multiple=Decimal(0),
)  # fmt: skip


def test_the_demo_loan_costs_what_the_screen_says():
    """You get KES 4,940 today. You pay 3 x 1,742 from 15 Dec. In all 5,225. Cost 285: interest 225, fee, tax 60."""
    price = quote(BOOST, kes(5000), 3, unit=kes(1), paid_out_on=date(2026, 11, 15))

    assert (price.net, price.instalment, price.first_due) == (kes(4940), kes(1742), date(2026, 12, 15))
    assert (price.total, price.cost, price.interest) == (kes(5225), kes(285), kes(225))
    assert (price.fee, price.excise, price.fee_and_tax) == (kes(50), kes(10), kes(60))
    assert [price.yearly_percent, price.effective_percent, price.late_percent] == [34, 40, 1]
    assert [row.due_on.month for row in price.rows] == [12, 1, 2]


def test_the_rate_explains_the_price():
    """4,940 now is worth 1,742, 1,742 and 1,741 in three months at 2.86 % a month: 12 r = 34 %."""
    payments = [kes(1742), kes(1742), kes(1741)]
    rate = periodic_cost(kes(4940), payments)
    worth = sum(payment.minor_units / (1 + rate) ** month for month, payment in enumerate(payments, 1))
    assert abs(Decimal(worth) - 494_000) < Decimal("0.0001")
    assert round(rate * 100, 2) == Decimal("2.86")


def test_a_published_case():
    """5,000 flat at 12 % a year over 18 months in whole shillings is 21.66 % nominal and 23.94 % effective."""
    rows = flat(kes(5000), monthly_rate=Decimal("0.01"), months=18, multiple=kes(1))
    rate = periodic_cost(kes(5000), [row.total for row in rows])
    assert round(1200 * rate, 2) == Decimal("21.66")
    assert round(100 * ((1 + rate) ** 12 - 1), 2) == Decimal("23.94")
    assert list(yearly_percents(rate)) == [22, 24]


def test_a_free_loan_and_an_absurd_one_end_at_the_limits():
    assert round(periodic_cost(kes(1000), [kes(500), kes(500)]), 9) == 0
    assert periodic_cost(kes(1), [kes(1000)]) == 10


def test_fee_and_excise_leave_a_net_that_a_wallet_can_pay():
    """1 % of 1,234 is 12.34 and excise 2.47: together 14 are taken, a sixth of it excise."""
    taken = deducted(kes(1234), fee_rate=Decimal("0.01"), excise_rate=Decimal("0.20"), unit=kes(1))
    assert (taken.fee, taken.excise) == (kes("11.67"), kes("2.33"))
