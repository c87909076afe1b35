"""What may be asked of payments: collect, pay out, report what a provider said, find money.

The life of one outgoing request: a job `<provider>.prompt|payout|ask|confirm` carries an `Outgoing`; the integration
performs `BeginAttempt` (committed before the call; its token goes into the callback address), calls the provider, then
performs `RecordSubmission`. Later the callback or a query becomes `ReportResult`. Money nobody asked for is
`ReceiveMoney`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from core.members.messages import NoSuchMember
from core.messages import Command, Query, Refusal
from core.money import Money
from core.payments.booked import Booked as Booked
from core.payments.booked import BookedBetween as BookedBetween
from core.payments.booked import BookedUnder as BookedUnder
from core.payments.desk import AllocateUnmatched as AllocateUnmatched
from core.payments.desk import AlreadySentBack as AlreadySentBack
from core.payments.desk import NoSuchPayment as NoSuchPayment
from core.payments.desk import NothingToSendBack as NothingToSendBack
from core.payments.desk import Payment as Payment
from core.payments.desk import PaymentInFull as PaymentInFull
from core.payments.desk import Payments as Payments
from core.payments.desk import PayoutsAreNotReversed as PayoutsAreNotReversed
from core.payments.desk import ReadPayment as ReadPayment
from core.payments.desk import ReversePayment as ReversePayment
from core.payments.desk import SpentSince as SpentSince
from core.payments.desk import Suggestion as Suggestion
from core.payments.desk import Try as Try
from core.payments.desk import Unmatched as Unmatched
from core.payments.desk import UnmatchedMoney as UnmatchedMoney
from core.payments.integrating import REASONS as REASONS
from core.payments.integrating import Attempt as Attempt
from core.payments.integrating import BeginAttempt as BeginAttempt
from core.payments.integrating import Kind as Kind
from core.payments.integrating import NothingToDo as NothingToDo
from core.payments.integrating import RecordSubmission as RecordSubmission
from core.payments.integrating import ReportResult as ReportResult
from core.payments.integrating import Result as Result
from core.payments.integrating import WhatWasAsked as WhatWasAsked
from core.payments.notices import MoneyPlaced as MoneyPlaced
from core.payments.notices import MoneySentBack as MoneySentBack
from core.payments.notices import MoneyStays as MoneyStays
from core.payments.notices import MoneyUnplaced as MoneyUnplaced
from core.payments.notices import NotPaid as NotPaid
from core.payments.notices import PayoutWaits as PayoutWaits
from core.payments.notices import StillAsking as StillAsking
from core.phone import Phone

Purpose = Literal["repay", "save", "loan", "withdrawal", "reversal"]


@dataclass(frozen=True)
class Outgoing:
    """The payload of the jobs `<provider>.prompt`, `.payout`, `.reversal`, `.ask` and `.confirm`."""

    payment: str


# Asking a member's wallet for money


@dataclass(frozen=True)
class Collection:
    """A prompt is on its way; `account` is what to type at the paybill if none comes."""

    payment: str
    amount: Money
    phone: Phone
    account: str
    at: datetime


@dataclass(frozen=True)
class PromptOpen(Refusal):
    """An earlier prompt for the same purpose has no answer yet."""

    payment: str
    amount: Money
    at: datetime


@dataclass(frozen=True)
class NotPayable(Refusal):
    """Outside what the wallet moves in one payment, or not in its unit."""

    least: Money
    most: Money


@dataclass(frozen=True)
class OverTierLimit(Refusal):
    """More than may come in today until the identity is checked."""

    left: Money


@dataclass(frozen=True)
class TooManyPrompts(Refusal):
    """Three prompts to other people's phones today are enough."""


@dataclass(frozen=True)
class PromptsPaused(Refusal):
    """The provider is in trouble and prompts are paused; the paybill takes money all the same."""


@dataclass(frozen=True, kw_only=True)
class Collect(Command[Collection]):
    """Send a prompt to `phone` (none: the member's own) for `amount`. `target` is a loan id (repay) or empty / an
    account number (save).

    The prompt leaves when the session of `phone` has ended: 5 seconds after now, or at SessionEnded.
    """

    refuses: ClassVar = (PromptOpen, NotPayable, OverTierLimit, TooManyPrompts, PromptsPaused, NoSuchMember)
    member: str
    purpose: Literal["repay", "save"]
    amount: Money
    phone: Phone | None = None
    target: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Command[int]):
    """The line of this phone is free: its waiting prompts go now. Answers how many."""

    phone: Phone


@dataclass(frozen=True)
class NoOpenPrompt(Refusal):
    """Nothing is waiting for an answer."""


@dataclass(frozen=True, kw_only=True)
class OpenPrompt(Query[Collection]):
    """The prompt of this member and purpose that has no answer yet."""

    refuses: ClassVar = (NoOpenPrompt,)
    member: str
    purpose: Literal["repay", "save"]
    target: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckAgain(Command[None]):
    """She says she paid: ask the provider now."""

    payment: str


@dataclass(frozen=True, kw_only=True)
class DropStalePrompts(Command[int]):
    """Nested in providers, before held prompts go on: old ones are given up, and their members told."""

    provider: str


# Paying out (nested in lending and savings)


@dataclass(frozen=True, kw_only=True)
class StartPayout(Command[str]):
    """Send `amount` to the member's own registered number. The caller has posted the reserve under `target`.

    Answers the payment id. The result comes back as lending.SettleDisbursement or savings.SettleWithdrawal.
    """

    member: str
    purpose: Literal["loan", "withdrawal"]
    amount: Money
    target: str


# Money that arrives by itself


@dataclass(frozen=True, kw_only=True)
class ReceiveMoney(Command[str]):
    """A payment to the paybill. Booked at once as reported; `reference` is what a person typed.

    Answers where it went: payment | loan | savings | suspense | repeat.
    """

    provider: str
    receipt: str
    amount: Money
    reference: str
    payer: str
    at: datetime
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class KnownReference(Query[bool]):
    """Would money with this reference find its place? For the provider's question before it takes the money."""

    reference: str


@dataclass(frozen=True)
class Whereabouts:
    """`state`: booked | suspense | unknown. `case` is the case that was opened when a person must look."""

    state: str
    amount: Money | None
    target: str
    at: datetime | None
    case: str


@dataclass(frozen=True, kw_only=True)
class WhereIsMyMoney(Command[Whereabouts]):
    """By receipt code. Says details only of the member's own payments; of others nothing but that a person looks."""

    member: str
    receipt: str


@dataclass(frozen=True, kw_only=True)
class SettleReversal(Command[None]):
    """Nested in payments when it is proven that the money went back, or that it did not."""

    payment: str
    paid: bool
    receipt: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SweepUnconfirmed(Command[int]):
    """Raise an alarm case for reported money that nobody confirmed in 24 hours. Answers how many."""
