"""Questions to a provider: one chain of jobs per payment, until there is an answer or a person must look."""

from __future__ import annotations

from datetime import timedelta

from core.payments import queries, records
from core.payments.messages import Outgoing, StillAsking
from core.payments.queries import Stored
from core.payments.rules import (
    CLOCK_SLACK_SECONDS,
    CONFIRM_AFTER_SECONDS,
    MOST_ASKS,
    STILL_ASKING_AFTER_SECONDS,
)
from core.tx import Tx


async def chain(tx: Tx, payment: Stored) -> Stored:
    """Have the next question asked, in the transaction of this attempt: whatever crashes now, somebody will ask."""
    if _is_scheduled(tx, payment):
        return payment
    if payment.asks >= MOST_ASKS[payment.direction]:
        # No prompt lives this long, so she may have a new one; money of this one that shows up later is still booked.
        given_up = await records.move(tx, payment, "give_up", open_key=None)
        return await records.alarm(tx, given_up, "no_answer")
    waits = tx.institution.ask_after_seconds
    return await _schedule(tx, payment, "ask", timedelta(seconds=waits[min(payment.asks, len(waits) - 1)]))


async def chain_confirming(tx: Tx, payment: Stored) -> Stored:
    """Have the proof looked for again; after the last look the sweep raises its alarm."""
    if _is_scheduled(tx, payment) or payment.asks >= len(CONFIRM_AFTER_SECONDS):
        return payment
    return await _schedule(tx, payment, "confirm", timedelta(seconds=CONFIRM_AFTER_SECONDS[payment.asks]))


async def ask_now(tx: Tx, payment: Stored) -> None:
    """One question out of turn; asked for again before it was put, it stays one."""
    tried = await queries.attempts(tx, payment.id)
    tx.enqueue(f"{payment.provider}.ask", Outgoing(payment.id), key=f"ask:{payment.id}:now:{len(tried)}")


def confirm_now(tx: Tx, payment: Stored) -> None:
    """Look for the proof of a reported receipt."""
    tx.enqueue(f"{payment.provider}.confirm", Outgoing(payment.id), key=f"confirm:{payment.id}")


def tell_still_asking(tx: Tx, payment: Stored) -> None:
    """Once, after about two minutes: she is not to pay again."""
    waited = tx.now - payment.created_at
    if payment.direction == "in" and waited >= timedelta(seconds=STILL_ASKING_AFTER_SECONDS):
        notice = StillAsking(amount=payment.amount, loan=payment.about)
        tx.tell(payment.member, notice, event=f"payment:{payment.id}:asking")


def _is_scheduled(tx: Tx, payment: Stored) -> bool:
    """Is a later question of the chain waiting already? Then this one was asked out of turn, or is a retry."""
    due = payment.next_ask_at
    return due is not None and due > tx.now + timedelta(seconds=CLOCK_SLACK_SECONDS)


async def _schedule(tx: Tx, payment: Stored, what: str, wait: timedelta) -> Stored:
    key = f"{what}:{payment.id}:{payment.asks}"
    tx.enqueue(f"{payment.provider}.{what}", Outgoing(payment.id), key=key, after=wait)
    return await records.change(tx, payment, asks=payment.asks + 1, next_ask_at=tx.now + wait)
