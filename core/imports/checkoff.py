"""What an employer deducted from wages: read, compared with what is due and with earlier files, kept to be booked."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.imports import cells, deductions, employees, payees
from core.imports.columns import SAVINGS
from core.imports.deductions import Deduction
from core.imports.messages import DueOf, DuesOf, Fault, FileAsked, ToBook, Totals
from core.imports.payees import Payees
from core.imports.reading import Reading, sheet
from core.imports.rules import Batch, Found, parts
from core.imports.tables import LINES
from core.ledger import journal, posting_rules
from core.money import Money, total
from core.tx import Tx

MOST_WHO = 40
WAITING = "waiting"
JOB = "imports.checkoff"
WHAT_IS_DUE = "what is due"

_add = insert(LINES)
_of_month = select(LINES).where(LINES.c.employer == bindparam("of_employer"), LINES.c.month == bindparam("of_month"))


@dataclass(frozen=True)
class Typed:
    """A line as it was read. `target` is a loan number, a kind of savings, or empty."""

    line: int
    who: str
    target: str
    amount: Money


def provider(employer: str) -> str:
    """The name under which an employer's money is booked."""
    return f"checkoff:{employer}"


def first_of(month: date) -> date:
    return month.replace(day=1)


def last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


async def look(tx: Tx, asked: FileAsked, on: date) -> Found:
    currency = tx.institution.currency
    reading = Reading(sheet("checkoff", asked.text))
    reading.faults.extend(_missing_facts(asked))
    read = _read(reading, currency)
    month = asked.month or on

    expected = await employees.expected(tx, asked.employer, first_of(month))
    people = await payees.find(tx, [each.who for each in read], employer=asked.employer, others=expected)
    dues = _by_member(await tx.must(DuesOf(members=tuple(people.by_id), until=last_of(month))))
    lines = _once(reading, [_deduction(each, people, dues, currency) for each in read])
    booked = await _booked(tx, asked.employer, month)
    new = list(_new(reading, lines, booked, currency))

    here = {each.member for each in lines} | {row.member for row in booked.values()}
    missing = [
        (member, people.by_id[member].number, total((due.amount for due in dues.get(member, ())), currency))
        for member in expected
        if member in people.by_id and member not in here
    ]
    paid = asked.paid or Money.zero(currency)
    return Found(
        totals(lines, new=len(new), currency=currency), tuple(reading.faults), tuple(reading.notes), tuple(new),
        tuple(deductions.differences(new, missing=missing, paid=paid)),
    )  # fmt: skip


def _missing_facts(asked: FileAsked) -> Iterator[Fault]:
    try:
        if employees.employer(asked.employer) != asked.employer:
            yield Fault(0, "employer", f"Write the employer like {employees.employer(asked.employer)}.")
    except cells.Wrong as wrong:
        yield Fault(0, "employer", f"The employer {wrong}")
    if asked.month is None:
        yield Fault(0, "month", "Say for which month the deductions are: any day of it.")
    if asked.paid is None or asked.paid.minor_units < 0:
        yield Fault(0, "paid", "Say what the employer paid into the bank with this file, zero if nothing yet.")


def _read(reading: Reading, currency: str) -> list[Typed]:
    found = []
    for line in reading.sheet.lines:
        who = reading.cell(line, "member", cells.words(MOST_WHO))
        amount = reading.cell(line, "amount", cells.more_than_zero(cells.amount(currency)))
        target = reading.cell(line, "for", _target) or ""
        if who and amount and not reading.is_wrong(line.number):
            found.append(Typed(line.number, who, target, amount))
    return found


def _target(cell: str) -> str:
    if cell[:2].upper() == "LN":
        return cells.loan_number(cell)
    try:
        return cells.one_of(SAVINGS)(cell)
    except cells.Wrong:
        known = ", ".join(SAVINGS)
        raise cells.Wrong(f"{cells.shown(cell)} is not known here. Write LN-0042, {known}, or nothing.") from None


