"""Files that wait for the second person, what became of those before, and the forgetting of both in time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update

from core.ids import new_id
from core.imports import rules
from core.imports.messages import (
    STAGED_FOR,
    FileAsked,
    Import,
    ImportOf,
    Imports,
    NoSuchImport,
)
from core.imports.rules import Found
from core.imports.tables import FILES, IMPORTS
from core.messages import MOST_PAGE, Page
from core.money import Money
from core.tx import Tx

DONE = ("booking", "done")

_add = insert(IMPORTS)
_keep = insert(FILES)
_one = select(IMPORTS).where(IMPORTS.c.id == bindparam("of_batch"))
_held = _one.with_for_update()
_text = select(FILES.c.text).where(FILES.c.batch == bindparam("of_batch"), FILES.c.expires_at > bindparam("now"))
_forget = delete(FILES).where(or_(FILES.c.batch == bindparam("of_batch"), FILES.c.expires_at <= bindparam("now")))
_before = (
    select(IMPORTS.c.id)
    .where(IMPORTS.c.digest == bindparam("of_digest"), IMPORTS.c.state.in_(DONE))
    .order_by(IMPORTS.c.id)
    .limit(1)
)
_list = (
    select(IMPORTS)
    .where(
        or_(bindparam("of_kind") == "", IMPORTS.c.kind == bindparam("of_kind")),
        or_(bindparam("cursor") == "", IMPORTS.c.id < bindparam("cursor")),
    )
    .order_by(IMPORTS.c.id.desc())
    .limit(bindparam("rows"))
)
_finish = (
    update(IMPORTS)
    .where(IMPORTS.c.id == bindparam("of_batch"))
    .values({name: bindparam(f"new_{name}") for name in ("state", "done_at", "rows", "faults", "minor_units")})
)


async def imported_before(tx: Tx, digest: str) -> str:
    """The batch that brought in the file with this digest, or nothing."""
    return (await tx.execute(_before, {"of_digest": digest})).scalar_one_or_none() or ""


async def stage(tx: Tx, asked: FileAsked, found: Found, *, keep: bool = True) -> str:
    """Enter the file into the list; `keep` its text, too. Answers the batch."""
    batch, on = new_id(), asked.on or tx.today
    row = {
        "id": batch,
        "kind": asked.kind,
        "digest": rules.digest(asked),
        "cut_over": on,
        "state": "faulty" if found.faults else "staged",
        "by": tx.origin.who,
        "at": tx.now,
        "done_at": None,
        "rows": found.totals.rows,
        "faults": len(found.faults),
        "minor_units": found.totals.amount.minor_units,
        "currency": tx.institution.currency,
        "expected_rows": asked.rows,
        "expected_minor_units": asked.total.minor_units if asked.total is not None else None,
        "employer": asked.employer[:20],
        "month": asked.month,
        "paid": asked.paid.minor_units if asked.paid is not None else None,
    }
    await tx.execute(_add, row)
    if keep:
        text = asked.text.encode("utf-8", "replace")
        await tx.execute(_keep, {"batch": batch, "text": text, "expires_at": tx.now + STAGED_FOR})
    return batch


async def asked_of(tx: Tx, batch: str, *, hold: bool = False) -> FileAsked | None:
    """The staged file and what was said of it; None when its time is over."""
    row = (await tx.execute(_held if hold else _one, {"of_batch": batch})).one_or_none()
    text = (await tx.execute(_text, {"of_batch": batch, "now": tx.now})).scalar_one_or_none()
    if row is None or text is None:
        return None

    def money(minor_units: int | None) -> Money | None:
        return Money(minor_units, row.currency) if minor_units is not None else None

    return FileAsked(
        kind=row.kind, text=text.decode(), on=row.cut_over, total=money(row.expected_minor_units),
        rows=row.expected_rows, employer=row.employer, month=row.month, paid=money(row.paid),
    )  # fmt: skip


async def finish(tx: Tx, batch: str, found: Found, *, state: str) -> None:
    """It was brought in: its text is forgotten, and that of every file whose time is over."""
    await tx.execute(
        _finish,
        {
            "of_batch": batch, "new_state": state, "new_done_at": tx.now if state == "done" else None,
            "new_rows": found.totals.rows, "new_faults": 0, "new_minor_units": found.totals.amount.minor_units,
        },
    )  # fmt: skip
    await tx.execute(_forget, {"of_batch": batch, "now": tx.now})


async def imports(tx: Tx, request: Imports) -> Page[Import]:
    limit = max(1, min(request.limit, MOST_PAGE))
    rows = await tx.execute(_list, {"of_kind": request.kind, "cursor": request.cursor, "rows": limit + 1})
    found = [_import(tx, row) for row in rows]
    return Page(tuple(found[:limit]), found[limit - 1].batch if len(found) > limit else "")


async def import_of(tx: Tx, request: ImportOf) -> Import | NoSuchImport:
    row = (await tx.execute(_one, {"of_batch": request.batch})).one_or_none()
    return NoSuchImport() if row is None else _import(tx, row)


def _import(tx: Tx, row: Any) -> Import:
    waits = row.state in ("staged", "faulty")
    return Import(
        batch=row.id,
        kind=row.kind,
        state="expired" if waits and row.at + STAGED_FOR <= tx.now else row.state,
        on=row.cut_over,
        at=row.at,
        by=row.by,
        rows=row.rows,
        faults=row.faults,
        amount=Money(row.minor_units, row.currency),
        employer=row.employer,
        month=row.month,
        done_at=row.done_at,
    )
