"""Looking after late loans: who, what was said last, what was promised, and how much of the book is at risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

from core.lending.messages.changing import NotInThisState, WrongAmount
from core.lending.messages.deciding import NoSuchLoan, NoteTooLong
from core.lending.messages.looking import DayOutOfRange, Whose
from core.messages import PAGE, Command, Page, Query
from core.money import Money

How = Literal["call", "sms", "visit", "office", "whatsapp"]
#: reached: spoken with herself; no_answer; wrong_number; will_pay; hardship: cannot pay, help is needed;
#: disputes: says it is not right; asks_plan: wants another plan.
Outcome = Literal["reached", "no_answer", "wrong_number", "will_pay", "hardship", "disputes", "asks_plan"]
Bucket = Literal["", "1-30", "31-60", "61-90", "91+"]
PromiseState = Literal["open", "kept", "broken"]


@dataclass(frozen=True)
class Contact:
    """The last time somebody looked after her. `note` is empty once its time has run out."""

    at: datetime
    by: str
    how: str
    outcome: str
    note: str


@dataclass(frozen=True)
class Promise:
    """`state` follows from the repayments between the promise and its day: open, kept, broken."""

    promise: str
    loan: str
    amount: Money
    on: date
    at: datetime
    by: str
    paid: Money
    state: PromiseState


@dataclass(frozen=True)
class LateLoan:
    loan: str
    number: str
    member: Whose
    product_name: str
    days_late: int
    bucket: str
    late: Money
    owed: Money
    last_contact: Contact | None
    promise: Promise | None


@dataclass(frozen=True, kw_only=True)
class LateLoans(Query[Page[LateLoan]]):
    """Late loans in the order they were taken: a list to work through, not a ranking of people."""

    bucket: Bucket = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordContact(Command[str]):
    """Somebody spoke with her, or tried. The note is forgotten after a year. Answers the id of the record."""

    refuses: ClassVar = (NoSuchLoan, NotInThisState, NoteTooLong)
    loan: str
    how: How
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PromiseToPay(Command[Promise]):
    """She says what she will pay and when. Nothing is booked and nothing is threatened."""

    refuses: ClassVar = (NoSuchLoan, NotInThisState, WrongAmount, DayOutOfRange)
    loan: str
    amount: Money
    on: date


@dataclass(frozen=True)
class Contacts:
    """What was said and promised about one loan, the newest first."""

    contacts: tuple[Contact, ...]
    promises: tuple[Promise, ...]


@dataclass(frozen=True, kw_only=True)
class ContactsOf(Query[Contacts]):
    refuses: ClassVar = (NoSuchLoan,)
    loan: str


@dataclass(frozen=True, kw_only=True)
class ForgetNotes(Command[int]):
    """Empty the notes whose time has run out. Answers how many."""


@dataclass(frozen=True)
class AtRisk:
    """Loans more than `days` late: how many, the principal they owe, and its share of all that is owed."""

    days: int
    loans: int
    owed: Money
    percent: Decimal


@dataclass(frozen=True)
class Portfolio:
    """`at_risk` for 1, 30, 60 and 90 days; the whole balance of a late loan counts, not only what is late."""

    loans: int
    owed: Money
    at_risk: tuple[AtRisk, ...]


@dataclass(frozen=True, kw_only=True)
class PortfolioAtRisk(Query[Portfolio]):
    """The running loans today."""
