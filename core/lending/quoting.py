"""Schedules on anybody's terms: flat or declining, graces, day counts, multiples and fees, and the price of it all.

Every interest is rounded once, where it is made, and the last instalment takes what is left: no cent is lost.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    localcontext,
)

from core.lending import price
from core.lending.messages import (
    Fee,
    FigureOutOfBounds,
    PricedRow,
    PricedSchedule,
    PricedTotals,
    QuoteSchedule,
)
from core.lending.schedule import annuity, due_on
from core.money import EXPONENTS, Money, total
from core.tx import Tx

MOST_INSTALMENTS = 600
MOST_PRINCIPAL = 10**15
MOST_YEARLY_PERCENT = 1_000
MOST_FEES = 10
#: Finer rates are no rates but noise.
MOST_RATE_PLACES = 8
MOST_YEARS = 100
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2200, 1, 1)

ROUNDINGS = {
    "half_even": ROUND_HALF_EVEN, "half_up": ROUND_HALF_UP, "half_down": ROUND_HALF_DOWN,
    "up": ROUND_UP, "down": ROUND_DOWN,
}  # fmt: skip
PER_YEAR = {"day": 365, "week": 52, "month": 12}
#: The days that an equal instalment counts for a period, whatever the calendar says.
EVEN_DAYS = {"day": 1, "week": 7, "month": 30}
YEARS_OF_360 = ("30/360", "actual/360")
CENTS = Decimal("0.01")
#: Above it the compounded rate says nothing any more.
MOST_SHOWN_PERCENT = Decimal("999999.99")
_CONTEXT = Context(prec=50)


@dataclass(frozen=True)
class _Period:
    """What one instalment asks before fees."""

    principal: Money
    interest: Money


async def quote_schedule(tx: Tx, request: QuoteSchedule) -> PricedSchedule | FigureOutOfBounds:
    return impossible(request) or priced(request)


def impossible(asked: QuoteSchedule) -> FigureOutOfBounds | None:
    """The first figure that is out of its bounds."""
    most_every = MOST_YEARS * PER_YEAR[asked.every.unit] // max(1, asked.instalments)
    graces = ("grace_principal", "grace_interest", "interest_free")
    bounds: list[tuple[str, Decimal | int, Decimal | int, Decimal | int]] = [
        ("principal", asked.principal.minor_units, 1, MOST_PRINCIPAL),
        ("annual_rate_percent", asked.annual_rate_percent, 0, MOST_YEARLY_PERCENT),
        ("instalments", asked.instalments, 1, MOST_INSTALMENTS),
        ("every", asked.every.count, 1, most_every),
        *((name, getattr(asked, name), 0, asked.instalments - 1) for name in graces),
        ("fees", len(asked.fees), 0, MOST_FEES),
    ]
    for name, value, least, most in bounds:
        if not Decimal(value).is_finite() or not least <= value <= most:
            return FigureOutOfBounds(name, str(least), str(most))
    if places(asked.annual_rate_percent) > MOST_RATE_PLACES:
        return FigureOutOfBounds("annual_rate_percent", "0", str(MOST_YEARLY_PERCENT))
    if not FIRST_DAY <= asked.disbursed_on <= LAST_DAY:
        return FigureOutOfBounds("disbursed_on", str(FIRST_DAY), str(LAST_DAY))
    return _impossible_multiple(asked) or _impossible_fee(asked)


def places(rate: Decimal) -> int:
    """How many digits stand after its point."""
    exponent = rate.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _impossible_multiple(asked: QuoteSchedule) -> FigureOutOfBounds | None:
    multiple = asked.instalment_multiple
    if multiple is None:
        return None
    least = Decimal(1).scaleb(-EXPONENTS[asked.principal.currency])
    # A multiple that swallows the instalment would leave everything to the last one.
    most = 2 * asked.principal.decimal / asked.instalments
    fits = multiple.is_finite() and least <= multiple <= most and multiple % least == 0
    return None if fits else FigureOutOfBounds("instalment_multiple", str(least))


def _impossible_fee(asked: QuoteSchedule) -> FigureOutOfBounds | None:
    for fee in asked.fees:
        amount = fee.amount or Money.zero(asked.principal.currency)
        of_another_kind = amount.currency != asked.principal.currency or amount.minor_units < 0
        if of_another_kind or not fee.percent.is_finite() or not 0 <= fee.percent <= 100:
            return FigureOutOfBounds("fees")
    return None if _fees(asked, "disbursement") < asked.principal else FigureOutOfBounds("fees")


def priced(asked: QuoteSchedule) -> PricedSchedule:
    """The rows, their sums, and what the money costs a year. The figures are within their bounds."""
    days = due_days(asked)
    with localcontext(_CONTEXT):
        periods = _flat(asked, days) if asked.interest_method == "flat" else _declining(asked, days)
    rows = _rows(asked, days, periods)
    sums = _sums(asked, rows)
    nominal, effective = _yearly(asked, price.periodic_cost(sums.net, [row.total for row in rows]))
    return PricedSchedule(rows, sums, nominal, effective)


def due_days(asked: QuoteSchedule) -> tuple[date, ...]:
    """The days on which an instalment is due; in months, the day of the month sticks."""
    start, count = asked.disbursed_on, asked.every.count
    numbers = range(1, asked.instalments + 1)
    if asked.every.unit == "month":
        return tuple(due_on(start, count * number) for number in numbers)
    step = timedelta(days=count * EVEN_DAYS[asked.every.unit])
    return tuple(start + step * number for number in numbers)


def years_between(start: date, end: date, day_count: str) -> Decimal:
    """The part of a year that lies between two days, as this convention counts it."""
    if day_count == "30/360":
        months = (end.year - start.year) * 12 + end.month - start.month
        return Decimal(months * 30 + min(end.day, 30) - min(start.day, 30)) / 360
    if day_count == "actual/actual":
        return sum((_part(start, end, year) for year in range(start.year, end.year + 1)), Decimal(0))
    return Decimal((end - start).days) / (360 if day_count == "actual/360" else 365)


def _part(start: date, end: date, year: int) -> Decimal:
    """How much of `year` lies between two days."""
    first, last = max(start, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
    return Decimal((last - first).days) / (366 if isleap(year) else 365)


def _day_count(asked: QuoteSchedule) -> str:
    return asked.day_count or "actual/365"


def _even_rate(asked: QuoteSchedule) -> Decimal:
    """The rate of a period as an equal instalment counts it."""
    yearly, every = asked.annual_rate_percent / 100, asked.every
    if asked.interest_period == "instalment":
        return yearly * every.count / PER_YEAR[every.unit]
    days_in_year = 360 if _day_count(asked) in YEARS_OF_360 else 365
    return yearly * every.count * EVEN_DAYS[every.unit] / days_in_year


def _rates(asked: QuoteSchedule, days: Sequence[date]) -> list[Decimal]:
    """The rate of each period."""
    if asked.interest_period == "instalment":
        return [_even_rate(asked)] * asked.instalments
    yearly, starts = asked.annual_rate_percent / 100, (asked.disbursed_on, *days[:-1])
    return [
        yearly * years_between(start, end, _day_count(asked)) for start, end in zip(starts, days, strict=True)
    ]  # fmt: skip


def _flat(asked: QuoteSchedule, days: Sequence[date]) -> list[_Period]:
    """Interest on the first sum for the whole term, in equal parts; principal in equal parts after its grace."""
    whole = asked.principal.share(sum(_rates(asked, days), Decimal(0)), ROUNDINGS[asked.rounding])
    each = whole.share(Decimal(1) / asked.instalments, ROUNDINGS[asked.rounding])
    made = [each] * (asked.instalments - 1)
    made.append(max(whole - total(made, whole.currency), Money.zero(whole.currency)))
    part = asked.principal.share(Decimal(1) / (asked.instalments - asked.grace_principal), ROUNDINGS[asked.rounding])
    pays = _multiple(asked, part) + _multiple(asked, each) - each
    left, periods = asked.principal, []
    for number, interest in enumerate(_asked_for(asked, made), 1):
        principal = _principal(asked, number, left, pays)
        left -= principal
        periods.append(_Period(principal, interest))
    return periods


def _declining(asked: QuoteSchedule, days: Sequence[date]) -> list[_Period]:
    """Interest on what is left; equal instalments, or equal principal after its grace."""
    rounding, paying = ROUNDINGS[asked.rounding], asked.instalments - asked.grace_principal
    equal = asked.amortization == "equal_instalments"
    part = annuity(_even_rate(asked), paying) if equal else Decimal(1) / paying
    pays = asked.principal.share(part, rounding)
    pays = _multiple(asked, pays) if equal else pays
    left, made, parts = asked.principal, [], []
    for number, rate in enumerate(_rates(asked, days), 1):
        interest = left.share(rate, rounding)
        if number <= asked.interest_free:
            interest = Money.zero(left.currency)
        principal = _principal(asked, number, left, pays - interest if equal else pays)
        left -= principal
        made.append(interest)
        parts.append(principal)
    return [_Period(*each) for each in zip(parts, _deferred(asked, made), strict=True)]


def _principal(asked: QuoteSchedule, number: int, left: Money, wanted: Money) -> Money:
    """The principal of one instalment: none in its grace, never more than is left, and in the last one all of it."""
    if number <= asked.grace_principal:
        return Money.zero(left.currency)
    return left if number == asked.instalments else min(max(wanted, Money.zero(left.currency)), left)


def _asked_for(asked: QuoteSchedule, made: Sequence[Money]) -> list[Money]:
    """Interest without that of the free instalments."""
    nothing = Money.zero(asked.principal.currency)
    return _deferred(asked, [nothing if n < asked.interest_free else each for n, each in enumerate(made)])


def _deferred(asked: QuoteSchedule, made: Sequence[Money]) -> list[Money]:
    """Interest of the grace is asked with the first instalment after it."""
    grace, nothing = asked.grace_interest, Money.zero(asked.principal.currency)
    later = total(made[:grace], nothing.currency)
    return [*[nothing] * grace, made[grace] + later, *made[grace + 1 :]]


def _multiple(asked: QuoteSchedule, amount: Money) -> Money:
    if asked.instalment_multiple is None:
        return amount
    return amount.rounded_to(Money.of(asked.instalment_multiple, amount.currency), ROUNDINGS[asked.rounding])


def _fees(asked: QuoteSchedule, taken: str) -> Money:
    """The fees taken at disbursement, or with each instalment."""
    fees = (_fee(asked, fee) for fee in asked.fees if fee.taken == taken)
    return total(fees, asked.principal.currency)


def _fee(asked: QuoteSchedule, fee: Fee) -> Money:
    share = asked.principal.share(fee.percent / 100, ROUNDINGS[asked.rounding])
    return share + (fee.amount or Money.zero(share.currency))


def _rows(asked: QuoteSchedule, days: Sequence[date], periods: Sequence[_Period]) -> tuple[PricedRow, ...]:
    fees, left, rows = _fees(asked, "instalment"), asked.principal, []
    for number, (day, each) in enumerate(zip(days, periods, strict=True), 1):
        left -= each.principal
        due = each.principal + each.interest + fees
        rows.append(PricedRow(number, day, each.principal, each.interest, fees, due, left))
    return tuple(rows)


def _sums(asked: QuoteSchedule, rows: Sequence[PricedRow]) -> PricedTotals:
    currency, deducted = asked.principal.currency, _fees(asked, "disbursement")
    interest, fees = total((row.interest for row in rows), currency), total((row.fees for row in rows), currency)
    return PricedTotals(
        principal=total((row.principal for row in rows), currency),
        interest=interest,
        fees=fees,
        total=total((row.total for row in rows), currency),
        deducted=deducted,
        net=asked.principal - deducted,
        cost=interest + fees + deducted,
    )


def _yearly(asked: QuoteSchedule, rate: Decimal) -> tuple[Decimal, Decimal]:
    """(nominal: the period's rate x periods a year, effective: compounded), per cent to two places."""
    with localcontext(_CONTEXT):
        periods = Decimal(PER_YEAR[asked.every.unit]) / asked.every.count
        found = (100 * rate * periods, 100 * ((1 + rate) ** periods - 1))
        return _shown(found[0]), _shown(found[1])


def _shown(percent: Decimal) -> Decimal:
    return min(percent, MOST_SHOWN_PERCENT).quantize(CENTS, ROUND_HALF_EVEN)
