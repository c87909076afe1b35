"""A journal entry: postings that balance in every currency, or an exception instead of an entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from core.money import Money

MOST_POSTINGS = 50
MOST_OPENING_POSTINGS = 100_001


class BooksBroken(Exception):
    """Somebody tried to write an entry that does not balance. A bug, never a refusal."""


@dataclass(frozen=True)
class Posting:
    """One line: a debit is positive, a credit negative."""

    account: str
    amount: Money


def debit(account: str, amount: Money) -> Posting:
    return Posting(account, _not_negative(account, amount))


def credit(account: str, amount: Money) -> Posting:
    return Posting(account, -_not_negative(account, amount))


def _not_negative(account: str, amount: Money) -> Money:
    """A negative debit would be a credit in disguise: a fee above the principal, an overpayment below zero."""
    if amount.minor_units < 0:
        raise BooksBroken(f"{account} is posted with {amount}; a line has a side, not a sign")
    return amount


def imbalance(postings: Iterable[Posting]) -> dict[str, int]:
    """By how many minor units debits exceed credits, for each currency where they do not meet."""
    sums: dict[str, int] = defaultdict(int)
    for line in postings:
        sums[line.amount.currency] += line.amount.minor_units
    return {currency: amount for currency, amount in sums.items() if amount}


@dataclass(frozen=True)
class Entry:
    """`key` makes it once, `what` names the posting rule, `about` the payment or loan it belongs to.

    Lines of zero are left out. Raises BooksBroken when fewer than two lines are left or a currency does not balance.
    """

    most: ClassVar[int] = MOST_POSTINGS

    key: str
    what: str
    about: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        lines = tuple(line for line in self.postings if line.amount)
        object.__setattr__(self, "postings", lines)
        if not self.key or not 2 <= len(lines) <= self.most:
            raise BooksBroken(f"entry {self.key!r} has {len(lines)} lines; two at least, {self.most} at most")
        if off := imbalance(lines):
            raise BooksBroken(f"entry {self.key!r} is off by {off}")


@dataclass(frozen=True)
class OpeningEntry(Entry):
    """A file of balances brought in from other books, all in one: a line for each account that has one."""

    most: ClassVar[int] = MOST_OPENING_POSTINGS
