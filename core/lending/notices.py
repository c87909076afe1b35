"""What members are told of their loans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.messages import Notice
from core.money import Money


@dataclass(frozen=True)
class LoanPaidOut(Notice):
    net: Money
    receipt: str
    number: str
    months: int
    instalment: Money
    first_due: date
    total: Money


@dataclass(frozen=True)
class LoanAgreement(Notice):
    """The agreement as a second SMS: cost, yearly rate, late charge, version."""

    number: str
    cost: Money
    yearly_percent: Decimal
    late_percent: Decimal
    version: str


@dataclass(frozen=True)
class LoanReferred(Notice):
    number: str
    decided_by: datetime


@dataclass(frozen=True)
class LoanDeclined(Notice):
    number: str
    reason: str


@dataclass(frozen=True)
class LoanNotPaidOut(Notice):
    number: str
    net: Money


@dataclass(frozen=True)
class RepaymentArrived(Notice):
    amount: Money
    number: str
    receipt: str
    next_amount: Money
    next_due: date


@dataclass(frozen=True)
class LoanFinished(Notice):
    amount: Money
    number: str
    receipt: str
    over: Money
    limit: Money


@dataclass(frozen=True)
class InstalmentDue(Notice):
    """`days` until it is due: 3 or 0."""

    number: str
    amount: Money
    on: date
    days: int


@dataclass(frozen=True)
class InstalmentLate(Notice):
    """`days` late: 1, 7 or 30."""

    number: str
    amount: Money
    days: int


@dataclass(frozen=True)
class LoanReplanned(Notice):
    """A new plan that she agreed to."""

    number: str
    months: int
    instalment: Money
    first_due: date
    total: Money


@dataclass(frozen=True)
class RecoveryArrived(Notice):
    """Money for a loan that had been given up; `left` is what she still owes of it."""

    amount: Money
    number: str
    receipt: str
    left: Money
