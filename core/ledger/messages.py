"""What may be asked of the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
