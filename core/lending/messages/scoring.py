"""Who waits for a decision and what speaks for and against: facts of the rules, and five factors with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from core.lending.messages.borrowing import AlreadyApplied, AmountNotOffered, Application, NotYet, Quote
from core.lending.messages.deciding import NoSuchLoan, NoteTooLong
from core.lending.messages.looking import Whose
from core.members.messages import NoSuchMember
from core.messages import PAGE, Command, Page, Query, Refusal
from core.money import Money


@dataclass(frozen=True)
class WaitingApplication:
    """An application that waits for a person; `overdue` when the hour promised to her has passed."""

    loan: str
    number: str
    member: Whose
    product: str
    product_name: str
    amount: Money
    months: int
    applied_at: datetime
    decide_by: datetime
    overdue: bool
    entered_by: str


@dataclass(frozen=True, kw_only=True)
class Applications(Query[Page[WaitingApplication]]):
    """Those that wait, the oldest first."""

    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class Check:
    """One rule as a fact: `code` is one of REASONS or amount. `have` and `need` are months, tiers or minor units."""

    code: str
    holds: bool
    have: int = 0
    need: int = 0
    on: date | None = None


@dataclass(frozen=True)
class Factor:
    """`points` of 100, weighed with `weight` per cent. `reasons` are codes, the weightiest first."""

    code: str
    points: int
    weight: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """0 to 100 from what the books know. `card` names the scorecard; an expert one was never fitted to outcomes."""

    loan: str
    points: int
    band: str
    card: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreOf(Query[Score]):
    """The score of the member behind a loan, as of today."""

    refuses: ClassVar = (NoSuchLoan,)
    loan: str


@dataclass(frozen=True)
class ApplicationFile:
    """All that a person decides on. `needs_second_person`: one alone may not approve it."""

    application: WaitingApplication
    price: Quote
    shown: str
    channel: str
    checks: tuple[Check, ...]
    score: Score
    needs_second_person: bool


@dataclass(frozen=True, kw_only=True)
class ApplicationOf(Query[ApplicationFile]):
    refuses: ClassVar = (NoSuchLoan,)
    loan: str


@dataclass(frozen=True)
class ConsentMissing(Refusal):
    """What she agreed to, and how, has to be written down."""


ConsentChannel = Literal["in_person", "call", "paper", "sms", "whatsapp"]


@dataclass(frozen=True, kw_only=True)
class EnterApplication(Command[Application]):
    """Staff enter an application for a member who is at the desk or on the line.

    She did not sign with her PIN, so it always waits for a person, and that person needs a second one. `consent` says
    how she agreed to the price; she is told at once that it is in, and money goes to her own number only.
    """

    refuses: ClassVar = (NoSuchMember, AmountNotOffered, NotYet, AlreadyApplied, ConsentMissing, NoteTooLong)
    member: str
    product: str
    amount: Money
    months: int
    consent: str
    consent_channel: ConsentChannel = "in_person"
