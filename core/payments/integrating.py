"""What an integration asks of payments: it begins an attempt, says what was answered at once, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from core.messages import Command, Query, Refusal
from core.money import Money
from core.phone import Phone

#: What one attempt does: ask the payer, pay out, send money back, ask after one of these, confirm a reported receipt.
Kind = Literal["prompt", "payout", "reversal", "ask_prompt", "ask_payout", "ask_reversal", "confirm"]


@dataclass(frozen=True)
class Attempt:
    """What an integration needs for one call. `token` is ours: 32 hex digits for the callback address and,
    for payouts, the provider's idempotency id. `asked` is the provider's id of the attempt we ask after."""

    token: str
    payment: str
    kind: Kind
    phone: Phone
    amount: Money
    reference: str
    about: str
    asked: str
    asked_token: str
    receipt: str
    number: int


@dataclass(frozen=True)
class NothingToDo(Refusal):
    """It was begun before (a payout is never sent twice), or the payment is settled: the job is done."""


@dataclass(frozen=True, kw_only=True)
class BeginAttempt(Command[Attempt]):
    """Committed before the HTTP call. What has an attempt already is refused: it is only asked about.

    For kind `ask` core decides which: ask_prompt, ask_payout or ask_reversal.
    """

    refuses: ClassVar = (NothingToDo,)
    payment: str
    kind: Literal["prompt", "payout", "reversal", "ask", "confirm"]


@dataclass(frozen=True, kw_only=True)
class WhatWasAsked(Query[str]):
    """The kind of the attempt behind a token of ours, `balance` for a question after a float, empty for a stranger's.

    For providers whose answers do not say themselves what they answer.
    """

    token: str


@dataclass(frozen=True, kw_only=True)
class RecordSubmission(Command[None]):
    """What the provider answered at once: accepted | refused (provably not done) | unknown.

    `provider_id` is the provider's own id of this request. `code` and `retryable` belong to a refusal: a retryable
    one may be tried again as a new attempt, because it provably was not done.
    """

    token: str
    outcome: Literal["accepted", "refused", "unknown"]
    provider_id: str = ""
    code: str = ""
    retryable: bool = False


@dataclass(frozen=True)
class Result:
    """What a provider says of a payment. `reason` is one of REASONS when it failed; unknown codes are "unknown".

    state: succeeded | failed | expired | pending | unknown | absent (it never saw such a payment).
    `amount`, `phone` and `receipt` only where the provider said them. `receiver_digits` are those of the party paid.
    """

    state: Literal["succeeded", "failed", "expired", "pending", "unknown", "absent"]
    code: str
    reason: str = ""
    receipt: str = ""
    amount: Money | None = None
    phone_digits: str = ""
    receiver_digits: str = ""
    receiver_name: str = ""


#: In a member's words; `ours` is our own fault.
REASONS = (
    "cancelled", "wrong_pin", "not_enough", "no_answer", "busy", "limit", "not_registered", "ours", "other",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReportResult(Command[str]):
    """A callback or the answer to a query, for the request whose `token` (or `provider_id`) it names.

    `trusted` is False for unsigned callbacks: they are compared with our request and, above a limit, only believed
    after a query. Answers what was made of it (for the log): settled | known | asked | kept | alarm.
    Unknown tokens answer "unknown".
    """

    token: str
    provider_id: str = ""
    result: Result
    trusted: bool = False
