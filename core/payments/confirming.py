"""Reported money becomes confirmed by the provider's own answer about its receipt, or a person looks after a day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

from core.payments import queries, records, settling
from core.payments.messages import Result, SweepUnconfirmed
from core.payments.queries import Stored
from core.payments.rules import UNCONFIRMED_HOURS
from core.payments.tables import PaymentRow
from core.tx import Tx

MOST_SWEPT = 200
UNCONFIRMED = "unconfirmed"

_old = (
    select(PaymentRow.id)
    .where(PaymentRow.state == "succeeded", PaymentRow.confirmed.is_(False))
    .where(PaymentRow.settled_at < bindparam("before"), PaymentRow.flagged != UNCONFIRMED)
    .order_by(PaymentRow.id)
    .limit(MOST_SWEPT)
)


async def answered(tx: Tx, payment: Stored, result: Result) -> str:
    """What the provider says of a reported receipt."""
    if payment.confirmed:
        return "known"
    if result.state in ("pending", "unknown"):
        return "kept"
    if result.state != "succeeded":
        await records.alarm(tx, payment, "not_confirmed")
        return "alarm"
    if result.amount is not None and result.amount != payment.paid:
        await records.alarm(tx, payment, "amount")
        return "alarm"
    await settling.confirm(tx, payment)
    return "settled"


async def sweep(tx: Tx, request: SweepUnconfirmed) -> int:
    before = tx.now - timedelta(hours=UNCONFIRMED_HOURS)
    old = (await tx.execute(_old, {"before": before})).scalars().all()
    raised = 0
    for each in old:
        payment = await queries.lock(tx, each)
        if payment is not None and not payment.confirmed and payment.flagged != UNCONFIRMED:
            await records.alarm(tx, payment, UNCONFIRMED)
            raised += 1
    return raised


HANDLERS = {SweepUnconfirmed: sweep}
