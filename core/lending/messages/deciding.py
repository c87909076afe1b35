"""A decision about an application, and what becomes of the payout that follows from a yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from core.messages import Command, Query, Refusal


@dataclass(frozen=True)
class NoSuchLoan(Refusal):
    """No loan has this number, or it is not in the state for this."""


@dataclass(frozen=True)
class ReasonMissing(Refusal):
    """Why has to be written down."""


@dataclass(frozen=True)
class NoteTooLong(Refusal):
    """What is written down has at most so many letters."""

    most: int


@dataclass(frozen=True)
class MemberBlocked(Refusal):
    """No money leaves for a blocked account."""


Reason = Literal["", "identity", "months", "loan", "late", "savings", "blocked", "purse"]


@dataclass(frozen=True, kw_only=True)
class DecideApplication(Command[None]):
    """A person decides a referred application. A no needs a `reason` of REASONS, which is told to her; `note` stays
    with us: why, in a sentence.
    """

    refuses: ClassVar = (NoSuchLoan, ReasonMissing, NoteTooLong, MemberBlocked)
    loan: str
    approve: bool
    reason: Reason = ""
    note: str = ""


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


@dataclass(frozen=True, kw_only=True)
class SettleDisbursement(Command[None]):
    """Nested in payments when the payout is proven: `paid` True confirms, False undoes the loan."""

    payment: str
    paid: bool
    receipt: str
    reason: str = ""
