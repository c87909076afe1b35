"""What the first page of the day counts of lending."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, bindparam, case, func, literal, select

from core.lending.tables import LoanRow
from core.today.messages import RISK_DAYS, Lent, LentFigures
from core.tx import Tx

_is_active = LoanRow.state == "active"
_applications = select(func.count()).select_from(LoanRow).where(LoanRow.state == "referred")
_late = [
    func.coalesce(func.sum(case((LoanRow.next_due <= bindparam(f"late_{days}"), LoanRow.owed), else_=literal(0))), 0)
    for days in RISK_DAYS
]
_lent = select(func.count(), func.coalesce(func.sum(LoanRow.owed), 0), *_late).where(
    and_(_is_active, LoanRow.currency == bindparam("currency"))
)


async def lent(tx: Tx, request: LentFigures) -> Lent:
    """A loan is so many days late as its oldest open instalment."""
    applications = (await tx.execute(_applications, {})).scalar_one()
    days = {f"late_{each}": tx.today - timedelta(days=each) for each in RISK_DAYS}
    found = (await tx.execute(_lent, {**days, "currency": tx.institution.currency})).one()
    loans, owed, *late = (int(each) for each in found)
    return Lent(int(applications), loans, owed, tuple(late))


HANDLERS = {LentFigures: lent}
