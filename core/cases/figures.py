"""What the first page of the day counts of cases."""

from __future__ import annotations

from sqlalchemy import bindparam, case, func, select

from core.cases.tables import CaseRow
from core.today.messages import CaseQueues, Queue
from core.tx import Tx

_open = (
    select(
        CaseRow.kind,
        func.count().label("waiting"),
        func.sum(case((CaseRow.due_at < bindparam("now"), 1), else_=0)).label("late"),
    )
    .where(CaseRow.state == "open")
    .group_by(CaseRow.kind)
    .order_by(CaseRow.kind)
)


async def queues(tx: Tx, request: CaseQueues) -> tuple[Queue, ...]:
    rows = await tx.execute(_open, {"now": tx.now})
    return tuple(Queue(row.kind, int(row.waiting), int(row.late)) for row in rows)


HANDLERS = {CaseQueues: queues}
