"""What a look at a file found, the sums that are compared with what was expected, and the digest of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.imports.messages import MOST_FAULTS, Checked, Difference, Fault, FileAsked, Part, Totals
from core.money import Money, total

#: Balances of other books are this old at most: an older cut-over date is a slip of the finger.
OLDEST_CUT_OVER_DAYS = 400


@dataclass(frozen=True)
class Found:
    """`new` are the rows to bring in, of a type that only their kind knows."""

    totals: Totals
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    new: tuple[Any, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Batch:
    """One import while it is written: its id, the key of its entry, its cut-over date."""

    id: str
    entry_key: str
    on: date
    asked: FileAsked


def in_our_currency(asked: FileAsked, currency: str) -> FileAsked:
    """An expected total in another currency is one that no file has, and what was paid in it was not said."""
    nobody_has = Money(-1, currency)
    total = asked.total if asked.total is None or asked.total.currency == currency else nobody_has
    paid = asked.paid if asked.paid is None or asked.paid.currency == currency else None
    return replace(asked, total=total, paid=paid)


def digest(asked: FileAsked) -> str:
    """Of the file and of what it is for: the same file for another month is another check-off, for another cut-over
    date it is the same balances."""
    month = f"{asked.month:%Y-%m}" if asked.month and asked.kind == "checkoff" else ""
    told = "\0".join((asked.kind, asked.employer if month else "", month, asked.text))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def parts(named: Iterable[tuple[str, Money]], currency: str) -> tuple[Part, ...]:
    """Sums by name, in the order in which the names come first."""
    sums: dict[str, list[Money]] = {}
    for name, amount in named:
        sums.setdefault(name, []).append(amount)
    return tuple(Part(name, len(amounts), total(amounts, currency)) for name, amounts in sums.items())


def unexpected(asked: FileAsked, totals: Totals) -> Iterator[Fault]:
    """The control totals that are not what they have to be."""
    if asked.rows is not None and asked.rows != totals.rows:
        yield Fault(0, "rows", f"The file has {totals.rows:,} good lines, {asked.rows:,} were expected.")
    if asked.total is not None and asked.total != totals.amount:
        yield Fault(0, "total", f"The lines add up to {totals.amount}, {asked.total} was expected.")


def bad_cut_over(on: date, today: date) -> Iterator[Fault]:
    if on > today:
        yield Fault(0, "on", f"The cut-over date {on} is still to come. Import on that day, or later.")
    if (today - on).days > OLDEST_CUT_OVER_DAYS:
        yield Fault(0, "on", f"The cut-over date {on} is more than {OLDEST_CUT_OVER_DAYS} days ago. Look at the year.")


def late_cut_over(on: date, open_from: date) -> Iterator[Fault]:
    if on < open_from:
        yield Fault(0, "on", f"The books are closed for {on}. What comes in is booked on {open_from}.")


def checked(asked: FileAsked, found: Found, *, on: date, imported_as: str = "") -> Checked:
    """The answer of a dry run: faults in the order of the lines."""
    faults = sorted(found.faults, key=lambda fault: (fault.line, fault.field))
    return Checked(
        kind=asked.kind,
        on=on,
        totals=found.totals,
        count=len(faults),
        faults=tuple(faults[:MOST_FAULTS]),
        notes=found.notes[:MOST_FAULTS],
        differences=found.differences[:MOST_FAULTS],
        imported_as=imported_as,
    )
