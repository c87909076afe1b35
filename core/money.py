"""An amount of money: a whole number of minor units in one currency, never a float."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from functools import total_ordering

#: Digits after the point, from ISO 4217. Pinned here, because locale libraries disagree for some currencies.
EXPONENTS = {"KES": 2, "UGX": 0, "TZS": 2, "RWF": 0, "ETB": 2, "USD": 2, "EUR": 2, "GBP": 2}


class CurrencyMismatch(ArithmeticError):
    """Two currencies met in one sum; exchange is a posting rule, never an addition."""


@total_ordering
class Money:
    """`Money(150000, "KES")` is KES 1,500.00: `minor_units` is a whole number, possibly negative."""

    __slots__ = ("currency", "minor_units")
    minor_units: int
    currency: str

    def __init__(self, minor_units: int, currency: str) -> None:
        if currency not in EXPONENTS:
            raise ValueError(f"{currency!r} is not a currency we keep; known are {', '.join(EXPONENTS)}")
        if type(minor_units) is not int:
            raise TypeError(f"minor units are a whole number, not {minor_units!r}")
        object.__setattr__(self, "minor_units", minor_units)
        object.__setattr__(self, "currency", currency)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an amount of money does not change")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """From a decimal amount in major units; refuses more digits than the currency has."""
        scaled = Decimal(amount).scaleb(EXPONENTS[currency])
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more digits than {currency} has")
        return cls(int(scaled), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with all its digits: 1500.00."""
        return Decimal(self.minor_units).scaleb(-EXPONENTS[self.currency])

    @property
    def is_zero(self) -> bool:
        return self.minor_units == 0

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} in one sum")
        return other.minor_units

    def __add__(self, other: Money) -> Money:
        return Money(self.minor_units + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor_units - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor_units, self.currency)

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            raise TypeError("multiply by a whole number, or use share() for a rate")
        return Money(self.minor_units * times, self.currency)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return self.minor_units != 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor_units == other.minor_units and self.currency == other.currency

    def __lt__(self, other: Money) -> bool:
        return self.minor_units < self._same(other)

    def __hash__(self) -> int:
        return hash((self.minor_units, self.currency))

    def __reduce__(self) -> tuple[type[Money], tuple[int, str]]:
        return Money, (self.minor_units, self.currency)

    def __repr__(self) -> str:
        return f"Money({self.decimal}, {self.currency!r})"

    def __str__(self) -> str:
        return f"{self.currency} {self.plain()}"

    def plain(self) -> str:
        """As members read it, without the currency: `1,500`, with cents only where there are cents."""
        exponent = EXPONENTS[self.currency]
        whole, cents = divmod(abs(self.minor_units), 10**exponent)
        sign = "-" if self.minor_units < 0 else ""
        return f"{sign}{whole:,}.{cents:0{exponent}d}" if cents else f"{sign}{whole:,}"

    def share(self, rate: Decimal, rounding: str = ROUND_HALF_EVEN) -> Money:
        """`rate` times this amount, rounded once to minor units."""
        return Money(int((self.minor_units * rate).to_integral_value(rounding)), self.currency)

    def rounded_to(self, multiple: Money, rounding: str = ROUND_CEILING) -> Money:
        """The nearest multiple, upwards unless told otherwise: an instalment in whole shillings."""
        step = self._same(multiple)
        return Money(int((Decimal(self.minor_units) / step).to_integral_value(rounding)) * step, self.currency)

    def split(self, parts: int) -> list[Money]:
        """Equal parts that lose nothing: the first ones carry the odd minor units."""
        each, odd = divmod(self.minor_units, parts)
        return [Money(each + (1 if n < odd else 0), self.currency) for n in range(parts)]


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of `amounts`, which may be none at all."""
    return sum(amounts, Money.zero(currency))
