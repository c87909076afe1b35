"""The integration's side of a call: an attempt is written before it is made, and what came back at once after it."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from sqlalchemy import insert, update

from core.ids import new_token
from core.messages import Refusal
from core.payments import asking, queries, records, settling
from core.payments.messages import Attempt, BeginAttempt, Kind, NothingToDo, Outgoing, RecordSubmission, WhatWasAsked
from core.payments.queries import ASKS, REVERSAL, SENDS, Stored, Tried
from core.payments.rules import AGAIN_AFTER_SECONDS
from core.payments.states import UNDER_WAY
from core.payments.tables import AttemptRow
from core.phone import Phone
from core.providers.messages import IsFloatQuestion
from core.tx import Tx

#: A receipt is confirmed by its code alone; money that arrived by itself has no phone that we know.
NOBODY = Phone("+10000000")
_new = insert(AttemptRow)


async def begin(tx: Tx, request: BeginAttempt) -> Attempt | Refusal:
    payment = await queries.lock(tx, request.payment)
    if payment is None or not _is_due(payment, request.kind):
        return NothingToDo()
    before = await queries.attempts(tx, payment.id)
    sent = next((each for each in reversed(before) if each.kind in SENDS), None)

    kind = f"ask_{payment.sent_by}" if request.kind == "ask" else request.kind
    asked = sent if kind in ASKS else None
    attempt = Tried(
        token=new_token(),
        payment=payment.id,
        kind=kind,
        number=len(before) + 1,
        asked=asked.token if asked else "",
        begun_at=tx.now,
    )

    await tx.execute(_new, vars(attempt))
    await _BEFORE[request.kind](tx, payment)

    return Attempt(
        token=attempt.token,
        payment=payment.id,
        kind=cast(Kind, kind),
        phone=Phone(payment.phone) if payment.phone else NOBODY,
        amount=payment.paid if kind == "confirm" else payment.amount,
        reference=payment.reference,
        about=payment.about or payment.account,
        asked=asked.provider_id if asked else "",
        asked_token=attempt.asked,
        receipt=await _receipt(tx, payment),
        number=attempt.number,
    )


async def _receipt(tx: Tx, payment: Stored) -> str:
    """The one that the provider knows it by; what is sent back is named by the receipt under which it came."""
    if payment.purpose != REVERSAL:
        return payment.receipt
    came = await queries.payment(tx, payment.target)
    assert came is not None
    return came.receipt


def _is_due(payment: Stored, kind: str) -> bool:
    """The state is the guard: a payment leaves `created` with its first send and comes back only by a proof."""
    if kind in SENDS:
        return payment.state == "created" and kind == payment.sent_by
    if kind == "ask":
        return payment.state in UNDER_WAY
    return payment.state == "succeeded" and bool(payment.receipt) and not payment.confirmed


async def what_was_asked(tx: Tx, request: WhatWasAsked) -> str:
    tried = await queries.attempt(tx, request.token)
    if tried is not None:
        return tried.kind
    return "balance" if await tx.must(IsFloatQuestion(token=request.token)) else ""


async def _before_send(tx: Tx, payment: Stored) -> None:
    await asking.chain(tx, await records.move(tx, payment, "begin"))


async def _before_ask(tx: Tx, payment: Stored) -> None:
    asking.tell_still_asking(tx, payment)
    await asking.chain(tx, payment)


async def _before_confirm(tx: Tx, payment: Stored) -> None:
    await asking.chain_confirming(tx, payment)


_BEFORE = {**dict.fromkeys(SENDS, _before_send), "ask": _before_ask, "confirm": _before_confirm}


async def record(tx: Tx, request: RecordSubmission) -> None:
    found = await queries.locked_attempt(tx, token=request.token)
    if found is None:
        return
    payment, attempt = found

    # The callback may be here before the answer to the call: then only the provider's id is news.
    state = request.outcome if attempt.state in ("begun", "unknown") else attempt.state
    values = {"state": state, "code": request.code[:40] or attempt.code}
    if request.provider_id:
        values["provider_id"] = request.provider_id[:80]
    await tx.execute(update(AttemptRow).where(AttemptRow.token == attempt.token).values(**values))

    if attempt.kind in SENDS and attempt.state in ("begun", "unknown"):
        await _submitted(tx, payment, attempt, request)


async def _submitted(tx: Tx, payment: Stored, attempt: Tried, request: RecordSubmission) -> None:
    if request.outcome == "accepted":
        await records.move(tx, payment, "accept")
    elif request.outcome == "unknown":
        await records.move(tx, payment, "lose")
    elif payment.state in UNDER_WAY:
        await not_done(tx, payment, attempt, again=request.retryable, reason="busy" if request.retryable else "other")


async def not_done(tx: Tx, payment: Stored, attempt: Tried, *, again: bool, reason: str) -> None:
    """This attempt provably moved nothing: try again after a while, or settle the payment as not paid."""
    tries = [each for each in await queries.attempts(tx, payment.id) if each.kind == attempt.kind]
    waits = AGAIN_AFTER_SECONDS[attempt.kind]
    if not again or len(tries) > len(waits):
        await settling.not_paid(tx, payment, "fail", reason)
        return
    await records.move(tx, payment, "again")
    tx.enqueue(
        f"{payment.provider}.{attempt.kind}",
        Outgoing(payment.id),
        key=f"{attempt.kind}:{payment.id}:{len(tries)}",
        after=timedelta(seconds=waits[len(tries) - 1]),
    )


HANDLERS = {BeginAttempt: begin, RecordSubmission: record, WhatWasAsked: what_was_asked}
