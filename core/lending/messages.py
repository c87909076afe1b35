"""What may be asked of lending: offers, a price, an application, the loans of a member, repayment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from core.lending.corrections import LateNotAssessed as LateNotAssessed
from core.lending.corrections import LoansDueOf as LoansDueOf
from core.lending.corrections import NotTheLast as NotTheLast
from core.lending.corrections import ReverseRepayment as ReverseRepayment
from core.lending.notices import InstalmentDue as InstalmentDue
from core.lending.notices import InstalmentLate as InstalmentLate
from core.lending.notices import LoanAgreement as LoanAgreement
from core.lending.notices import LoanDeclined as LoanDeclined
from core.lending.notices import LoanFinished as LoanFinished
from core.lending.notices import LoanNotPaidOut as LoanNotPaidOut
from core.lending.notices import LoanPaidOut as LoanPaidOut
from core.lending.notices import LoanReferred as LoanReferred
from core.lending.notices import RepaymentArrived as RepaymentArrived
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


@dataclass(frozen=True)
class NoSuchLoan(Refusal):
    """No loan has this number, or it is not in the state for this."""


@dataclass(frozen=True, kw_only=True)
class DecideApplication(Command[None]):
    """A person decides a referred application; `reason` (one of REASONS) is told to her when it is no."""

    refuses: ClassVar = (NoSuchLoan,)
    loan: str
    approve: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class NeedsSecondPerson(Query[bool]):
    """Is this application so large that one person alone may not approve it?"""

    loan: str


def needs_second_person(request: DecideApplication) -> Query[bool]:
    return NeedsSecondPerson(loan=request.loan if request.approve else "")


@dataclass(frozen=True, kw_only=True)
class AskReview(Command[str]):
    """She asks that a person looks at a no. Answers the case number."""

    member: str
    reason: str


@dataclass(frozen=True)
class LoanSummary:
    """A running loan. `next_amount` is what is due now or next (late parts too), `payoff` all of it today."""

    loan: str
    number: str
    product: str
    left: Money
    next_amount: Money
    next_due: date
    late: Money
    late_since: date | None
    payoff: Money
    saves: Money


@dataclass(frozen=True)
class NoLoan(Refusal):
    """Nothing to repay."""


@dataclass(frozen=True, kw_only=True)
class LoansOf(Query[tuple[LoanSummary, ...]]):
    """Running loans, the oldest due on top."""

    private: ClassVar = True
    refuses: ClassVar = (NoLoan,)
    member: str


@dataclass(frozen=True)
class LoanLine:
    """One movement: `what` is disburse_loan (negative: it went out) or repay_loan (positive: it came in)."""

    on: date
    what: str
    amount: Money
    number: str


@dataclass(frozen=True, kw_only=True)
class LoanLines(Query[tuple[LoanLine, ...]]):
    """The last movements of all her loans, finished ones too, newest first; money over is savings' line."""

    private: ClassVar = True
    member: str
    count: int = 5


@dataclass(frozen=True)
class Price:
    """What a product costs, in per cent: interest a month (of the sum lent, or of what is left), fee, late charge."""

    name: str
    method: str
    monthly_percent: Decimal
    fee_percent: Decimal
    late_percent: Decimal


@dataclass(frozen=True, kw_only=True)
class PriceList(Query[tuple[Price, ...]]):
    """The products in force today, for everybody."""


@dataclass(frozen=True, kw_only=True)
class BorrowingLimit(Query[Money]):
    """The most she may have at once without a person deciding; zero when she may not borrow."""

    member: str


@dataclass(frozen=True, kw_only=True)
class FindLoan(Query[tuple[str, str, str]]):
    """(loan id, number, member id) behind a loan number as typed (`LN-0042`, `ln42`... only exact digits)."""

    refuses: ClassVar = (NoSuchLoan,)
    words: str


@dataclass(frozen=True, kw_only=True)
class OldestDueLoan(Query[tuple[str, str]]):
    """(loan id, number) of the member's running loan that is due first."""

    refuses: ClassVar = (NoLoan,)
    member: str


@dataclass(frozen=True)
class Repaid:
    """Where the money went; `over` went to savings. `next_due` is None when the loan is finished."""

    number: str
    penalties: Money
    fees: Money
    interest: Money
    principal: Money
    over: Money
    next_amount: Money | None
    next_due: date | None


@dataclass(frozen=True, kw_only=True)
class Repay(Command[Repaid]):
    """Book a repayment that has arrived: penalties, fees, interest, principal; the rest to ordinary savings.

    Nested in payments. An amount that covers today's pay-off finishes the loan. `entry_key` makes it once.
    `receipt` is told to her.
    """

    refuses: ClassVar = (NoSuchLoan,)
    loan: str
    amount: Money
    payment: str
    entry_key: str
    source: str
    confirmed: bool = True
    receipt: str = ""


@dataclass(frozen=True, kw_only=True)
class SettleDisbursement(Command[None]):
    """Nested in payments when the payout is proven: `paid` True confirms, False undoes the loan."""

    payment: str
    paid: bool
    receipt: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessLate(Command[int]):
    """Once a business day: charge what is late (1 % a month of it), send reminders. Answers how many loans.

    A batch at a time: perform it again (under another key) until it answers zero. Missed days are made up in
    order, one `day` after the other; reminders go out for today only.
    """

    day: date


# What the institution lends, and loans that come from other books


@dataclass(frozen=True)
class NoSuchProduct(Refusal):
    """No product with this code is in force, or it has no schedule for this amount and these months."""


@dataclass(frozen=True)
class LoanNumberTaken(Refusal):
    """Another loan has this number, or it is not written like one: LN-0017."""


@dataclass(frozen=True, kw_only=True)
class SaveProduct(Command[None]):
    """A product, or its next version, in force from a day (today unless told). Loans keep their price.

    Rates are shares a month (0.015 is 1.5 %); `fee_rate` is a share of the amount, `excise_rate` of the fee.
    `method` is flat or declining. `deposit_multiple` zero: not secured by deposits.
    """

    code: str
    name: str
    least: Money
    most: Money
    terms: tuple[int, ...]
    method: str
    monthly_rate: Decimal
    fee_rate: Decimal
    excise_rate: Decimal
    late_rate: Decimal
    multiple: Money
    months_needed: int = 3
    deposit_multiple: Decimal = Decimal(0)
    in_force_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class OpenLoan(Command[str]):
    """Bring in a running loan: the principal that is left becomes an opening balance. Answers its number.

    `disbursed_on` sets the due dates; the first `paid_instalments` are paid. Late charges start with today.
    """

    refuses: ClassVar = (NoSuchProduct, LoanNumberTaken)
    member: str
    product: str
    amount: Money
    months: int
    disbursed_on: date
    number: str = ""
    paid_instalments: int = 0
