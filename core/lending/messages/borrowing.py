"""Borrowing, as a member does it: offers, a price, terms that are chosen, an application that is signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from core.messages import Command, Query, Refusal
from core.money import Money
from core.secret import Secret


@dataclass(frozen=True)
class Choice:
    """One way to repay an amount: the instalment stands beside the months."""

    months: int
    instalment: Money


@dataclass(frozen=True)
class Offer:
    """A product this member may have now, between `least` and `most`."""

    product: str
    name: str
    least: Money
    most: Money
    terms: tuple[int, ...]

    @property
    def shortest(self) -> int:
        return min(self.terms)

    @property
    def longest(self) -> int:
        return max(self.terms)


@dataclass(frozen=True)
class NotYet(Refusal):
    """She may not borrow now: one true reason, the fact behind it, and what would change it.

    `reason` is one of REASONS; `have` and `need` count months or cents, `on` is when it changes.
    """

    reason: str
    have: int = 0
    need: int = 0
    on: date | None = None


#: identity: not checked; months: saved too short; loan: one is running; late: something is late;
#: savings: nothing saved yet; blocked: account blocked; purse: the institution does not lend now.
REASONS = ("identity", "months", "loan", "late", "savings", "blocked", "purse")


@dataclass(frozen=True)
class AlreadyApplied(Refusal):
    """An application is in, or was signed less than a day ago: nothing was lost, nothing is done twice."""

    number: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LoanOffers(Query[tuple[Offer, ...]]):
    """What she may have; prices and limits need no PIN."""

    refuses: ClassVar = (NotYet, AlreadyApplied)
    member: str


@dataclass(frozen=True)
class AmountNotOffered(Refusal):
    """More (or less) than may be had now."""

    least: Money
    most: Money


@dataclass(frozen=True)
class Row:
    """One instalment of a schedule: `balance` is the principal left after it."""

    number: int
    due_on: date
    principal: Money
    interest: Money
    total: Money
    balance: Money


@dataclass(frozen=True)
class Quote:
    """The whole price. `cost` = interest + fee + excise; `net` is what reaches her; rates are per cent."""

    product: str
    amount: Money
    months: int
    net: Money
    instalment: Money
    first_due: date
    total: Money
    cost: Money
    interest: Money
    fee: Money
    excise: Money
    fee_and_tax: Money
    yearly_percent: Decimal
    effective_percent: Decimal
    late_percent: Decimal
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class LoanChoices(Query[tuple[Choice, ...]]):
    """The terms of one product for one amount, with their instalments."""

    refuses: ClassVar = (AmountNotOffered, NotYet)
    member: str
    product: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class QuoteLoan(Query[Quote]):
    refuses: ClassVar = (AmountNotOffered, NotYet)
    member: str
    product: str
    amount: Money
    months: int


@dataclass(frozen=True)
class Application:
    """`state` is approved (the payout is on its way) or referred (a person decides by `decided_by`)."""

    number: str
    state: str
    net: Money
    at: datetime
    decided_by: datetime | None


@dataclass(frozen=True, kw_only=True)
class SubmitApplication(Command[Application]):
    """Sign for a loan. `shown` is the price and the terms as she saw them, kept with version and time."""

    signed: ClassVar = True
    refuses: ClassVar = (AmountNotOffered, NotYet, AlreadyApplied)
    member: str
    product: str
    amount: Money
    months: int
    shown: str
    language: str
    channel: str
    pin: Secret


@dataclass(frozen=True, kw_only=True)
class BorrowingLimit(Query[Money]):
    """The most she may have at once without a person deciding; zero when she may not borrow."""

    member: str
