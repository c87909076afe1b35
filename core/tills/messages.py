"""What may be asked of the cash desk: tills and their days, cash in and out, counts, receipts, the vault.

A teller without a `till` in the request means the one that is open in her name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from core.lending.messages import NoSuchLoan, NotTheLast
from core.members.messages import NoSuchMember
from core.messages import PAGE, AccountBlocked, Command, Notice, Page, Query, Refusal
from core.money import Money
from core.payments.messages import OverTierLimit
from core.savings.messages import (
    AmountOutOfRange,
    IdentityNeeded,
    JustDone,
    NoSuchAccount,
    NotEnough,
    OverDailyLimit,
)
from core.tills.facts import DENOMINATIONS as DENOMINATIONS
from core.tills.facts import KINDS as KINDS
from core.tills.facts import AccountAtDesk as AccountAtDesk
from core.tills.facts import AtDesk as AtDesk
from core.tills.facts import Count as Count
from core.tills.facts import LoanAtDesk as LoanAtDesk
from core.tills.facts import Pieces as Pieces
from core.tills.facts import Receipt as Receipt
from core.tills.facts import Till as Till
from core.tills.facts import TillDay as TillDay
from core.tills.facts import Vault as Vault
from core.tills.refusals import CashNotThere as CashNotThere
from core.tills.refusals import CountFirst as CountFirst
from core.tills.refusals import IdentityNotSeen as IdentityNotSeen
from core.tills.refusals import LoanIsFinished as LoanIsFinished
from core.tills.refusals import NoSuchReceipt as NoSuchReceipt
from core.tills.refusals import NoSuchTill as NoSuchTill
from core.tills.refusals import NoTillOpen as NoTillOpen
from core.tills.refusals import NotInCash as NotInCash
from core.tills.refusals import NotReversible as NotReversible
from core.tills.refusals import NotYourTill as NotYourTill
from core.tills.refusals import OtherDifference as OtherDifference
from core.tills.refusals import PiecesDiffer as PiecesDiffer
from core.tills.refusals import ReasonNeeded as ReasonNeeded
from core.tills.refusals import TellerHasTill as TellerHasTill
from core.tills.refusals import TillDayOver as TillDayOver
from core.tills.refusals import TillInUse as TillInUse
from core.tills.refusals import TillNameTaken as TillNameTaken

# Tills and their days


@dataclass(frozen=True, kw_only=True)
class MakeTill(Command[Till]):
    """A new till of a branch; it belongs to nobody."""

    refuses: ClassVar = (TillNameTaken,)
    name: str
    branch: str


@dataclass(frozen=True, kw_only=True)
class Tills(Query[Page[Till]]):
    """All tills, or those of one branch."""

    branch: str = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class TillDayOf(Query[TillDay]):
    """Its open day; its last one when it is closed."""

    refuses: ClassVar = (NoSuchTill, NoTillOpen)
    till: str


@dataclass(frozen=True, kw_only=True)
class MyTill(Query[TillDay]):
    """The day of the till that the one who asks keeps."""

    refuses: ClassVar = (NoTillOpen,)


@dataclass(frozen=True, kw_only=True)
class OpenTill(Command[TillDay]):
    """Take a till for today, with a float from the vault: `amount`, and which `pieces` where they were counted."""

    refuses: ClassVar = (NoSuchTill, TillInUse, TellerHasTill, NotInCash, PiecesDiffer, CashNotThere)
    till: str
    amount: Money
    pieces: tuple[Pieces, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MoveFloat(Command[Receipt]):
    """Cash between the vault and an open till; `to` is where it goes."""

    refuses: ClassVar = (NoTillOpen, NotYourTill, TillDayOver, NotInCash, CashNotThere)
    till: str
    to: Literal["till", "vault"]
    amount: Money


@dataclass(frozen=True, kw_only=True)
class CountTill(Command[Count]):
    """What was counted: `amount`, and which `pieces` where they were counted one by one. Counts are kept."""

    refuses: ClassVar = (NoTillOpen, NotYourTill, NotInCash, PiecesDiffer)
    till: str
    amount: Money
    pieces: tuple[Pieces, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CloseTill(Command[TillDay]):
    """End the day of a till, as it was counted last: all of it goes to the vault.

    `difference` is that of the count. One that is not zero needs a `reason` and a second person; it is booked, and
    a case is opened.
    """

    refuses: ClassVar = (NoTillOpen, NotYourTill, CountFirst, OtherDifference, ReasonNeeded)
    till: str
    difference: Money
    reason: str = ""


# Cash of members

_DESK: tuple[type[Refusal], ...] = (NoTillOpen, NotYourTill, TillDayOver, NotInCash)


@dataclass(frozen=True, kw_only=True)
class MemberAtDesk(Query[AtDesk]):
    """Who stands there, what she has and what she owes."""

    refuses: ClassVar = (NoSuchMember,)
    member: str


@dataclass(frozen=True, kw_only=True)
class DepositCash(Command[Receipt]):
    """Cash for a savings account: the member's ordinary one when `account` is empty. It is confirmed money."""

    refuses: ClassVar = (*_DESK, NoSuchMember, NoSuchAccount, OverTierLimit)
    member: str
    amount: Money
    account: str = ""
    till: str = ""


