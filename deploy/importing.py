"""Files that an operator brings in from the command line, said line by line; and the worker's share of a check-off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.ids import new_id
from core.imports.messages import (
    BookCheckoff,
    Checked,
    CheckFile,
    Difference,
    FileAsked,
    FileHasFaults,
    Imported,
    ImportFile,
    ToBook,
)
from core.messages import Door, Jobs, Origin, Refusal, Work
from core.money import Money

SCOPE = "import"
OPERATOR = Origin(who="system", channel="command line")
MOST_PARTS = 10_000
LEASE_SECONDS = 600


async def bring_in(door: Door, asked: FileAsked, *, dry_run: bool) -> tuple[list[str], bool]:
    """What there is to say, and whether all went well."""
    facts = vars(asked)
    checked = await door.perform(CheckFile(**facts), by=OPERATOR)
    assert isinstance(checked, Checked)
    lines = [*_totals(checked), *_faults(checked), *_differences(checked.differences)]
    if checked.imported_as:
        return [*lines, "This very file was imported before: nothing changes."], True
    if checked.count:
        return [*lines, f"Nothing was imported: {checked.count} faults. Correct the file and try again."], False
    if dry_run:
        return [*lines, f"Nothing was imported: a dry run. {checked.totals.new:,} lines would be new."], True

    done = await door.perform(ImportFile(**facts), key=new_id(), scope=SCOPE, by=OPERATOR)
    if isinstance(done, FileHasFaults):
        return [*lines, "Nothing was imported: the books have changed meanwhile. Try again."], False
    assert isinstance(done, Imported)
    if done.left:
        await book(door, done.batch)
    return [*lines, f"Imported {done.new:,} lines; {done.there:,} were there already."], True


async def book(door: Door, batch: str) -> None:
    """Book a check-off to its end."""
    for _ in range(MOST_PARTS):
        left = await door.perform(BookCheckoff(batch=batch), key=new_id(), scope=SCOPE, by=OPERATOR)
        if isinstance(left, Refusal) or not left:
            return


def jobs() -> Jobs:
    async def book_all(payload: ToBook, door: Door) -> None:
        await book(door, payload.batch)

    return {"imports.checkoff": Work(ToBook, book_all, lease_seconds=LEASE_SECONDS)}


def _totals(checked: Checked) -> Iterator[str]:
    totals = checked.totals
    yield (
        f"{checked.kind} on {checked.on}: {totals.rows:,} good lines of {totals.members:,} members, "
        f"{totals.new:,} new, {totals.there:,} there already"
    )
    for part in totals.parts:
        yield f"  {part.name:<14} {part.count:>8,} {part.amount.decimal:>20,}"
    if totals.parts:
        yield f"  {'in all':<14} {totals.rows:>8,} {totals.amount.decimal:>20,}"


def _faults(checked: Checked) -> Iterator[str]:
    for fault in (*checked.notes, *checked.faults):
        where = ", ".join(filter(None, (f"line {fault.line}" if fault.line else "", fault.field)))
        mark = "note" if fault in checked.notes else "FAULT"
        yield f"{mark:<5} {where}: {fault.says}"
    if checked.count > len(checked.faults):
        yield f"... and {checked.count - len(checked.faults):,} more."


SAYS = {
    "not_found": "{who}: nobody is known by this, or the loan is not hers; {amount} go to suspense",
    "amount": "{who}: {amount} came, {expected} were due",
    "missing": "{who} was expected and is in no line; {expected} are due",
    "total": "the lines add up to {expected}, the employer paid {amount}",
}


def _differences(found: Sequence[Difference]) -> Iterator[str]:
    for each in found:
        where = f"line {each.line}, " if each.line else ""
        facts = {"who": each.who, "amount": _written(each.amount), "expected": _written(each.expected)}
        yield f"differs {where}{SAYS[each.why].format(**facts)}"


def _written(amount: Money | None) -> str:
    return "nothing" if amount is None else str(amount)
