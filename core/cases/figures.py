"""What the first page of the day counts of cases."""

from __future__ import annotations

from sqlalchemy import bindparam, case, func, select

from core.cases.tables import CaseRow
from core.today.messages import CaseQueues, Queue
from core.tx import Tx

_open = (
    select(CaseRow.kind, func.count(), func.sum(case((CaseRow.due_at < bindparam("now"), 1), else_=0)))
    .where(CaseRow.state == "open")
    .group_by(CaseRow.kind)
    .order_by(CaseRow.kind)
)


async def queues(tx: Tx, request: CaseQueues) -> tuple[Queue, ...]:
    rows = await tx.execute(_open, {"now": tx.now})
    return tuple(Queue(kind, int(waiting), int(late)) for kind, waiting, late in rows)


HANDLERS = {CaseQueues: queues}
