"""A loan as handlers hold it: read from its rows, with the arithmetic that needs the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.lending import allocation, arrears
from core.lending.allocation import Debt, Due
from core.lending.messages import LoanSummary
from core.money import Money


@dataclass(frozen=True, kw_only=True)
class Loan:
    """`plan` is the one in force, empty until the loan is paid out."""

    id: str
    number: str
    member: str
    product: str
    product_name: str
    state: str
    months: int
    method: str
    monthly_rate: Decimal
    amount: Money
    fee: Money
    excise: Money
    net: Money
    multiple: Money
    late_rate: Decimal
    terms_version: str
    disbursed_on: date | None
    in_books_since: date | None
    payment: str
    decided_at: datetime | None
    entered_by: str
    plan_version: int
    plan_from: date | None
    paid: Money
    owed: Money
    penalties: Money
    claim: Money
    recovered: Money
    default: arrears.Default | None
    plan: tuple[Due, ...]

    @property
    def debt(self) -> Debt:
        started = self.plan_from or self.disbursed_on
        assert started is not None, f"loan {self.number} is not paid out"
        return Debt(started, self.penalties, allocation.open_dues(self.plan, self.paid))


def payable(amount: Money, unit: Money) -> Money:
    """What the wallet can move: odd cents are rounded up and come back as savings."""
    return amount.rounded_to(unit)


def summary(loan: Loan, *, today: date, unit: Money) -> LoanSummary:
    """A running loan in the figures a member is shown, all of them payable."""
    debt = loan.debt
    oldest = arrears.next_due(debt)
    left, figure = payable(debt.left, unit), payable(allocation.payoff(debt, today), unit)
    return LoanSummary(
        loan=loan.id,
        number=loan.number,
        product=loan.product_name,
        left=left,
        next_amount=payable(arrears.wanted(debt, today), unit),
        next_due=oldest.due_on if oldest else loan.plan[-1].due_on,
        late=payable(arrears.late(debt, today), unit),
        late_since=arrears.late_since(debt, today),
        payoff=figure,
        saves=left - figure,
    )


def summaries(loans: Sequence[Loan], *, today: date, unit: Money) -> tuple[LoanSummary, ...]:
    """The oldest due on top."""
    found = [summary(loan, today=today, unit=unit) for loan in loans]
    return tuple(sorted(found, key=lambda each: (each.next_due, each.number)))
