"""What staff may ask of payments: lists, one in full, the desk of unmatched money, and the way back for mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.lending.messages import NotTheLast
from core.messages import PAGE, Command, Page, Query, Refusal
from core.money import Money


@dataclass(frozen=True)
class Payment:
    """One payment. `asked` is what was asked for, `amount` what moved or is to move.

    `placed` says where it was booked (loan, savings, suspense), `flagged` why a person should look.
    `reversal` is the payment that sends this one back; of such a one `target` is the payment that is sent back.
    """

    payment: str
    direction: str
    purpose: str
    state: str
    amount: Money
    receipt: str
    confirmed: bool
    member: str
    reference: str
    provider: str
    asked: Money
    placed: str
    target: str
    about: str
    flagged: str
    reversal: str
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class Try:
    """One call to the provider: `state` is what is known of it, `code` the provider's word for that."""

    kind: str
    number: int
    state: str
    code: str
    begun_at: datetime


@dataclass(frozen=True)
class PaymentInFull(Payment):
    """With every call that was made for it, the keys of its journal entries and the receipts that are its own.

    `item` is its line in the list of unmatched money, if it ever stood there.
    """

    attempts: tuple[Try, ...]
    entries: tuple[str, ...]
    receipts: tuple[str, ...]
    item: str


@dataclass(frozen=True)
class NoSuchPayment(Refusal):
    """No payment has this id."""


@dataclass(frozen=True, kw_only=True)
class ReadPayment(Query[PaymentInFull]):
    refuses: ClassVar = (NoSuchPayment,)
    payment: str


@dataclass(frozen=True, kw_only=True)
class Payments(Query[Page[Payment]]):
    """The newest first. What is left empty is not asked for; `since` and `until` are the first and the last day."""

    state: str = ""
    direction: str = ""
    purpose: str = ""
    member: str = ""
    provider: str = ""
    receipt: str = ""
    reference: str = ""
    since: date | None = None
    until: date | None = None
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A place that unmatched money may be meant for: allocate it with this `reference`.

    `why`: payer (the payer's phone is this member's), look_alike, missing_letters, swapped or one_too_many (the
    reference as typed is close to this one), due (an instalment of this amount is due), prompt (this member was asked
    for this amount).
    """

    reference: str
    member: str
    why: str


@dataclass(frozen=True)
class Unmatched:
    """Money that nobody has found a place for. `suggestions` only where they were asked for."""

    item: str
    payment: str
    provider: str
    receipt: str
    amount: Money
    reference: str
    at: datetime
    age_days: int
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnmatchedMoney(Query[Page[Unmatched]]):
    """Suspense, item by item, the oldest first, or the one `item`; with `suggest` a page is short, because each item is
    thought about."""

    item: str = ""
    suggest: bool = False
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class AllocateUnmatched(Command[str]):
    """A person says what unmatched money is for: a reference that finds its place. Posts suspense -> that place.

    The other way out is ReversePayment.
    """

    refuses: ClassVar = (NoSuchPayment,)
    item: str
    reference: str


@dataclass(frozen=True)
class PayoutsAreNotReversed(Refusal):
    """Money that went out is the member's; the provider gives none of it back to us."""


@dataclass(frozen=True)
class NothingToSendBack(Refusal):
    """`why`: not_paid (no money came), not_confirmed (the provider has not confirmed it yet), no_receipt (we do not
    know the receipt that it came under), place_gone (the account it was saved in is closed)."""

    why: str


@dataclass(frozen=True)
class SpentSince(Refusal):
    """It was saved, and taken out or pledged since: `left` could still be taken back."""

    left: Money


@dataclass(frozen=True)
class AlreadySentBack(Refusal):
    """It is sent back, or on its way: `reversal` is the payment that does it."""

    reversal: str


@dataclass(frozen=True, kw_only=True)
class ReversePayment(Command[str]):
    """Money that came in by mistake goes back to its payer. Answers the id of the payment that takes it there.

    What it was used for is undone at once and it is set aside; it has left when the provider says so. When that is
    proven not to happen it is booked again, for the same place.
    """

    refuses: ClassVar = (
        NoSuchPayment, PayoutsAreNotReversed, NothingToSendBack, AlreadySentBack, SpentSince, NotTheLast,
    )  # fmt: skip
    payment: str
    reason: str
