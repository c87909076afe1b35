"""The daily look at what is due and late: charges within their cap, and reminders that come once each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, update

from core.conversations.messages import AskCall
from core.ledger import journal, posting_rules
from core.lending import arrears, assessing
from core.lending.arrears import Charge, Default
from core.lending.loan import Loan, payable
from core.lending.messages import AssessLate, InstalmentDue, InstalmentLate, LateNotAssessed
from core.lending.tables import CHARGES, LOANS
from core.members.messages import ContactOf
from core.money import total
from core.tx import Tx

MOST_LOANS_PER_BATCH = 200

_record = insert(CHARGES)
_COLUMNS = (
    "assessed_on",
    "penalties",
    "default_on",
    "default_principal",
    "default_interest",
    "default_charged",
)
_assessed = update(LOANS).where(LOANS.c.id == bindparam("of_loan")).values({name: bindparam(name) for name in _COLUMNS})


@dataclass(frozen=True)
class Assessed:
    """One loan on one day."""

    loan: Loan
    default: Default | None
    charges: tuple[Charge, ...]


async def not_assessed(tx: Tx, request: LateNotAssessed) -> int:
    return await assessing.not_assessed(tx, day=request.day, until=_seen_until(request.day))


def _seen_until(day: date) -> date:
    """What is due by then is looked at on this day: the first reminder comes before anything is due."""
    return day + timedelta(days=-min(arrears.REMINDERS))


async def assess_late(tx: Tx, request: AssessLate) -> int:
    until = _seen_until(request.day)
    loans = await assessing.to_assess(tx, day=request.day, until=until, limit=MOST_LOANS_PER_BATCH)
    made = await assessing.charged(tx, loans)

    assessed = [_assess(loan, request, made[loan.id]) for loan in loans]

    for each in assessed:
        await _charge(tx, each, request)
    if assessed:
        await tx.execute(_assessed, [_columns(each, request) for each in assessed])

    if request.day == tx.today:
        await _remind(tx, assessed)
    return len(loans)


def _assess(loan: Loan, request: AssessLate, made: frozenset[tuple[int, int]]) -> Assessed:
    """The charges of the day, and the default they are capped by: the loan when it was first seen late."""
    debt = loan.debt
    if not arrears.late_dues(debt, request.day):
        return Assessed(loan, None, ())
    default = loan.default or Default(request.day, debt.principal, debt.interest, debt.penalties)
    charges = arrears.charges(
        debt,
        default,
        day=request.day,
        since=loan.in_books_since or debt.started,
        made=made,
        late_rate=loan.late_rate,
        multiple=loan.multiple,
    )
    charged = total((charge.amount for charge in charges), debt.currency)
    return Assessed(loan, replace(default, charged=default.charged + charged), charges)


async def _charge(tx: Tx, assessed: Assessed, request: AssessLate) -> None:
    loan = assessed.loan
    for charge in assessed.charges:
        entry = posting_rules.late_charge(
            key=f"loan:{loan.id}:late:{charge.number}:{charge.turn}",
            about=loan.number,
            loan=loan.number,
            amount=charge.amount,
        )
        await journal.post(tx, entry, on=request.day)
        row = {
            "loan": loan.id,
            "number": charge.number,
            "turn": charge.turn,
            "charged_on": request.day,
            "amount": charge.amount.minor_units,
        }
        await tx.execute(_record, row)


def _columns(assessed: Assessed, request: AssessLate) -> dict[str, Any]:
    loan, default = assessed.loan, assessed.default
    charged = sum(charge.amount.minor_units for charge in assessed.charges)
    return {
        "of_loan": loan.id,
        "assessed_on": request.day,
        "penalties": loan.penalties.minor_units + charged,
        "default_on": default.on if default else None,
        "default_principal": default.principal.minor_units if default else 0,
        "default_interest": default.interest.minor_units if default else 0,
        "default_charged": default.charged.minor_units if default else 0,
    }


async def _remind(tx: Tx, assessed: Sequence[Assessed]) -> None:
    for each in assessed:
        loan = each.loan
        charged = total((charge.amount for charge in each.charges), loan.amount.currency)
        days = _remind_one(tx, replace(loan, penalties=loan.penalties + charged))
        if tx.institution.reminder_calls and days == arrears.CALLED_AFTER_DAYS:
            await _call(tx, loan)


async def _call(tx: Tx, loan: Loan) -> None:
    """Who cannot read an SMS hears of it; nothing about the loan is said before her PIN."""
    contact = await tx.must(ContactOf(member=loan.member))
    await tx.must(AskCall(phone=contact.phone, reason="reminder", language=contact.language))


def _remind_one(tx: Tx, loan: Loan) -> int | None:
    """One a day at most: the oldest open instalment speaks for the loan, the amount is all that is due.

    Answers how many days late it is when she was reminded.
    """
    debt = loan.debt
    oldest = arrears.next_due(debt)
    if oldest is None:
        return None
    days = (tx.today - oldest.due_on).days
    if days not in arrears.REMINDERS:
        return None
    amount = payable(arrears.wanted(debt, tx.today), tx.institution.payable_unit)
    event = f"loan:{loan.id}:due:{oldest.number}:{days}"
    if days > 0:
        tx.tell(loan.member, InstalmentLate(loan.number, amount, days), event=event)
    else:
        tx.tell(loan.member, InstalmentDue(loan.number, amount, oldest.due_on, -days), event=event)
    return days
