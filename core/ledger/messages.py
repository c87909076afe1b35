"""What may be asked of the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.messages import Query, Refusal
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
    """An entry with all its lines, in their order; `what` names the posting rule, `about` a payment or a loan."""

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
