"""Opening, taking and closing cases: one open case per kind and subject, and the member knows its number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, update

from core.cases import happened, queries
from core.cases.messages import (
    KINDS,
    Case,
    CaseOf,
    CaseOpened,
    Cases,
    CloseCase,
    NobodyConcerned,
    NoSuchCase,
    NoteOnCase,
    OpenCase,
    OpenCases,
    RaiseCase,
    TakeCase,
)
from core.cases.queries import OPEN, case_of_row, number_of, standing
from core.cases.rules import DUE
from core.cases.tables import CaseRow, NoteRow
from core.ids import new_id
from core.members.messages import ContactOf
from core.messages import Refusal, Request
from core.tx import Handler, Tx
from core.working_hours import due

CLOSED = "closed"
#: Members are told of cases that they asked for; alarms are about us.
TOLD = ("call_back", "complaint", "fraud", "missing_payment", "review")
MOST_ABOUT, MOST_OUTCOME, MOST_NOTE = 100, 200, 2_000

_open = (CaseRow.number == bindparam("which"), CaseRow.state == OPEN)
_close = update(CaseRow).where(*_open).values(
    state=CLOSED, closed_at=bindparam("now"), outcome=bindparam("came_of_it"), open_key=None
)  # fmt: skip
_take = update(CaseRow).where(*_open).values(assigned=bindparam("by"))
_note = insert(NoteRow)


async def open_case(tx: Tx, request: OpenCase) -> Case:
    if request.kind not in KINDS:
        raise ValueError(f"{request.kind!r} is no kind of case; known are {', '.join(KINDS)}")
    # Two wishes without a subject are one only if the same person has them.
    key = {"open_key": f"{request.kind}:{request.about or request.member or request.phone}"}
    before = (await tx.execute(standing, key)).one_or_none()
    if before is not None:
        return case_of_row(before)

    row = {
        "kind": request.kind,
        "member": request.member,
        "phone": request.phone,
        "about": request.about,
        "state": OPEN,
        "opened_at": tx.now,
        "closed_at": None,
        "outcome": "",
        "due_at": due(tx.now, DUE[request.kind], tx.institution),
        "assigned": "",
    }
    is_new = await tx.insert_once(CaseRow, row | key)
    opened = case_of_row((await tx.execute(standing, key)).one())

    if is_new and request.member and request.kind in TOLD:
        tx.tell(request.member, CaseOpened(opened.number, opened.kind), event=f"case:{opened.number}:opened")
    return opened


async def raise_case(tx: Tx, request: RaiseCase) -> Case | Refusal:
    if isinstance(await tx.perform(ContactOf(member=request.member)), Refusal):
        return NobodyConcerned()
    about = request.about.replace("\0", "")[:MOST_ABOUT] or request.member
    return await tx.must(OpenCase(kind=request.kind, about=about, member=request.member))


async def close_case(tx: Tx, request: CloseCase) -> Refusal | None:
    closing = {
        "which": number_of(request.number),
        "now": tx.now,
        "came_of_it": request.outcome.replace("\0", "")[:MOST_OUTCOME],
    }
    done = await tx.execute(_close, closing)
    return None if done.rowcount else NoSuchCase()


async def take_case(tx: Tx, request: TakeCase) -> Refusal | None:
    done = await tx.execute(_take, {"which": number_of(request.number), "by": tx.origin.who})
    return None if done.rowcount else NoSuchCase()


async def note_on_case(tx: Tx, request: NoteOnCase) -> Refusal | None:
    if isinstance(await tx.perform(CaseOf(number=request.number)), Refusal):
        return NoSuchCase()
    row = {"number": number_of(request.number), "at": tx.now, "staff": tx.origin.who}
    await tx.execute(_note, {**row, "id": new_id(), "text": request.text.replace("\0", "")[:MOST_NOTE]})
    return None


HANDLERS: dict[type[Request[Any]], Handler] = {
    OpenCase: open_case,
    RaiseCase: raise_case,
    CloseCase: close_case,
    TakeCase: take_case,
    NoteOnCase: note_on_case,
    OpenCases: queries.open_cases,
    Cases: queries.cases,
    CaseOf: queries.case_of,
    **happened.HANDLERS,
}
