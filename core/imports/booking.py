"""A check-off is booked: each line becomes payments to the places it is for, what has no place lies in suspense."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, update

from core.imports import checkoff, deductions, employees
from core.imports.checkoff import WAITING, first_of, last_of, provider
from core.imports.deductions import Deduction
from core.imports.messages import AccountsToOpen, BookCheckoff, Checked, DuesOf, KnownMembers, NoSuchImport
from core.imports.tables import IMPORTS, LINES
from core.money import Money
from core.payments.messages import ReceiveMoney
from core.tx import Tx

#: Each line tells a member of one payment or more: well below the jobs that one command may enqueue.
LINES_AT_ONCE = 100
BOOKED, SUSPENSE = "booked", "suspense"

_hold = (
    select(IMPORTS.c.id).where(IMPORTS.c.id == bindparam("of_batch"), IMPORTS.c.state == "booking").with_for_update()
)
_waiting = (LINES.c.batch == bindparam("of_batch"), LINES.c.state == WAITING)
#: Lines for a loan come first, so that what is due of it is known when a line for nothing in particular is spread.
_next = select(LINES).where(*_waiting).order_by(LINES.c.target == "", LINES.c.line).limit(LINES_AT_ONCE)
_left = select(func.count()).select_from(LINES).where(*_waiting)
_booked = (
    update(LINES)
    .where(
        LINES.c.employer == bindparam("of_employer"),
        LINES.c.month == bindparam("of_month"),
        LINES.c.key == bindparam("of_key"),
    )
    .values(state=bindparam("new_state"))
)
_import = select(IMPORTS).where(
    IMPORTS.c.id == bindparam("of_batch"), IMPORTS.c.kind == "checkoff", IMPORTS.c.state.in_(("booking", "done"))
)
_of_batch = select(LINES).where(LINES.c.batch == bindparam("of_batch")).order_by(LINES.c.line)
_members = select(LINES.c.member).where(
    LINES.c.employer == bindparam("of_employer"), LINES.c.month == bindparam("of_month")
)
_done = update(IMPORTS).where(IMPORTS.c.id == bindparam("of_batch")).values(state="done", done_at=bindparam("now"))


async def book(tx: Tx, request: BookCheckoff) -> int | NoSuchImport:
    asked = {"of_batch": request.batch}
    if (await tx.execute(_hold, asked)).scalar_one_or_none() is None:
        return NoSuchImport()
    rows = (await tx.execute(_next, asked)).all()
    accounts = await _accounts(tx, rows)
    for row in rows:
        states = {await _receive(tx, row, *part) for part in await _parts(tx, row, accounts)}
        await tx.execute(
            _booked,
            {
                "of_employer": row.employer, "of_month": row.month, "of_key": row.key,
                "new_state": SUSPENSE if SUSPENSE in states else BOOKED,
            },
        )  # fmt: skip
    left = int((await tx.execute(_left, asked)).scalar_one())
    if not left:
        await tx.execute(_done, {**asked, "now": tx.now})
    return left


Accounts = dict[tuple[str, str], str]


async def _accounts(tx: Tx, rows: Sequence[Any]) -> Accounts:
    """The savings accounts of the members of these lines: (member, kind) -> number."""
    members = tuple({row.member for row in rows if row.member})
    found = await tx.must(AccountsToOpen(members=members)) if members else ()
    return {(each.member, each.kind): each.number for each in found}


async def _parts(tx: Tx, row: Any, accounts: Accounts) -> list[tuple[str, str, Money]]:
    """(what tells the part from others of the line, its paybill reference, its amount)."""
    amount = Money(row.minor_units, tx.institution.currency)
    # With a word before it, it is nobody's phone or number by chance.
    nowhere = f"payroll {row.who}"
    if not row.member:
        return [("", nowhere, amount)]
    if row.target:
        place = row.target if row.target.startswith("LN-") else accounts.get((row.member, row.target), nowhere)
        return [("", place, amount)]
    dues = await tx.must(DuesOf(members=(row.member,), until=last_of(row.month)))
    ordinary = accounts.get((row.member, "ordinary"), nowhere)
    spread = deductions.spread(amount, dues)
    return [(f".{number}", loan or ordinary, part) for number, (loan, part) in enumerate(spread, 1)]


async def _receive(tx: Tx, row: Any, part: str, reference: str, amount: Money) -> str:
    return await tx.must(
        ReceiveMoney(
            provider=provider(row.employer),
            receipt=f"{row.month:%y%m}-{row.key}{part}",
            amount=amount,
            reference=reference,
            payer="",
            at=tx.now,
            confirmed=True,
        )
    )


async def afterwards(tx: Tx, batch: str) -> Checked | NoSuchImport:
    """The difference list of a check-off that was brought in, from its lines as they are kept."""
    row = (await tx.execute(_import, {"of_batch": batch})).one_or_none()
    if row is None:
        return NoSuchImport()
    currency = tx.institution.currency

    def money(minor_units: int | None) -> Money | None:
        return Money(minor_units, currency) if minor_units is not None else None

    kept = (await tx.execute(_of_batch, {"of_batch": batch})).all()
    lines = [
        Deduction(
            key=each.key, line=each.line, who=each.who, member=each.member, target=each.target,
            amount=Money(each.minor_units, currency), expected=money(each.expected),
        )
        for each in kept
    ]  # fmt: skip
    missing = await _missing(tx, row.employer, row.month)
    found = deductions.differences(lines, missing=missing, paid=money(row.paid) or Money.zero(currency))
    totals = checkoff.totals(lines, new=0, currency=currency)
    return Checked(row.kind, row.cut_over, totals, 0, (), (), tuple(found), imported_as=batch)


async def _missing(tx: Tx, employer: str, month: date) -> list[tuple[str, str, Money | None]]:
    """Who was expected and is in no file of this month. What was due then is not known any more."""
    here = set((await tx.execute(_members, {"of_employer": employer, "of_month": first_of(month)})).scalars())
    absent = tuple(each for each in await employees.expected(tx, employer, first_of(month)) if each not in here)
    known = await tx.must(KnownMembers(ids=absent)) if absent else ()
    return [(each.member, each.number, None) for each in known]
