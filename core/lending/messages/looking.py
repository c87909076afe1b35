"""Loans as staff and programs read them: lists, one loan with all there is, its schedule, its repayments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from core.lending.messages.borrowing import Quote
from core.lending.messages.deciding import NoSuchLoan
from core.messages import PAGE, Page, Query, Refusal
from core.money import Money


@dataclass(frozen=True)
class Whose:
    """Whose loan it is."""

    member: str
    number: str
    full_name: str


@dataclass(frozen=True)
class LoanInList:
    """`days_late` counts from the oldest due day with something open; `owed` is principal."""

    loan: str
    number: str
    member: Whose
    product: str
    product_name: str
    state: str
    amount: Money
    owed: Money
    applied_at: datetime
    decided_by: str
    disbursed_on: date | None
    next_due: date | None
    days_late: int


@dataclass(frozen=True, kw_only=True)
class Loans(Query[Page[LoanInList]]):
    """All loans, the newest first. `decided_by` is who decided: `staff:<id>`, or `rules`.

    `late` keeps running loans that are late; `applied_from` and `applied_to` are business dates, both included.
    """

    state: str = ""
    product: str = ""
    member: str = ""
    number: str = ""
    decided_by: str = ""
    late: bool = False
    applied_from: date | None = None
    applied_to: date | None = None
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class LoanBalances:
    """What is open: principal and late charges from the books, interest as planned, and the part of it earned so far.

    `written_off` is what she still owed when the loan was written off, `recovered` what came in since.
    """

    principal: Money
    interest: Money
    interest_earned: Money
    penalties: Money
    paid: Money
    written_off: Money
    recovered: Money


@dataclass(frozen=True)
class LoanTerms:
    """The terms as signed. Rates are per cent: a month of interest, a month of what is late."""

    product: str
    product_name: str
    method: str
    monthly_percent: Decimal
    late_percent: Decimal
    price: Quote
    shown: str
    version: str
    language: str
    channel: str
    entered_by: str


@dataclass(frozen=True)
class LoanDecision:
    """Who decided what and why: `by` is `rules` or `staff:<id>`; `until` is when a person promised to decide.

    `reason` is what she was told with a no, `note` what the person who decided wrote down.
    """

    at: datetime | None
    by: str
    reason: str
    note: str
    until: datetime | None


@dataclass(frozen=True)
class LoanChange:
    """A change by two people: the plan that begins with `version`, or the writing off."""

    what: str
    at: datetime
    by: str
    version: int
    reason: str
    consent: str
    consent_channel: str


@dataclass(frozen=True)
class LoanFile:
    """Everything the house knows of one loan. `next_amount`, `late` and `pay_off` are as of today."""

    loan: str
    number: str
    member: Whose
    state: str
    amount: Money
    months: int
    applied_at: datetime
    terms: LoanTerms
    decision: LoanDecision
    payment: str
    disbursed_on: date | None
    ends_on: date | None
    balances: LoanBalances
    next_due: date | None
    next_amount: Money | None
    late: Money
    days_late: int
    pay_off: Money
    plan_version: int
    changes: tuple[LoanChange, ...]
    may: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LoanOf(Query[LoanFile]):
    """One loan by its id. `may` names what its state allows: decide, disburse, repay, reschedule, write_off."""

    refuses: ClassVar = (NoSuchLoan,)
    loan: str


@dataclass(frozen=True)
class ScheduleRow:
    """One instalment of a plan and what is paid of it. `waived` is interest never asked: she paid off early.

    `paid_on` is the day it was paid in full; `days_late` counts from its due day to then, or to today.
    """

    version: int
    number: int
    due_on: date
    principal: Money
    interest: Money
    total: Money
    balance: Money
    paid_principal: Money
    paid_interest: Money
    waived: Money
    open: Money
    paid_on: date | None
    days_late: int


@dataclass(frozen=True, kw_only=True)
class ScheduleOf(Query[tuple[ScheduleRow, ...]]):
    """The plan of a loan: the one in force, an earlier `version`, or the quoted one before it is paid out."""

    refuses: ClassVar = (NoSuchLoan,)
    loan: str
    version: int = 0


@dataclass(frozen=True)
class Repayment:
    """One repayment and where it went; `recovered` came after the loan was written off, `over` went to savings."""

    on: date
    payment: str
    amount: Money
    penalties: Money
    interest: Money
    principal: Money
    recovered: Money
    over: Money
    entry_key: str


@dataclass(frozen=True, kw_only=True)
class RepaymentsOf(Query[Page[Repayment]]):
    """The newest first."""

    refuses: ClassVar = (NoSuchLoan,)
    loan: str
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class DayOutOfRange(Refusal):
    """Only days between these two can be answered."""

    first: date
    last: date


@dataclass(frozen=True)
class PayOff:
    """What finishes the loan on that day, if nothing is paid and nothing is charged before. `saves` is not asked."""

    on: date
    principal: Money
    interest: Money
    penalties: Money
    total: Money
    saves: Money


@dataclass(frozen=True, kw_only=True)
class PayOffOf(Query[PayOff]):
    """The pay-off figure of a running loan on a day, today unless told."""

    refuses: ClassVar = (NoSuchLoan, DayOutOfRange)
    loan: str
    on: date | None = None
