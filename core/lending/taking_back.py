"""A repayment that was a mistake is taken back: the loan is as it was, and open again if it had been finished."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, update

from core.ledger import journal, posting_rules
from core.lending import allocation, arrears, queries
from core.lending.allocation import Debt
from core.lending.loan import Loan
from core.lending.messages import NotTheLast, ReverseRepayment
from core.lending.states import after
from core.lending.tables import LOANS, REPAYMENTS
from core.messages import Refusal
from core.money import Money
from core.savings.messages import AccountsOf, NotEnough
from core.tx import Tx

_record = insert(REPAYMENTS)
_change = (
    update(LOANS)
    .where(LOANS.c.id == bindparam("of_loan"))
    .values({name: bindparam(name) for name in ("state", "paid", "owed", "penalties", "next_due", "default_on")})
)
_lost_again = update(LOANS).where(LOANS.c.id == bindparam("of_loan")).values(recovered=bindparam("recovered"))
_PARTS = ("penalties", "interest", "principal", "over", "saved", "recovered")


async def reverse(tx: Tx, request: ReverseRepayment) -> Refusal | None:
    booked = await queries.repayment(tx, request.entry_key)
    known = await queries.of_id(tx, booked.loan)
    assert known is not None
    await tx.hold_money_of(known.member)
    loan = await queries.locked(tx, booked.loan)
    assert loan is not None

    was_lost = loan.state == "written_off" and bool(booked.recovered)
    debt = None if was_lost else _debt_before(loan, booked)
    if debt is None and not was_lost:
        return NotTheLast()
    if (gone := await _gone(tx, loan.member, Money(booked.over, booked.currency))) is not None:
        return gone

    entry = posting_rules.reversal(key=request.reversal_key, entry=await journal.standing(tx, request.entry_key))
    await journal.post(tx, entry)
    await tx.execute(_record, _mirror(tx, request, booked))
    if debt is None:
        left = loan.recovered.minor_units - booked.recovered
        await tx.execute(_lost_again, {"of_loan": loan.id, "recovered": left})
    else:
        await tx.execute(_change, _loan_before(loan, booked, debt))
    return None


def _debt_before(loan: Loan, booked: Any) -> Debt | None:
    """The debt without this repayment. None: then the parts of what was paid later would not be what was booked."""
    if loan.state not in ("active", "closed") or booked.version != loan.plan_version:
        return None
    currency = booked.currency
    owed = Money.zero(currency) if loan.state == "closed" else loan.debt.principal
    paid = loan.paid - Money(booked.interest + booked.principal, currency)
    dues = allocation.open_dues(loan.plan, paid)
    before = Debt(loan.debt.started, loan.penalties + Money(booked.penalties, currency), dues)
    return before if before.principal == owed + Money(booked.principal, currency) else None


async def _gone(tx: Tx, member: str, over: Money) -> NotEnough | None:
    """What was over went to her ordinary savings, and has to be there still."""
    if not over:
        return None
    held = await tx.must(AccountsOf(member=member))
    available = next(account.available for account in held if account.kind == "ordinary")
    return NotEnough(most=available) if available < over else None


def _mirror(tx: Tx, request: ReverseRepayment, booked: Any) -> dict[str, Any]:
    return {
        "entry_key": request.reversal_key,
        "loan": booked.loan,
        "payment": request.payment,
        "booked_on": tx.today,
        "next_amount": None,
        "next_due": None,
        "default_before": None,
        "version": booked.version,
        **{part: -getattr(booked, part) for part in _PARTS},
    }


def _loan_before(loan: Loan, booked: Any, debt: Debt) -> dict[str, Any]:
    oldest = arrears.next_due(debt)
    return {
        "of_loan": loan.id,
        "state": after(loan.state, "reopen") if loan.state == "closed" else loan.state,
        "paid": loan.paid.minor_units - booked.interest - booked.principal,
        "owed": debt.principal.minor_units,
        "penalties": debt.penalties.minor_units,
        "next_due": oldest.due_on if oldest else None,
        "default_on": booked.default_before,
    }
