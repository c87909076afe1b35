"""Imports: a file is checked, staged, brought in as a whole or not at all, and never twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.imports import balances, booking, checkoff, columns, loans, members, rules, staging
from core.imports.messages import (
    BookCheckoff,
    Checked,
    CheckedImport,
    CheckFile,
    FileAsked,
    FileHasFaults,
    Import,
    Imported,
    ImportFile,
    ImportOf,
    Imports,
    Kind,
    NoSuchImport,
    RunImport,
    StageFile,
    Template,
    TemplateOf,
)
from core.imports.rules import Batch, Found
from core.tx import Tx


@dataclass(frozen=True)
class Way:
    """How one kind of file comes in: a look that changes nothing, and the writing of what the look found new."""

    look: Callable[[Tx, FileAsked, date], Awaitable[Found]]
    write: Callable[[Tx, Found, Batch], Awaitable[None]]
    state: str = "done"


WAYS: Mapping[Kind, Way] = {
    "members": Way(members.look, members.write),
    "balances": Way(balances.look, balances.write),
    "loans": Way(loans.look, loans.write),
    "checkoff": Way(checkoff.look, checkoff.write, state="booking"),
}


async def _look(tx: Tx, asked: FileAsked) -> Found:
    on = asked.on or tx.today
    found = await WAYS[asked.kind].look(tx, asked, on)
    more = (*rules.bad_cut_over(on, tx.today), *rules.unexpected(asked, found.totals))
    notes = (*found.notes, *rules.late_cut_over(on, tx.open_from))
    return replace(found, faults=(*found.faults, *more), notes=notes)


async def check(tx: Tx, request: CheckFile) -> Checked:
    return await _checked(tx, _asked(tx, request))


def _asked(tx: Tx, request: FileAsked) -> FileAsked:
    return rules.in_our_currency(request, tx.institution.currency)


async def _checked(tx: Tx, asked: FileAsked) -> Checked:
    before = await staging.imported_before(tx, rules.digest(asked))
    found = await _look(tx, asked)
    if before:
        # What the books say differently by now is no fault of a file that was brought in.
        found = replace(found, faults=())
    return rules.checked(asked, found, on=asked.on or tx.today, imported_as=before)


async def stage(tx: Tx, request: StageFile) -> str:
    asked = _asked(tx, request)
    return await staging.stage(tx, asked, await _look(tx, asked))


async def checked_import(tx: Tx, request: CheckedImport) -> Checked | NoSuchImport:
    asked = await staging.asked_of(tx, request.batch)
    if asked is not None:
        return await _checked(tx, asked)
    return await booking.afterwards(tx, request.batch)


async def run(tx: Tx, request: RunImport) -> Imported | FileHasFaults | NoSuchImport:
    asked = await staging.asked_of(tx, request.batch, hold=True)
    if asked is None:
        return NoSuchImport()
    return await _bring_in(tx, asked, request.batch)


async def import_file(tx: Tx, request: ImportFile) -> Imported | FileHasFaults:
    return await _bring_in(tx, _asked(tx, request), "")


async def _bring_in(tx: Tx, asked: FileAsked, batch: str) -> Imported | FileHasFaults:
    """`batch` is empty for a file that was not staged."""
    digest = rules.digest(asked)
    if before := await staging.imported_before(tx, digest):
        first = await staging.import_of(tx, ImportOf(batch=before))
        assert isinstance(first, Import)
        return Imported(before, 0, first.rows, first.amount)
    found = await _look(tx, asked)
    totals = found.totals
    if found.faults:
        return FileHasFaults(len(found.faults))

    batch = batch or await staging.stage(tx, asked, found, keep=False)
    way = WAYS[asked.kind]
    if found.new:
        entry_key = f"import:{digest}"
        await way.write(tx, found, Batch(batch, entry_key, asked.on or tx.today, asked))
    await staging.finish(tx, batch, found, state=way.state if found.new else "done")
    left = totals.new if way.state == "booking" else 0
    return Imported(batch, totals.new, totals.there, totals.amount, left)


async def template_of(tx: Tx, request: TemplateOf) -> Template:
    return columns.template(request.kind)


HANDLERS = {
    CheckFile: check,
    StageFile: stage,
    CheckedImport: checked_import,
    RunImport: run,
    ImportFile: import_file,
    Imports: staging.imports,
    ImportOf: staging.import_of,
    TemplateOf: template_of,
    BookCheckoff: booking.book,
}
