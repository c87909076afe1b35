"""What the first page of the day counts of payments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, select

from core.payments.states import UNDER_WAY
from core.payments.tables import PaymentRow, SuspenseRow
from core.today.messages import PaymentQueues, Queue
from core.tx import Tx

#: Money that nobody placed in two days, and a payout without an end after one hour, wait too long.
UNMATCHED_LATE = timedelta(days=2)
PAYOUT_LATE = timedelta(hours=1)


def _late(at: Any) -> Any:
    return func.coalesce(func.sum(case((at < bindparam("late"), 1), else_=0)), 0).label("late")


_unmatched = select(func.count().label("waiting"), _late(SuspenseRow.at)).where(SuspenseRow.state == "open")
_payouts = select(func.count().label("waiting"), _late(PaymentRow.created_at)).where(
    PaymentRow.direction == "out", PaymentRow.state.in_(UNDER_WAY)
)


async def queues(tx: Tx, request: PaymentQueues) -> tuple[Queue, ...]:
    unmatched = (await tx.execute(_unmatched, {"late": tx.now - UNMATCHED_LATE})).one()
    payouts = (await tx.execute(_payouts, {"late": tx.now - PAYOUT_LATE})).one()
    found = (("unmatched", unmatched), ("payouts", payouts))
    return tuple(Queue(name, int(row.waiting), int(row.late)) for name, row in found)


HANDLERS = {PaymentQueues: queues}
