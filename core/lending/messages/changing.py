"""What staff do to a loan: send its money again, book a transfer, change its plan, write it off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.lending.messages.borrowing import AlreadyApplied, AmountNotOffered, NotYet
from core.lending.messages.deciding import NeedsSecondPerson, NoSuchLoan, NoteTooLong, ReasonMissing
from core.lending.messages.repaying import Repaid
from core.lending.messages.scoring import ConsentChannel, ConsentMissing
from core.messages import Command, Query, Refusal
from core.money import Money


@dataclass(frozen=True)
class NotInThisState(Refusal):
    """The loan is not in a state for this; `state` is the one it is in."""

    state: str


@dataclass(frozen=True)
class CannotBePlanned(Refusal):
    """What is left cannot be spread over so many months; `most_months` is how many there may be."""

    most_months: int


@dataclass(frozen=True)
class ReferenceUsed(Refusal):
    """This transfer was booked before; `number` is the loan it repaid."""

    number: str


@dataclass(frozen=True)
class WrongReference(Refusal):
    """A bank's reference has 4 to 40 letters and digits."""


@dataclass(frozen=True)
class WrongAmount(Refusal):
    """More than nothing, in the currency of the loan."""


@dataclass(frozen=True)
class TooLongAgo(Refusal):
    """Her signature is older than this many days: she applies again."""

    days: int


@dataclass(frozen=True, kw_only=True)
class Disburse(Command[str]):
    """Send the money of a loan again whose payout provably never happened. Answers the new payment."""

    refuses: ClassVar = (NoSuchLoan, NotInThisState, TooLongAgo, AlreadyApplied, NotYet, AmountNotOffered)
    loan: str


def needs_second_person_again(request: Disburse) -> Query[bool]:
    return NeedsSecondPerson(loan=request.loan)


@dataclass(frozen=True, kw_only=True)
class ReceiveRepayment(Command[Repaid]):
    """A repayment that came to our bank account: booked once per `reference`, allocated like any other."""

    refuses: ClassVar = (NoSuchLoan, NotInThisState, WrongAmount, WrongReference, ReferenceUsed)
    loan: str
    amount: Money
    reference: str


@dataclass(frozen=True)
class Rescheduled:
    """The plan that is in force from now on."""

    number: str
    version: int
    months: int
    instalment: Money
    total: Money


@dataclass(frozen=True, kw_only=True)
class Reschedule(Command[Rescheduled]):
    """Spread what is left over `months` from today, at the loan's own rate; interest earned so far comes with the
    first instalment. The old plan is kept. Interest never passes what in duplum leaves room for.
    """

    refuses: ClassVar = (NoSuchLoan, NotInThisState, CannotBePlanned, ConsentMissing, ReasonMissing, NoteTooLong)
    loan: str
    months: int
    reason: str
    consent: str
    consent_channel: ConsentChannel = "in_person"


@dataclass(frozen=True, kw_only=True)
class WriteOff(Command[Money]):
    """Give up expecting a loan: a loss in the books. She owes it still; what comes in later is income.

    Answers the principal and late charges that were lost.
    """

    refuses: ClassVar = (NoSuchLoan, NotInThisState, ReasonMissing, NoteTooLong)
    loan: str
    reason: str
