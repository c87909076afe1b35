"""The cases of a member, as they were opened and closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, or_, select

from core.cases.tables import CaseRow
from core.history.messages import CasesHappened, Happening
from core.messages import Request
from core.tx import Handler, Tx

_cases = (
    select(CaseRow.number, CaseRow.kind, CaseRow.opened_at, CaseRow.closed_at)
    .where(
        CaseRow.member == bindparam("member"),
        or_(CaseRow.opened_at <= bindparam("until"), CaseRow.closed_at <= bindparam("until")),
    )
    .order_by(CaseRow.number.desc())
    .limit(bindparam("count"))
)
#: A case may be closed long after younger ones were opened.
MOST_LOOKED_AT = 500


async def happened(tx: Tx, request: CasesHappened) -> tuple[Happening, ...]:
    asked = {"member": request.member, "until": request.until, "count": max(request.count, MOST_LOOKED_AT)}
    found = [turn for row in await tx.execute(_cases, asked) for turn in _turns(row) if turn.at <= request.until]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True)[: request.count])


def _turns(row: Any) -> Iterator[Happening]:
    number, facts = f"C-{row.number:04d}", (("kind", row.kind),)
    if row.closed_at is not None:
        yield Happening(row.closed_at, "close_case", facts=facts, link="case", id=number)
    yield Happening(row.opened_at, "open_case", facts=facts, link="case", id=number)


HANDLERS: dict[type[Request[Any]], Handler] = {CasesHappened: happened}
