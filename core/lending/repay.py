"""What she owes, and where a repayment goes: to the loan in its lawful order, the rest to her savings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, update

from core.ledger import journal, posting_rules
from core.lending import allocation, arrears, numbers, over, queries, recovering
from core.lending.allocation import Allocation, Debt
from core.lending.loan import Loan, payable, summaries
from core.lending.messages import (
    BorrowingLimit,
    FindLoan,
    LoanFinished,
    LoanLine,
    LoanLines,
    LoansDueOf,
    LoansOf,
    LoanSummary,
    NoLoan,
    NoSuchLoan,
    OldestDueLoan,
    Repaid,
    Repay,
    RepaymentArrived,
)
from core.lending.states import REPAYABLE, after
from core.lending.tables import LOANS, REPAYMENTS
from core.messages import Refusal
from core.money import Money
from core.tx import Tx

MOST_LINES = 50

_record = insert(REPAYMENTS)
_change = (
    update(LOANS)
    .where(LOANS.c.id == bindparam("of_loan"))
    .values({name: bindparam(name) for name in ("state", "paid", "owed", "penalties", "next_due", "default_on")})
)


async def loans_of(tx: Tx, request: LoansOf) -> tuple[LoanSummary, ...] | NoLoan:
    loans = await queries.running(tx, request.member)
    return summaries(loans, today=tx.today, unit=tx.institution.payable_unit) or NoLoan()


async def loan_lines(tx: Tx, request: LoanLines) -> tuple[LoanLine, ...]:
    rows = await queries.lines(tx, request.member, count=max(1, min(request.count, MOST_LINES)))
    return tuple(LoanLine(row.on, row.what, Money(row.amount, row.currency), row.number) for row in rows)


async def find_loan(tx: Tx, request: FindLoan) -> tuple[str, str, str] | NoSuchLoan:
    number = numbers.as_typed(request.words)
    row = await queries.by_number(tx, number) if number else None
    return (row.id, row.number, row.member) if row and row.state in REPAYABLE else NoSuchLoan()


async def oldest_due(tx: Tx, request: OldestDueLoan) -> tuple[str, str] | NoLoan:
    return await queries.first_due(tx, request.member) or NoLoan()


async def loans_due_of(tx: Tx, request: LoansDueOf) -> tuple[tuple[str, str], ...]:
    found = await queries.due_of(tx, amount=request.amount, around=tx.today, most=request.most + 1)
    return found if len(found) <= request.most else ()


async def repay(tx: Tx, request: Repay) -> Repaid | Refusal:
    loan = await queries.locked(tx, request.loan)
    if loan is None or loan.state not in REPAYABLE:
        return NoSuchLoan()
    booked = await queries.repayment(tx, request.entry_key)
    if booked:
        return _as_booked(booked)
    if loan.state == "written_off" and loan.recovered < loan.claim:
        return await recovering.recover(tx, loan, request)
    if loan.state != "active":
        return await _all_over(tx, loan, request)

    parts = allocation.allocate(loan.debt, request.amount, tx.today)
    debt = _debt_after(loan, parts)
    repaid = _repaid(loan, parts, None if parts.closes else debt, tx)

    await _post(tx, loan, request, parts)
    await tx.execute(_record, _record_of(tx, loan, request, parts, repaid))
    await tx.execute(_change, _loan_after(tx, loan, parts, debt))

    await _tell(tx, loan, request, repaid)
    return repaid


def _debt_after(loan: Loan, parts: Allocation) -> Debt:
    before = loan.debt
    dues = allocation.open_dues(before.dues, parts.interest + parts.principal)
    return Debt(before.started, before.penalties - parts.penalties, dues)


def _repaid(loan: Loan, parts: Allocation, debt: Debt | None, tx: Tx) -> Repaid:
    """`debt` is what is left of the loan, None when it is finished."""
    oldest = arrears.next_due(debt) if debt else None
    coming = payable(arrears.wanted(debt, tx.today), tx.institution.payable_unit) if debt else None
    return Repaid(
        number=loan.number,
        penalties=parts.penalties,
        fees=Money.zero(loan.amount.currency),
        interest=parts.interest,
        principal=parts.principal,
        over=parts.over,
        next_amount=coming,
        next_due=oldest.due_on if oldest else None,
    )


async def _post(tx: Tx, loan: Loan, request: Repay, parts: Allocation) -> None:
    """One entry, and another one where money over goes apart."""
    account, line = await over.account(tx, loan, request, parts.over)
    entry = posting_rules.repay_loan(
        key=request.entry_key,
        about=loan.number,
        source=request.source,
        loan=loan.number,
        penalties=parts.penalties,
        interest=parts.interest,
        principal=parts.principal,
        over=line,
        over_account=account,
    )
    await journal.post(tx, entry)
    await over.deposit_apart(tx, loan, request, parts.over)


async def _all_over(tx: Tx, loan: Loan, request: Repay) -> Repaid:
    """The loan is finished or made good: all of it is a deposit, and she is told so."""
    nothing = Money.zero(request.amount.currency)
    await over.deposit(tx, loan, request, request.amount, entry_key=request.entry_key)
    return Repaid(loan.number, nothing, nothing, nothing, nothing, request.amount, None, None)


def _record_of(tx: Tx, loan: Loan, request: Repay, parts: Allocation, repaid: Repaid) -> dict[str, Any]:
    return {
        "entry_key": request.entry_key,
        "loan": loan.id,
        "payment": request.payment,
        "booked_on": tx.today,
        "penalties": parts.penalties.minor_units,
        "interest": parts.interest.minor_units,
        "principal": parts.principal.minor_units,
        "over": parts.over.minor_units,
        "saved": parts.saved.minor_units,
        "version": loan.plan_version,
        "recovered": 0,
        "next_amount": repaid.next_amount.minor_units if repaid.next_amount is not None else None,
        "next_due": repaid.next_due,
        "default_before": loan.default.on if loan.default else None,
    }


def _loan_after(tx: Tx, loan: Loan, parts: Allocation, debt: Debt) -> dict[str, Any]:
    """The loan's columns once this is booked. Catching up with everything late ends the default."""
    oldest = None if parts.closes else arrears.next_due(debt)
    cured = parts.closes or not arrears.late_dues(debt, tx.today)
    return {
        "of_loan": loan.id,
        "state": after(loan.state, "finish") if parts.closes else loan.state,
        "paid": (loan.paid + parts.interest + parts.principal).minor_units,
        "owed": (loan.debt.principal - parts.principal).minor_units,
        "penalties": debt.penalties.minor_units,
        "next_due": oldest.due_on if oldest else None,
        "default_on": loan.default.on if loan.default and not cured else None,
    }


async def _tell(tx: Tx, loan: Loan, request: Repay, repaid: Repaid) -> None:
    notice: RepaymentArrived | LoanFinished
    if repaid.next_amount is not None and repaid.next_due is not None:
        notice = RepaymentArrived(
            amount=request.amount,
            number=loan.number,
            receipt=request.receipt,
            next_amount=repaid.next_amount,
            next_due=repaid.next_due,
        )
    else:
        limit = await tx.must(BorrowingLimit(member=loan.member))
        notice = LoanFinished(
            amount=request.amount,
            number=loan.number,
            receipt=request.receipt,
            over=repaid.over,
            limit=limit,
        )
    tx.tell(loan.member, notice, event=f"repaid:{request.payment}")


def _as_booked(row: Any) -> Repaid:
    """The answer that was given when this entry was booked."""

    def money(minor_units: int) -> Money:
        return Money(minor_units, row.currency)

    return Repaid(
        number=row.number,
        penalties=money(row.penalties),
        fees=money(0),
        interest=money(row.interest),
        principal=money(row.principal),
        over=money(row.over),
        next_amount=money(row.next_amount) if row.next_amount is not None else None,
        next_due=row.next_due,
        recovered=money(row.recovered) if row.recovered else None,
    )