def _by_member(dues: Sequence[DueOf]) -> dict[str, tuple[DueOf, ...]]:
    found: dict[str, tuple[DueOf, ...]] = {}
    for due in dues:
        found[due.member] = (*found.get(due.member, ()), due)
    return found


def _deduction(each: Typed, people: Payees, dues: dict[str, tuple[DueOf, ...]], currency: str) -> Deduction:
    """A loan that is not hers, or is finished, has no place: a person looks at it."""
    member = people.meant.get(each.who)
    hers = dues.get(member.member, ()) if member else ()
    if each.target.startswith("LN-") and each.target not in {due.number for due in hers}:
        member = None
    return Deduction(
        key=deductions.key(number=member.number if member else "", who=each.who, target=each.target),
        line=each.line,
        who=member.number if member else each.who,
        member=member.member if member else "",
        target=each.target,
        amount=each.amount,
        expected=deductions.expected_of(each.target, hers, currency) if member else None,
    )


def _once(reading: Reading, lines: Sequence[Deduction]) -> list[Deduction]:
    """The first line of each member and purpose; another one is a fault."""
    first: dict[str, Deduction] = {}
    for each in lines:
        if first.setdefault(each.key, each) is not each:
            says = f"stands in line {first[each.key].line} already, for the same. Add the two up in one line."
            reading.wrong(each.line, "member", says)
    return list(first.values())


async def _booked(tx: Tx, employer: str, month: date) -> dict[str, Any]:
    """The lines of this month that came with an earlier file, by key."""
    rows = await tx.execute(_of_month, {"of_employer": employer, "of_month": first_of(month)})
    return {row.key: row for row in rows}


def _new(reading: Reading, lines: Sequence[Deduction], booked: dict[str, Any], currency: str) -> Iterator[Deduction]:
    for each in lines:
        row = booked.get(each.key)
        if row is None:
            yield each
        elif row.minor_units != each.amount.minor_units:
            before = Money(row.minor_units, currency)
            says = f"is {each.amount} here, and {before} came for the same with an earlier file. Leave the line out."
            reading.wrong(each.line, "amount", says)


def totals(lines: Sequence[Deduction], *, new: int, currency: str) -> Totals:
    return Totals(
        rows=len(lines),
        new=new,
        there=len(lines) - new,
        members=len({each.member for each in lines} - {""}),
        amount=total((each.amount for each in lines), currency),
        parts=parts(((_place(each), each.amount) for each in lines), currency),
    )


def _place(each: Deduction) -> str:
    if not each.member:
        return "suspense"
    return "loans" if each.target.startswith("LN-") else each.target or WHAT_IS_DUE


async def write(tx: Tx, found: Found, batch: Batch) -> None:
    """Keep the lines, book what the employer paid, and have the lines booked one by one."""
    asked = batch.asked
    assert asked.month
    assert asked.paid is not None
    month = first_of(asked.month)
    await tx.execute(_add, [_row(each, asked.employer, month, batch) for each in found.new])
    if asked.paid:
        entry = posting_rules.checkoff_paid(
            key=batch.entry_key, about=f"import:{batch.id}", provider=provider(asked.employer), amount=asked.paid
        )
        await journal.post(tx, entry, on=batch.on)
    here = {each.member for each in found.new} - {""}
    await employees.enrol(tx, [(asked.employer, member, "", month) for member in sorted(here)])
    tx.enqueue(JOB, ToBook(batch.id), key=f"{JOB}:{batch.id}", order=f"import:{batch.id}")


def _row(each: Deduction, employer: str, month: date, batch: Batch) -> dict[str, Any]:
    return {
        "employer": employer,
        "month": month,
        "key": each.key,
        "batch": batch.id,
        "line": each.line,
        "who": each.who,
        "member": each.member,
        "target": each.target,
        "minor_units": each.amount.minor_units,
        "expected": each.expected.minor_units if each.expected is not None else None,
        "state": WAITING,
    }
