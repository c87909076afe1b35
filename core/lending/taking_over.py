"""The plan of a loan that other books began: what they say is left of it, over the instalments that are left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR
from functools import lru_cache

from core.lending import price
from core.lending.messages import Quote
from core.lending.product import Product
from core.lending.schedule import METHODS, Unplannable, due_on
from core.money import Money, total

MOST_PRICES_KEPT = 4_096


@dataclass(frozen=True)
class Planned:
    """One instalment of the plan as it is kept. Number 0 is what was paid of a loan before its first instalment."""

    number: int
    due_on: date
    principal: Money
    interest: Money

    @property
    def total(self) -> Money:
        return self.principal + self.interest


@dataclass(frozen=True)
class TakenOver:
    """`paid` instalments, and those that are `open`; their principal together is what was lent."""

    quote: Quote
    disbursed_on: date
    paid: tuple[Planned, ...]
    open: tuple[Planned, ...]

    @property
    def owed(self) -> Money:
        return total((row.principal for row in self.open), self.quote.amount.currency)


def take_over(
    product: Product, amount: Money, months: int, *,
    unit: Money, disbursed_on: date, paid_instalments: int, left: Money | None = None,
) -> TakenOver:  # fmt: skip
    """The plan of our own schedule; where `left` is another principal than it leaves, one that leaves `left`.

    Raises Unplannable for terms that make no schedule.
    """
    quote = _dated(priced(product, amount, months, unit), disbursed_on)
    rows = [Planned(row.number, row.due_on, row.principal, row.interest) for row in quote.rows]
    ours = TakenOver(quote, disbursed_on, tuple(rows[:paid_instalments]), tuple(rows[paid_instalments:]))
    if left is None or left == ours.owed:
        return ours
    if not Money.zero(amount.currency) < left <= amount:
        raise Unplannable(f"{left} of {amount} cannot be left")
    paid = _paid(ours.paid, amount - left, disbursed_on)
    return TakenOver(quote, disbursed_on, paid, tuple(_open(product, ours.open, left)))


@lru_cache(MOST_PRICES_KEPT)
def priced(product: Product, amount: Money, months: int, unit: Money) -> Quote:
    """Many loans of an institution have the same price; its due days are another matter."""
    return price.quote(product, amount, months, unit=unit, paid_out_on=date(2000, 1, 1))


def _dated(quote: Quote, start: date) -> Quote:
    rows = tuple(replace(row, due_on=due_on(start, row.number)) for row in quote.rows)
    return replace(quote, first_due=rows[0].due_on, rows=rows)


def _paid(rows: Sequence[Planned], principal: Money, disbursed_on: date) -> tuple[Planned, ...]:
    """What was repaid, in equal parts: other books say how much it was, not which instalment paid how much of it."""
    if not rows:
        return (Planned(0, disbursed_on, principal, Money.zero(principal.currency)),) if principal else ()
    parts = principal.split(len(rows))
    return tuple(Planned(row.number, row.due_on, part, row.interest) for row, part in zip(rows, parts, strict=True))


def _open(product: Product, rows: Sequence[Planned], left: Money) -> Iterator[Planned]:
    """`left` over these instalments. Flat interest stays as it was agreed on the first sum; other interest is
    reckoned on what is left."""
    parts = _flat(product, rows, left) if product.method == "flat" else _anew(product, rows, left)
    for row, (principal, interest) in zip(rows, parts, strict=False):
        if principal or interest:
            yield Planned(row.number, row.due_on, principal, interest)


def _flat(product: Product, rows: Sequence[Planned], left: Money) -> Iterator[tuple[Money, Money]]:
    each = Money(-(-left.minor_units // len(rows)), left.currency).rounded_to(product.multiple)
    for row in rows:
        part = min(each, left)
        left -= part
        yield part, row.interest


def _anew(product: Product, rows: Sequence[Planned], left: Money) -> Iterator[tuple[Money, Money]]:
    """Odd cents that no wallet could pay go with the last instalment; too little for a plan is due at once."""
    whole = left.rounded_to(product.multiple, ROUND_FLOOR)
    try:
        plan = METHODS[product.method](
            whole, monthly_rate=product.monthly_rate, months=len(rows), multiple=product.multiple
        )
    except Unplannable:
        yield left, left.share(product.monthly_rate)
        return
    for row in plan:
        yield (row.principal if row.balance else row.principal + left - whole), row.interest
