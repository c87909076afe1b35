"""A repayment is taken back: the mirror of its entry, and the loan as it would stand without it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, update

from core.ledger import journal, posting_rules
from core.lending import allocation, arrears, queries
from core.lending.allocation import Debt
from core.lending.loan import Loan
from core.lending.messages import LoanFinishedSince, UndoRepayment
from core.lending.tables import LOANS, REPAYMENTS
from core.messages import Refusal
from core.money import Money
from core.tx import Tx

_record = insert(REPAYMENTS)
_change = (
    update(LOANS)
    .where(LOANS.c.id == bindparam("of_loan"))
    .values({name: bindparam(name) for name in ("paid", "owed", "penalties", "next_due")})
)


async def undo(tx: Tx, request: UndoRepayment) -> Refusal | None:
    row = await queries.repayment(tx, request.entry_key)
    loan = await queries.locked(tx, row.loan)
    entry = await journal.entry_under(tx, request.entry_key)
    assert loan is not None
    assert entry is not None

    if loan.state != "active":
        return LoanFinishedSince(loan.number)

    await journal.post(tx, posting_rules.reversal(key=request.undo_key, entry=entry))
    await tx.execute(_record, _mirrored(tx, row, request.undo_key))
    await tx.execute(_change, _without(loan, row))
    return None


def _mirrored(tx: Tx, row: Any, key: str) -> dict[str, Any]:
    """The repayment on its other side: the sum of all rows is what was paid."""
    parts = {name: -getattr(row, name) for name in ("penalties", "interest", "principal", "over", "saved")}
    return parts | {
        "entry_key": key,
        "loan": row.loan,
        "payment": row.payment,
        "booked_on": tx.today,
        "next_amount": None,
        "next_due": None,
    }


def _without(loan: Loan, row: Any) -> dict[str, Any]:
    """The loan's columns without this repayment. What it had caught up is late again from the next look on."""
    currency = loan.amount.currency
    paid = loan.paid - Money(row.interest + row.principal, currency)
    penalties = loan.penalties + Money(row.penalties, currency)
    debt = Debt(loan.debt.started, penalties, allocation.open_dues(loan.plan, paid))
    oldest = arrears.next_due(debt)
    return {
        "of_loan": loan.id,
        "paid": paid.minor_units,
        "owed": debt.principal.minor_units,
        "penalties": penalties.minor_units,
        "next_due": oldest.due_on if oldest else None,
    }


HANDLERS = {UndoRepayment: undo}
