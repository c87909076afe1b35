"""Looking after loans that are late: who, what was last said, what was promised, and how much is at risk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, insert, update

from core.ids import new_id
from core.lending import arrears, listing, people, queries
from core.lending.apply import MOST_NOTE
from core.lending.loan import Loan
from core.lending.looking import rows_of
from core.lending.messages import (
    AtRisk,
    Bucket,
    Contact,
    Contacts,
    ContactsOf,
    DayOutOfRange,
    ForgetNotes,
    LateLoan,
    LateLoans,
    NoSuchLoan,
    NoteTooLong,
    NotInThisState,
    Portfolio,
    PortfolioAtRisk,
    Promise,
    PromiseState,
    PromiseToPay,
    RecordContact,
    Whose,
    WrongAmount,
)
from core.lending.tables import CONTACTS, PROMISES
from core.messages import Page, Refusal, Request
from core.money import Money
from core.tx import Handler, Tx

#: Days late -> the bucket that staff work through.
BUCKETS: dict[Bucket, tuple[int, int]] = {
    "1-30": (1, 30), "31-60": (31, 60), "61-90": (61, 90), "91+": (91, 10_000), "": (1, 10_000),
}  # fmt: skip
NOTE_KEPT = timedelta(days=365)
MOST_DAYS_PROMISED = 92
MOST_SHOWN = 100

_contact = insert(CONTACTS)
_promise = insert(PROMISES)
_forget = (
    update(CONTACTS).where(CONTACTS.c.forget_on <= bindparam("today"), CONTACTS.c.note != "").values(note="")
)  # fmt: skip


async def late_loans(tx: Tx, request: LateLoans) -> Page[LateLoan]:
    count, (least, most) = rows_of(request.limit), BUCKETS[request.bucket]
    asked = {
        "cursor": request.cursor, "rows": count + 1, "today": tx.today,
        "oldest": tx.today - timedelta(days=most), "youngest": tx.today - timedelta(days=least),
    }  # fmt: skip
    ids = list((await tx.execute(listing.LATE_PAGE, asked)).scalars())
    found = await queries.of_ids(tx, ids[:count])
    contacts = await _by_loan(tx, listing.LAST_CONTACTS, ids)
    promises = await _by_loan(tx, listing.LAST_PROMISES, ids)
    whose = await people.whose(tx, [loan.member for loan in found])
    rows = [_late(loan, whose[loan.member], contacts.get(loan.id), promises.get(loan.id), tx.today) for loan in found]
    return Page(tuple(rows), ids[count - 1] if len(ids) > count else "")


async def _by_loan(tx: Tx, statement: Any, ids: Sequence[str]) -> dict[str, Any]:
    rows = (await tx.execute(statement, {"loans": list(ids)})).all() if ids else []
    return {row.loan: row for row in rows}


def _late(loan: Loan, member: Whose, contact: Any, promise: Any, today: date) -> LateLoan:
    since = arrears.late_since(loan.debt, today) or today
    days = (today - since).days
    bucket = next((name for name, (least, most) in BUCKETS.items() if name and least <= days <= most), "")
    return LateLoan(
        loan=loan.id,
        number=loan.number,
        member=member,
        product_name=loan.product_name,
        days_late=days,
        bucket=bucket,
        late=arrears.late(loan.debt, today),
        owed=loan.owed,
        last_contact=_said(contact) if contact else None,
        promise=_promised(promise, today) if promise else None,
    )


def _said(row: Any) -> Contact:
    return Contact(row.at, row.by, row.how, row.outcome, row.note)


def _promised(row: Any, today: date) -> Promise:
    amount, paid = Money(row.amount, row.currency), Money(int(row.paid), row.currency)
    state: PromiseState = "kept" if paid >= amount else "open" if today <= row.due_on else "broken"
    return Promise(row.id, row.loan, amount, row.due_on, row.at, row.by, paid, state)


async def contacts_of(tx: Tx, request: ContactsOf) -> Contacts | NoSuchLoan:
    if await queries.of_id(tx, request.loan) is None:
        return NoSuchLoan()
    asked = {"loan": request.loan, "rows": MOST_SHOWN}
    said = (await tx.execute(listing.CONTACTS_OF, asked)).all()
    promised = (await tx.execute(listing.PROMISES_OF, asked)).all()
    return Contacts(tuple(map(_said, said)), tuple(_promised(row, tx.today) for row in promised))


async def _running(tx: Tx, loan: str) -> Loan | Refusal:
    """What is looked after: a loan that runs, or one that was given up and may still be made good."""
    found = await queries.of_id(tx, loan)
    if found is None:
        return NoSuchLoan()
    return found if found.state in ("active", "written_off") else NotInThisState(found.state)


async def record_contact(tx: Tx, request: RecordContact) -> str | Refusal:
    loan = await _running(tx, request.loan)
    if isinstance(loan, Refusal):
        return loan
    if len(request.note) > MOST_NOTE:
        return NoteTooLong(MOST_NOTE)
    row = {
        "id": new_id(), "loan": loan.id, "at": tx.now, "by": tx.origin.who, "how": request.how,
        "outcome": request.outcome, "note": request.note, "forget_on": tx.today + NOTE_KEPT,
    }  # fmt: skip
    await tx.execute(_contact, row)
    return str(row["id"])


async def promise_to_pay(tx: Tx, request: PromiseToPay) -> Promise | Refusal:
    loan = await _running(tx, request.loan)
    if isinstance(loan, Refusal):
        return loan
    last = tx.today + timedelta(days=MOST_DAYS_PROMISED)
    if request.amount.currency != loan.amount.currency or request.amount.minor_units <= 0:
        return WrongAmount()
    if not tx.today <= request.on <= last:
        return DayOutOfRange(tx.today, last)
    row = {
        "id": new_id(), "loan": loan.id, "at": tx.now, "made_on": tx.today, "by": tx.origin.who,
        "amount": request.amount.minor_units, "due_on": request.on,
    }  # fmt: skip
    await tx.execute(_promise, row)
    nothing = Money.zero(loan.amount.currency)
    return Promise(str(row["id"]), loan.id, request.amount, request.on, tx.now, tx.origin.who, nothing, "open")


async def forget_notes(tx: Tx, request: ForgetNotes) -> int:
    return (await tx.execute(_forget, {"today": tx.today})).rowcount


async def portfolio_at_risk(tx: Tx, request: PortfolioAtRisk) -> Portfolio:
    # One day late is late at all; the others are more than so many days late.
    before = {f"before_{days}": tx.today - timedelta(days=days if days > 1 else 0) for days in listing.RISKS}
    row = (await tx.execute(listing.AT_RISK, before)).mappings().one()
    owed = int(row["owed"])

    def share(minor_units: int) -> Decimal:
        return (Decimal(100 * minor_units) / (owed or 1)).quantize(Decimal("0.01"))

    def at_risk(days: int) -> AtRisk:
        late = int(row[f"owed_{days}"] or 0)
        return AtRisk(days, int(row[f"loans_{days}"] or 0), Money(late, tx.institution.currency), share(late))

    risks = tuple(at_risk(days) for days in listing.RISKS)
    return Portfolio(int(row["loans"]), Money(owed, tx.institution.currency), risks)


HANDLERS: dict[type[Request[Any]], Handler] = {
    LateLoans: late_loans,
    ContactsOf: contacts_of,
    RecordContact: record_contact,
    PromiseToPay: promise_to_pay,
    ForgetNotes: forget_notes,
    PortfolioAtRisk: portfolio_at_risk,
}