@dataclass(frozen=True, kw_only=True)
class RepayInCash(Command[Receipt]):
    """Cash for a loan, by its id or number; what is over goes to the member's ordinary savings."""

    refuses: ClassVar = (*_DESK, NoSuchLoan, LoanIsFinished)
    loan: str
    amount: Money
    till: str = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawCash(Command[Receipt]):
    """Cash out of ordinary savings to the member herself; `identity_seen`: her ID was compared with her face."""

    refuses: ClassVar = (
        *_DESK, CashNotThere, IdentityNotSeen, NoSuchMember, AccountBlocked, NotEnough, OverDailyLimit,
        AmountOutOfRange, IdentityNeeded, JustDone,
    )  # fmt: skip
    member: str
    amount: Money
    identity_seen: bool
    again: bool = False
    till: str = ""


@dataclass(frozen=True, kw_only=True)
class ReverseReceipt(Command[Receipt]):
    """Take back what was booked by mistake; the cash goes the other way, and so does everything else."""

    refuses: ClassVar = (
        NoSuchReceipt, NotReversible, NotYourTill, ReasonNeeded, CashNotThere, NotEnough, NotTheLast,
    )  # fmt: skip
    receipt: str
    reason: str


# Receipts and the vault


@dataclass(frozen=True, kw_only=True)
class ReceiptOf(Query[Receipt]):
    refuses: ClassVar = (NoSuchReceipt,)
    receipt: str


@dataclass(frozen=True, kw_only=True)
class Receipts(Query[Page[Receipt]]):
    """The newest first; of one `till` (or the `vault`), one member, one business day."""

    till: str = ""
    member: str = ""
    day: date | None = None
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class VaultHolds(Query[Vault]):
    """What is in the vault, and in the tills."""


@dataclass(frozen=True, kw_only=True)
class MoveVault(Command[Receipt]):
    """Cash between the vault and the bank; `to` is where it goes, `note` the bank's slip or the carrier."""

    refuses: ClassVar = (NotInCash, CashNotThere, ReasonNeeded)
    to: Literal["vault", "bank"]
    amount: Money
    note: str


# Who has to look, too


@dataclass(frozen=True, kw_only=True)
class IsLargeAtDesk(Query[bool]):
    """Is this more than one person alone may pay out, or (`float`) move between vault and till?"""

    amount: Money
    move: Literal["withdrawal", "float"]


@dataclass(frozen=True, kw_only=True)
class HasDifference(Query[bool]):
    """Is a difference to be booked?"""

    difference: Money


@dataclass(frozen=True, kw_only=True)
class OpenTillsOn(Query[int]):
    """How many tills have an open day: this one, or an earlier one."""

    day: date


def large_withdrawal(request: WithdrawCash) -> Query[bool]:
    return IsLargeAtDesk(amount=request.amount, move="withdrawal")


def large_float(request: OpenTill | MoveFloat) -> Query[bool]:
    return IsLargeAtDesk(amount=request.amount, move="float")


def with_difference(request: CloseTill) -> Query[bool]:
    return HasDifference(difference=request.difference)


# What members are told


@dataclass(frozen=True)
class ReceiptReversed(Notice):
    """`back` is the receipt of the reversal."""

    amount: Money
    receipt: str
    back: str
