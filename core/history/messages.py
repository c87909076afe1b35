"""What may be asked of a member's history, and what it asks of the features: each answers for what it knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.members.messages import NoSuchMember
from core.messages import PAGE, Page, Query, Refusal
from core.money import Money

MOST_DAYS = 366
"""Days of one statement."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `what` is a posting rule, a turn of a loan or a case, or something of hers.

    `who`: whoever did it, where it was not she. `link` says what `id` is the id of: loan | payment | receipt |
    account | case | conversation. No texts, names or phones.
    """

    at: datetime
    what: str
    amount: Money | None = None
    who: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    link: str = ""
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineOf(Query[Page[Happening]]):
    """Everything that happened with her, the newest first; `looks` False: without who of the staff looked at her."""

    refuses: ClassVar = (NoSuchMember,)
    member: str
    looks: bool = True
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class AccountLine:
    """Positive came in. `about` is a payment, or what the entry is about."""

    on: date
    what: str
    amount: Money
    balance: Money
    about: str


@dataclass(frozen=True)
class AccountPart:
    number: str
    kind: str
    opening: Money
    lines: tuple[AccountLine, ...]
    closing: Money


@dataclass(frozen=True)
class LoanLine:
    """`amount` was lent, charged or paid; `interest` is the part of a payment that was interest; `owed` is what is
    left after it, late charges too."""

    on: date
    what: str
    amount: Money
    interest: Money
    owed: Money


@dataclass(frozen=True)
class LoanPart:
    number: str
    product: str
    opening: Money
    lines: tuple[LoanLine, ...]
    closing: Money


@dataclass(frozen=True)
class Statement:
    """For printing, in her `language`."""

    member: str
    number: str
    full_name: str
    language: str
    first_day: date
    last_day: date
    accounts: tuple[AccountPart, ...]
    loans: tuple[LoanPart, ...]


@dataclass(frozen=True)
class PeriodNotPossible(Refusal):
    """The last day is before the first, more than `most_days` after it, or so much happened that it is no statement."""

    most_days: int = MOST_DAYS


@dataclass(frozen=True, kw_only=True)
class StatementOf(Query[Statement]):
    """Every line of her accounts and loans from the first to the last day; loans that neither moved nor are owed are
    left out. Left out, the last day is today, and the first one 90 days before the last."""

    refuses: ClassVar = (NoSuchMember, PeriodNotPossible)
    member: str
    first_day: date | None = None
    last_day: date | None = None


# What each feature is asked: what it knows of her up to a moment, the newest first, so many at most


@dataclass(frozen=True, kw_only=True)
class HerselfHappened(Query[tuple[Happening, ...]]):
    member: str
    until: datetime
    count: int


@dataclass(frozen=True, kw_only=True)
class SavingsHappened(Query[tuple[Happening, ...]]):
    member: str
    until: datetime
    count: int


@dataclass(frozen=True, kw_only=True)
class LoansHappened(Query[tuple[Happening, ...]]):
    member: str
    until: datetime
    count: int


@dataclass(frozen=True, kw_only=True)
class CasesHappened(Query[tuple[Happening, ...]]):
    member: str
    until: datetime
    count: int


@dataclass(frozen=True, kw_only=True)
class TalksHappened(Query[tuple[Happening, ...]]):
    """Conversations as wholes."""

    member: str
    until: datetime
    count: int


@dataclass(frozen=True, kw_only=True)
class AccountParts(Query[tuple[AccountPart, ...]]):
    """Her accounts in a period, in their order."""

    refuses: ClassVar = (PeriodNotPossible,)
    member: str
    first_day: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class LoanParts(Query[tuple[LoanPart, ...]]):
    """Her loans in a period, by number."""

    refuses: ClassVar = (PeriodNotPossible,)
    member: str
    first_day: date
    last_day: date
