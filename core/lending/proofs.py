"""What lending keeps beside the books, against the books: a proof finds no row while it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from core.ledger import accounts, journal
from core.lending.tables import INSTALMENTS, LOANS, REPAYMENTS

#: Loans that began in these books, paid out and all.
_OURS = (LOANS.c.channel != "opening", LOANS.c.disbursed_on.is_not(None))


def _booked(path: str) -> ColumnElement[int]:
    """The balance in the books of an account of each loan; `path` is written for a loan called `?`."""
    before, after = path.split("?")
    return journal.posted_to(before + LOANS.c.number + after, currency=LOANS.c.currency)


def _summed(of: ColumnElement[Any], loan: ColumnElement[str], *which: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.coalesce(func.sum(of), 0)).where(loan == LOANS.c.id, *which).scalar_subquery()


def _differ(kept: ColumnElement[int], booked: ColumnElement[int], *which: ColumnElement[bool]) -> Select[Any]:
    found = select(LOANS.c.number, kept.label("kept"), booked.label("booked"))
    return found.where(kept != booked, *which).order_by(LOANS.c.number)


_repaid = REPAYMENTS.c.interest + REPAYMENTS.c.principal

#: name -> statement of (number, kept, booked) for every loan of which it is not true.
PROOFS: Mapping[str, Select[Any]] = {
    "what each loan owes is its principal in the books": _differ(LOANS.c.owed, _booked(accounts.principal("?"))),
    "the late charges open on each loan are those in the books": _differ(
        LOANS.c.penalties, _booked(accounts.penalties("?"))
    ),
    "each plan repays what was owed when it began": _differ(
        LOANS.c.planned,
        _summed(INSTALMENTS.c.principal, INSTALMENTS.c.loan, INSTALMENTS.c.version == LOANS.c.plan_version),
        LOANS.c.disbursed_on.is_not(None),
    ),
    "a first plan repays what was lent": _differ(
        LOANS.c.amount,
        _summed(INSTALMENTS.c.principal, INSTALMENTS.c.loan, INSTALMENTS.c.version == 1),
        LOANS.c.disbursed_on.is_not(None),
    ),
    "what was paid towards each plan is the sum of its repayments": _differ(
        LOANS.c.paid,
        _summed(_repaid, REPAYMENTS.c.loan, REPAYMENTS.c.version == LOANS.c.plan_version),
        *_OURS,
    ),
    "what each loan owes is what was lent less what was repaid or lost": _differ(
        LOANS.c.owed,
        LOANS.c.amount - LOANS.c.lost - _summed(REPAYMENTS.c.principal, REPAYMENTS.c.loan),
        *_OURS,
    ),
    "what was recovered of each lost loan is the sum of what came in": _differ(
        LOANS.c.recovered, _summed(REPAYMENTS.c.recovered, REPAYMENTS.c.loan)
    ),
}
