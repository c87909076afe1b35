"""What may be asked of the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.messages import PAGE, Command, Page, Query, Refusal
from core.money import Money


@dataclass(frozen=True)
class Balance:
    account: str
    kind: str
    debit: Money
    credit: Money


@dataclass(frozen=True, kw_only=True)
class TrialBalance(Query[tuple[Balance, ...]]):
    """Every control account with its net balance, as a debit or as a credit; the columns are equal in each currency.

    `on` is the last business date that counts; None for everything posted so far.
    """

    on: date | None = None


@dataclass(frozen=True)
class StatementLine:
    on: date
    what: str
    entry_key: str
    amount: Money
    balance: Money


@dataclass(frozen=True)
class NotInTheChart(Refusal):
    """No account can have this path: its first part is no control account."""

    account: str


@dataclass(frozen=True, kw_only=True)
class AccountStatement(Query[tuple[StatementLine, ...]]):
    """The last `limit` lines of one account, oldest first; amounts and balance from the account's own side."""

    refuses: ClassVar = (NotInTheChart,)
    account: str
    limit: int = 100


@dataclass(frozen=True)
class JournalLine:
    """One line of an entry; one of its two sides is zero."""

    account: str
    debit: Money
    credit: Money


@dataclass(frozen=True)
class JournalEntry:
    """An entry with all its lines, in their order; `what` names the posting rule, `about` a payment or a loan.

    An opening of books has thousands of lines: it comes with the first ones, and each account has its own.
    """

    entry: str
    key: str
    what: str
    about: str
    on: date
    at: datetime
    lines: tuple[JournalLine, ...]


@dataclass(frozen=True, kw_only=True)
class NewestEntries(Query[tuple[JournalEntry, ...]]):
    """The newest `limit` entries that touch one of these accounts, or are about the same payment or loan as one."""

    accounts: tuple[str, ...]
    limit: int = 20


@dataclass(frozen=True, kw_only=True)
class Entries(Query[Page[JournalEntry]]):
    """Journal entries, the newest first.

    `account` is one account or a control account; `what` a posting rule; the days are business dates, both included.
    """

    refuses: ClassVar = (NotInTheChart,)
    account: str = ""
    what: str = ""
    about: str = ""
    from_day: date | None = None
    to_day: date | None = None
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class EntryDetails:
    """An entry, and what became of it: the id of the entry that takes it back, or of the one that it takes back.

    `reason` is what somebody wrote who posted it by hand.
    """

    entry: JournalEntry
    reason: str
    reversed_by: str
    reverses: str
    may_be_reversed: bool


@dataclass(frozen=True)
class NoSuchEntry(Refusal):
    """No journal entry has this id."""


@dataclass(frozen=True, kw_only=True)
class EntryOf(Query[EntryDetails]):
    refuses: ClassVar = (NoSuchEntry,)
    entry: str


@dataclass(frozen=True)
class AccountBalance:
    """One account of the chart with its net balance, as a debit or as a credit."""

    account: str
    control: str
    kind: str
    debit: Money
    credit: Money


@dataclass(frozen=True, kw_only=True)
class Accounts(Query[Page[AccountBalance]]):
    """Every account that was ever posted to, by its path; of one control account where one is named."""

    refuses: ClassVar = (NotInTheChart,)
    control: str = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountLines(Query[Page[StatementLine]]):
    """The lines of one account, oldest first, each with the balance after it, from the account's own side."""

    refuses: ClassVar = (NotInTheChart,)
    account: str
    from_day: date | None = None
    to_day: date | None = None
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class AccountPeriod:
    """What an account had before a period, what was posted in it, and what it has at its end, from its own side."""

    account: str
    kind: str
    before: Money
    debits: Money
    credits: Money
    after: Money


@dataclass(frozen=True, kw_only=True)
class PeriodOf(Query[AccountPeriod]):
    """The sums of one account over business dates, both included; without dates over everything."""

    refuses: ClassVar = (NotInTheChart,)
    account: str
    from_day: date | None = None
    to_day: date | None = None


# By hand


@dataclass(frozen=True)
class HasItsOwnWayBack(Refusal):
    """A feature keeps its own records of this entry: taking it back here would leave them behind. `what` it is."""

    what: str


@dataclass(frozen=True)
class AlreadyReversed(Refusal):
    """It was taken back before, by this entry."""

    entry: str


@dataclass(frozen=True)
class WouldBeOverdrawn(Refusal):
    """The member has taken out some of it since."""

    account: str


@dataclass(frozen=True)
class ReasonMissing(Refusal):
    """What is posted by hand needs a reason, in a few words."""


@dataclass(frozen=True, kw_only=True)
class ReverseEntry(Command[str]):
    """Take back an entry that was posted by hand or brought in by mistake; answers the id of the reversal."""

    refuses: ClassVar = (NoSuchEntry, HasItsOwnWayBack, AlreadyReversed, WouldBeOverdrawn, ReasonMissing)
    entry: str
    reason: str


@dataclass(frozen=True)
class NotByHand(Refusal):
    """Only features post to this account."""

    account: str


@dataclass(frozen=True)
class NotPostable(Refusal):
    """An amount above zero in the institution's currency, from one account to another."""


@dataclass(frozen=True)
class DayNotOpen(Refusal):
    """Postings by hand are dated today or some days back."""

    earliest: date
    latest: date


@dataclass(frozen=True, kw_only=True)
class PostManual(Command[str]):
    """Post an amount by hand: `debit` and `credit` are accounts of `ManualAccounts`; answers the id of the entry.

    `on` is its business date, today where it is left out.
    """

    refuses: ClassVar = (NotByHand, NotPostable, DayNotOpen, ReasonMissing)
    debit: str
    credit: str
    amount: Money
    reason: str
    on: date | None = None


@dataclass(frozen=True)
class ManualAccount:
    account: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ManualAccounts(Query[tuple[ManualAccount, ...]]):
    """The accounts that may be posted to by hand."""


# Figures


@dataclass(frozen=True)
class DayMoved:
    """What one posting rule moved on one control account on one day, on each side."""

    on: date
    control: str
    what: str
    debit: Money
    credit: Money


@dataclass(frozen=True, kw_only=True)
class MovedByDay(Query[tuple[DayMoved, ...]]):
    """Sums for each day since `since`, control account and posting rule; oldest first."""

    since: date
