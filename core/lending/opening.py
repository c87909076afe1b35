"""Loans that were running before these books began."""

from __future__ import annotations

from sqlalchemy import insert

from core.ledger import accounts, journal, posting_rules
from core.lending import numbers, price, queries
from core.lending.apply import loan_row
from core.lending.messages import LoanNumberTaken, NoSuchProduct, OpenLoan
from core.lending.payout import instalment_rows
from core.lending.product import Product
from core.lending.schedule import Unplannable
from core.lending.states import BROUGHT_IN
from core.lending.tables import INSTALMENTS, LOANS
from core.messages import Refusal
from core.money import Money
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
    unit, start = tx.institution.payable_unit, request.disbursed_on
    quote = price.quote(product, request.amount, request.months, unit=unit, paid_out_on=start)
    paid, left = quote.rows[: request.paid_instalments], quote.rows[request.paid_instalments :]
    owed = sum((row.principal for row in left), Money.zero(request.amount.currency))
    row = loan_row(request.member, number, product, quote) | {
        "state": "active",
        "applied_at": tx.now,
        "shown": "",
        "terms_version": "",
        "language": "",
        "channel": BROUGHT_IN,
        "decided_by": tx.origin.who,
        "disbursed_on": start,
        "in_books_since": tx.today,
        "plan_from": start,
        "planned": request.amount.minor_units,
        "ends_on": left[-1].due_on,
        "next_due": left[0].due_on,
        "paid": sum(each.total.minor_units for each in paid),
        "owed": owed.minor_units,
    }

    entry = posting_rules.opening(
        key=f"opening:{number}", about=number, account=accounts.principal(number), amount=owed
    )
    await journal.post(tx, entry)
    await tx.execute(_open, row)
    await tx.execute(_plan, instalment_rows(row["id"], quote, start))
    return number
