"""Loans that were running before these books began."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert

from core.ledger import accounts, journal, posting_rules
from core.lending import numbers, queries
from core.lending.apply import loan_row
from core.lending.messages import LoanNumberTaken, NoSuchProduct, OpenLoan
from core.lending.product import Product
from core.lending.schedule import Unplannable
from core.lending.states import BROUGHT_IN
from core.lending.tables import INSTALMENTS, LOANS
from core.lending.taking_over import TakenOver, take_over
from core.messages import Refusal
from core.tx import Tx

_open = insert(LOANS)
_plan = insert(INSTALMENTS)


async def open_loan(tx: Tx, request: OpenLoan) -> str | Refusal:
    product = await queries.product_in_force(tx, request.product, tx.today)
    if product is None or not 0 <= request.paid_instalments < request.months:
        return NoSuchProduct()
    number = await _number(tx, request.number)
    if not number:
        return LoanNumberTaken()
    try:
        return await _bring_in(tx, request, product, number)
    except Unplannable:
        return NoSuchProduct()


async def _number(tx: Tx, wanted: str) -> str:
    """The wanted number, or the next one; empty when another loan has it."""
    if not wanted:
        return await numbers.take(tx)
    number = numbers.as_typed(wanted)
    if not number or await queries.by_number(tx, number):
        return ""
    await numbers.reserve(tx, number)
    return number


async def _bring_in(tx: Tx, request: OpenLoan, product: Product, number: str) -> str:
    taken = take_over(
        product,
        request.amount,
        request.months,
        unit=tx.institution.payable_unit,
        disbursed_on=request.disbursed_on,
        paid_instalments=request.paid_instalments,
    )
    row = running_row(tx, request.member, number, product, taken, since=tx.today)

    entry = posting_rules.opening(
        key=f"opening:{number}", about=number, account=accounts.principal(number), amount=taken.owed
    )
    await journal.post(tx, entry)
    await tx.execute(_open, row)
    await tx.execute(_plan, plan_rows(row["id"], taken))
    return number


def running_row(tx: Tx, member: str, number: str, product: Product, taken: TakenOver, *, since: date) -> dict[str, Any]:
    """A loan of other books as it is kept here; `since` is the day it came into ours."""
    left = taken.open
    return loan_row(member, number, product, taken.quote) | {
        "state": "active",
        "applied_at": tx.now,
        "shown": "",
        "terms_version": "",
        "language": "",
        "channel": BROUGHT_IN,
        "decided_by": tx.origin.who,
        "disbursed_on": taken.disbursed_on,
        "in_books_since": since,
        "plan_from": taken.disbursed_on,
        "planned": taken.quote.amount.minor_units,
        "ends_on": left[-1].due_on,
        "next_due": left[0].due_on,
        "paid": sum(each.total.minor_units for each in taken.paid),
        "owed": taken.owed.minor_units,
    }


def plan_rows(loan: str, taken: TakenOver) -> list[dict[str, Any]]:
    return [
        {
            "loan": loan,
            "number": row.number,
            "due_on": row.due_on,
            "principal": row.principal.minor_units,
            "interest": row.interest.minor_units,
        }
        for row in (*taken.paid, *taken.open)
    ]
