"""What a member owes, and money that arrives for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.lending.messages.deciding import NoSuchLoan
from core.messages import Command, Query, Refusal
from core.money import Money


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
    """Where the money went; `over` went to savings. `next_due` is None when the loan is finished.

    `recovered` came for a loan that was written off.
    """

    number: str
    penalties: Money
    fees: Money
    interest: Money
    principal: Money
    over: Money
    next_amount: Money | None
    next_due: date | None
    recovered: Money | None = None


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
class AssessLate(Command[int]):
    """Once a business day: charge what is late (1 % a month of it), send reminders. Answers how many loans.

    A batch at a time: perform it again (under another key) until it answers zero. Missed days are made up in
    order, one `day` after the other; reminders go out for today only.
    """

    day: date


@dataclass(frozen=True, kw_only=True)
class LoansDueOf(Query[tuple[tuple[str, str], ...]]):
    """(number, member id) of running loans with an instalment of exactly this amount due about now.

    None at all when there are more than `most`: then the amount points to nobody.
    """

    amount: Money
    most: int
