"""What a loan costs: fee and excise, and the yearly rate that makes what reaches her worth what she pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, localcontext

from core.lending.messages import Quote, Row
from core.lending.product import Product
from core.lending.schedule import METHODS, Instalment, due_on
from core.money import Money, total

#: A period's rate above this is not searched for: no product costs 1,000 % a month.
MOST_PERIOD_RATE = Decimal(10)
RATE_STEPS = 60
WHOLE_PER_CENT = Decimal(1)
_CONTEXT = Context(prec=28)


@dataclass(frozen=True)
class Deducted:
    """Taken from the loan when it is paid out."""

    fee: Money
    excise: Money


def deducted(amount: Money, *, fee_rate: Decimal, excise_rate: Decimal, unit: Money) -> Deducted:
    """The fee and the excise on it, together rounded down to `unit`, so that the wallet can pay the net."""
    both = amount.share(fee_rate * (1 + excise_rate)).rounded_to(unit, ROUND_FLOOR)
    with localcontext(_CONTEXT):
        excise = both.share(excise_rate / (1 + excise_rate))
    return Deducted(both - excise, excise)


def periodic_cost(net: Money, payments: Sequence[Money]) -> Decimal:
    """r with net = sum of payment_k / (1 + r)^k, by bisection between 0 and MOST_PERIOD_RATE.

    Zero when nothing is paid on top; MOST_PERIOD_RATE when not even that rate explains the price.
    """
    low, high = Decimal(0), MOST_PERIOD_RATE
    with localcontext(_CONTEXT):
        for _ in range(RATE_STEPS):
            middle = (low + high) / 2
            if _worth(payments, middle) > net.minor_units:
                low = middle
            else:
                high = middle
        return high if high == MOST_PERIOD_RATE else low


def _worth(payments: Sequence[Money], rate: Decimal) -> Decimal:
    """The present value in minor units, by Horner's rule."""
    value = Decimal(0)
    for payment in reversed(payments):
        value = (value + payment.minor_units) / (1 + rate)
    return value


def yearly_percents(monthly: Decimal) -> tuple[Decimal, Decimal]:
    """(nominal 12 r, effective (1 + r)^12 - 1) in whole per cent, as they are disclosed."""
    with localcontext(_CONTEXT):
        nominal, effective = 1200 * monthly, 100 * ((1 + monthly) ** 12 - 1)
        return (
            nominal.quantize(WHOLE_PER_CENT, ROUND_HALF_EVEN),
            effective.quantize(WHOLE_PER_CENT, ROUND_HALF_EVEN),
        )


def plan(product: Product, amount: Money, months: int) -> tuple[Instalment, ...]:
    """The instalments of this product, before any day is known."""
    method = METHODS[product.method]
    return method(amount, monthly_rate=product.monthly_rate, months=months, multiple=product.multiple)


def quote(product: Product, amount: Money, months: int, *, unit: Money, paid_out_on: date) -> Quote:
    """The whole price, if the money left on `paid_out_on`."""
    rows = plan(product, amount, months)
    taken = deducted(amount, fee_rate=product.fee_rate, excise_rate=product.excise_rate, unit=unit)
    net = amount - taken.fee - taken.excise
    interest = total((row.interest for row in rows), amount.currency)
    nominal, effective = yearly_percents(periodic_cost(net, [row.total for row in rows]))
    return Quote(
        product=product.code,
        amount=amount,
        months=months,
        net=net,
        instalment=rows[0].total,
        first_due=due_on(paid_out_on, 1),
        total=amount + interest,
        cost=interest + taken.fee + taken.excise,
        interest=interest,
        fee=taken.fee,
        excise=taken.excise,
        fee_and_tax=taken.fee + taken.excise,
        yearly_percent=nominal,
        effective_percent=effective,
        late_percent=(100 * product.late_rate).normalize(),
        rows=tuple(dated(row, due_on(paid_out_on, row.number)) for row in rows),
    )


def dated(row: Instalment, on: date) -> Row:
    return Row(row.number, on, row.principal, row.interest, row.total, row.balance)
