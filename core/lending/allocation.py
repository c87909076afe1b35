"""Where a repayment goes: late charges, interest, principal, the oldest instalment first; then savings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.money import Money, total


@dataclass(frozen=True)
class Due:
    """One instalment and how much of it is still open."""

    number: int
    due_on: date
    principal: Money
    interest: Money

    @property
    def total(self) -> Money:
        return self.principal + self.interest


@dataclass(frozen=True)
class Debt:
    """All that is open of one loan. Fees are taken when it is paid out, so none are open here.

    `started` is the day the money left, or the day of a new plan: the first month begins with it.
    """

    started: date
    penalties: Money
    dues: tuple[Due, ...]

    @property
    def currency(self) -> str:
        return self.penalties.currency

    @property
    def principal(self) -> Money:
        return total((due.principal for due in self.dues), self.currency)

    @property
    def interest(self) -> Money:
        return total((due.interest for due in self.dues), self.currency)

    @property
    def left(self) -> Money:
        """Everything, if it is paid month by month."""
        return self.penalties + self.principal + self.interest


@dataclass(frozen=True)
class Allocation:
    """The parts of one amount. `saved` is interest never earned because the loan was finished early."""

    penalties: Money
    interest: Money
    principal: Money
    over: Money
    saved: Money
    closes: bool

    @property
    def amount(self) -> Money:
        return self.penalties + self.interest + self.principal + self.over


def open_dues(plan: Sequence[Due], paid: Money) -> tuple[Due, ...]:
    """What is open of a schedule after `paid` was paid towards it: interest before principal, oldest first.

    The order never changes, so one sum says which instalments are paid: no row needs to be edited.
    """
    dues = []
    for due in plan:
        interest = min(paid, due.interest)
        principal = min(paid - interest, due.principal)
        paid -= interest + principal
        dues.append(Due(due.number, due.due_on, due.principal - principal, due.interest - interest))
    return tuple(dues)


def earned_interest(debt: Debt, today: date) -> Money:
    """Open interest of the months begun: the first with the payout, each other the day after a due date."""
    begun = [due for due in debt.dues if due.number == 1 or due is debt.dues[0] or _begins(debt, due) < today]
    return total((due.interest for due in begun), debt.currency)


def _begins(debt: Debt, due: Due) -> date:
    earlier = [other.due_on for other in debt.dues if other.number < due.number]
    return max(earlier, default=debt.started)


def payoff(debt: Debt, today: date) -> Money:
    """What finishes the loan today: late charges, the principal, the interest of the months begun."""
    return debt.penalties + debt.principal + earned_interest(debt, today)


def allocate(debt: Debt, amount: Money, today: date) -> Allocation:
    """Split `amount`. One that covers today's pay-off figure finishes the loan, whatever was planned."""
    nothing = Money.zero(amount.currency)
    if amount < nothing:
        raise ValueError(f"{amount} is no repayment")
    figure = payoff(debt, today)
    if amount >= figure:
        earned = earned_interest(debt, today)
        saved = debt.interest - earned
        return Allocation(debt.penalties, earned, debt.principal, amount - figure, saved, closes=True)
    penalties = min(amount, debt.penalties)
    rest = amount - penalties
    after = open_dues(debt.dues, rest)
    interest = debt.interest - total((due.interest for due in after), debt.currency)
    return Allocation(penalties, interest, rest - interest, nothing, nothing, closes=False)
