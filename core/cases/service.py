"""Opening, listing and closing cases: one open case per kind and subject, and the member knows its number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from core.cases import happened
from core.cases.messages import KINDS, Case, CaseOpened, CloseCase, NoSuchCase, OpenCase, OpenCases
from core.cases.tables import CaseRow
from core.messages import Refusal, Request
from core.tx import Handler, Tx

OPEN, CLOSED = "open", "closed"
#: Members are told of cases that they asked for; alarms are about us.
TOLD = ("call_back", "complaint", "fraud", "missing_payment", "review")
MOST_LISTED = 500
MOST_OUTCOME = 200

_cases = select(CaseRow.number, CaseRow.kind, CaseRow.member, CaseRow.about, CaseRow.opened_at, CaseRow.state)
_standing = _cases.where(CaseRow.open_key == bindparam("open_key"))
_open = _cases.where(CaseRow.state == OPEN).order_by(CaseRow.number).limit(MOST_LISTED)


def _case(row: Any) -> Case:
    return Case(
        number=f"C-{row.number:04d}",
        kind=row.kind,
        member=row.member,
        about=row.about,
        opened_at=row.opened_at,
        state=row.state,
    )


async def open_case(tx: Tx, request: OpenCase) -> Case:
    if request.kind not in KINDS:
        raise ValueError(f"{request.kind!r} is no kind of case; known are {', '.join(KINDS)}")
    # Two wishes without a subject are one only if the same person has them.
    key = {"open_key": f"{request.kind}:{request.about or request.member or request.phone}"}
    standing = (await tx.execute(_standing, key)).one_or_none()
    if standing is not None:
        return _case(standing)

    row = {
        "kind": request.kind,
        "member": request.member,
        "phone": request.phone,
        "about": request.about,
        "state": OPEN,
        "opened_at": tx.now,
        "closed_at": None,
        "outcome": "",
    }
    is_new = await tx.insert_once(CaseRow, row | key)
    opened = _case((await tx.execute(_standing, key)).one())

    if is_new and request.member and request.kind in TOLD:
        tx.tell(request.member, CaseOpened(opened.number, opened.kind), event=f"case:{opened.number}:opened")
    return opened


async def close_case(tx: Tx, request: CloseCase) -> Refusal | None:
    digits = request.number.upper().removeprefix("C-")
    number = int(digits) if digits.isdigit() and len(digits) < 10 else 0
    closing = update(CaseRow).where(CaseRow.number == number, CaseRow.state == OPEN)
    outcome = request.outcome[:MOST_OUTCOME]
    done = await tx.execute(closing.values(state=CLOSED, closed_at=tx.now, outcome=outcome, open_key=None))
    return None if done.rowcount else NoSuchCase()


async def open_cases(tx: Tx, request: OpenCases) -> tuple[Case, ...]:
    statement = _open.where(CaseRow.kind == request.kind) if request.kind else _open
    return tuple(_case(row) for row in await tx.execute(statement))


HANDLERS: dict[type[Request[Any]], Handler] = {
    OpenCase: open_case,
    CloseCase: close_case,
    OpenCases: open_cases,
    **happened.HANDLERS,
}
