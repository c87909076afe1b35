"""Cases as they wait: the one that is due first comes first, and late ones are due first of all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, or_, select, tuple_

from core.cases.messages import Case, CaseFile, CaseOf, Cases, NoSuchCase, Note, OpenCases
from core.cases.tables import CaseRow, NoteRow
from core.messages import MOST_PAGE, Page
from core.tx import Tx

OPEN = "open"
MOST_LISTED, MOST_NOTES = 500, 200
MOST_DIGITS = 9

_row, _note = CaseRow, NoteRow
_cases = select(
    *(getattr(_row, name) for name in ("number", "kind", "member", "about", "opened_at", "state", "due_at", "assigned"))
)
standing = _cases.where(_row.open_key == bindparam("open_key"))
_open = _cases.where(_row.state == OPEN).order_by(_row.number).limit(MOST_LISTED)
_open_of_kind = _open.where(_row.kind == bindparam("kind"))


def _filtered(*more: Any) -> Any:
    filters = (
        or_(bindparam(name) == "", getattr(_row, name) == bindparam(name))
        for name in ("kind", "member", "about", "assigned")
    )
    return _cases.where(_row.state == bindparam("state"), *filters, *more).limit(bindparam("rows"))


_last = select(_row.due_at, _row.number).where(_row.number == bindparam("after"))
_in_order = _filtered().order_by(_row.due_at, _row.number)
_in_order_after = _in_order.where(tuple_(_row.due_at, _row.number) > _last.scalar_subquery())
_newest = _filtered(or_(bindparam("after") == 0, _row.number < bindparam("after"))).order_by(_row.number.desc())
_one = select(*_row.__table__.columns).where(_row.number == bindparam("which"))
_notes = (
    select(_note.at, _note.staff, _note.text)
    .where(_note.number == bindparam("which"))
    .order_by(_note.id)
    .limit(MOST_NOTES)
)


async def open_cases(tx: Tx, request: OpenCases) -> tuple[Case, ...]:
    rows = await (tx.execute(_open_of_kind, {"kind": request.kind}) if request.kind else tx.execute(_open))
    return tuple(case_of_row(row) for row in rows)


async def cases(tx: Tx, request: Cases) -> Page[Case]:
    limit, after = max(1, min(request.limit, MOST_PAGE)), number_of(request.cursor)
    asked: dict[str, Any] = {name: getattr(request, name) for name in ("state", "kind", "member", "about", "assigned")}
    asked |= {"rows": limit + 1, "after": after}
    statement = _newest if request.state != OPEN else _in_order_after if after else _in_order
    rows = (await tx.execute(statement, asked)).all()
    found = tuple(case_of_row(row) for row in rows[:limit])
    return Page(found, found[-1].number if len(rows) > limit else "")


async def case_of(tx: Tx, request: CaseOf) -> CaseFile | NoSuchCase:
    which = {"which": number_of(request.number)}
    row = (await tx.execute(_one, which)).one_or_none()
    if row is None:
        return NoSuchCase()
    notes = tuple(Note(each.at, each.staff, each.text) for each in await tx.execute(_notes, which))
    return CaseFile(case_of_row(row), row.phone, row.closed_at, row.outcome, notes)


def case_of_row(row: Row[Any]) -> Case:
    return Case(
        number=f"C-{row.number:04d}",
        kind=row.kind,
        member=row.member,
        about=row.about,
        opened_at=row.opened_at,
        state=row.state,
        due_at=row.due_at,
        assigned=row.assigned,
    )


def number_of(words: str) -> int:
    """`C-0012`, `c-12` or `12`; 0 for what is no number of a case."""
    digits = words.strip().upper().removeprefix("C-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else 0
