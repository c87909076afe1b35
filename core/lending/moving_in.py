"""Running loans that come from other books, many at once: a look at each first, then all of them in one entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.imports.messages import DueOf, DuesOf, LoanLook, LookAtLoans, OpenLoans, RunningLoan, SomeLoanRefused
from core.ledger import accounts, journal, posting_rules
from core.lending import arrears, numbers, opening, queries
from core.lending.product import Product
from core.lending.schedule import Unplannable
from core.lending.tables import INSTALMENTS, LOANS
from core.lending.taking_over import TakenOver, take_over
from core.messages import Request
from core.money import Money, total
from core.tx import Handler, Tx

AT_ONCE = 1_000

_known = select(
    LOANS.c.member, LOANS.c.number, LOANS.c.product, LOANS.c.amount, LOANS.c.currency, LOANS.c.months,
    LOANS.c.disbursed_on, LOANS.c.applied_at,
).where(LOANS.c.number.in_(bindparam("numbers", expanding=True)))  # fmt: skip
_loans = insert(LOANS)
_plans = insert(INSTALMENTS)


async def look(tx: Tx, request: LookAtLoans) -> tuple[LoanLook, ...]:
    products = await _products(tx, request.on)
    known = await _known_loans(tx, [each.number for each in request.loans])
    unit = tx.institution.payable_unit
    return tuple(_look(each, products, known, unit) for each in request.loans)


def _look(
    loan: RunningLoan, products: Mapping[str, Product], known: Mapping[str, RunningLoan], unit: Money
) -> LoanLook:
    product, number = products.get(loan.product.casefold()), numbers.as_typed(loan.number)
    stands = known.get(number)
    if product is None:
        return LoanLook("product", None, stands)
    if not number:
        return LoanLook("number", None, None)
    try:
        ours = _taken_over(loan, product, unit, left=None)
        _taken_over(loan, product, unit, left=loan.left)
    except Unplannable:
        return LoanLook("plan", None, stands)
    return LoanLook("", ours.owed, stands)


def _taken_over(loan: RunningLoan, product: Product, unit: Money, *, left: Money | None) -> TakenOver:
    if not 0 <= loan.paid_instalments < loan.months:
        raise Unplannable(f"{loan.paid_instalments} of {loan.months} instalments are paid")
    return take_over(
        product, loan.amount, loan.months,
        unit=unit, disbursed_on=loan.disbursed_on, paid_instalments=loan.paid_instalments, left=left,
    )  # fmt: skip


async def _products(tx: Tx, on: date) -> dict[str, Product]:
    """Those in force, by their codes and by their names."""
    products, _ = await queries.products_and_standing(tx, "", on)
    return {product.name.casefold(): product for product in products} | {
        product.code.casefold(): product for product in products
    }


async def _known_loans(tx: Tx, wanted: list[str]) -> dict[str, RunningLoan]:
    """The loans with these numbers, with the principal and late charges they were brought in with."""
    rows: list[Any] = []
    for start in range(0, len(wanted), AT_ONCE):
        part = [numbers.as_typed(number) for number in wanted[start : start + AT_ONCE]]
        rows += (await tx.execute(_known, {"numbers": part})).all()
    paths = [path for row in rows for path in (accounts.principal(row.number), accounts.penalties(row.number))]
    brought = await journal.brought_in(tx, paths)
    return {row.number: _loan(row, brought) for row in rows}


def _loan(row: Any, brought: Mapping[str, Money]) -> RunningLoan:
    return RunningLoan(
        member=row.member,
        number=row.number,
        product=row.product,
        amount=Money(row.amount, row.currency),
        months=row.months,
        disbursed_on=row.disbursed_on or row.applied_at.date(),
        paid_instalments=0,
        left=brought.get(accounts.principal(row.number)),
        penalties=brought.get(accounts.penalties(row.number), Money.zero(row.currency)),
    )


async def open_loans(tx: Tx, request: OpenLoans) -> SomeLoanRefused | None:
    looks = await look(tx, LookAtLoans(loans=request.loans, on=request.on))
    if not looks or any(each.trouble or each.known for each in looks):
        return SomeLoanRefused()
    products, unit = await _products(tx, request.on), tx.institution.payable_unit
    loans: list[dict[str, Any]] = []
    plans: list[dict[str, Any]] = []
    balances: list[tuple[str, Money]] = []
    for each in request.loans:
        product, number = products[each.product.casefold()], numbers.as_typed(each.number)
        taken = _taken_over(each, product, unit, left=each.left)
        row = opening.running_row(tx, each.member, number, product, taken, since=request.on)
        loans.append(row | {"penalties": each.penalties.minor_units})
        plans += opening.plan_rows(row["id"], taken)
        balances += [(accounts.principal(number), taken.owed), (accounts.penalties(number), each.penalties)]

    await numbers.reserve(tx, max((row["number"] for row in loans), key=numbers.count))
    entry = posting_rules.opening_of_books(key=request.entry_key, about=request.about, balances=balances)
    await journal.post(tx, entry, on=request.on)
    for start in range(0, len(loans), AT_ONCE):
        await tx.execute(_loans, loans[start : start + AT_ONCE])
    for start in range(0, len(plans), AT_ONCE):
        await tx.execute(_plans, plans[start : start + AT_ONCE])
    await tx.recount("loans", "instalments", rows=len(plans))
    return None


async def dues(tx: Tx, request: DuesOf) -> tuple[DueOf, ...]:
    found = []
    for start in range(0, len(request.members), AT_ONCE):
        running = await queries.running_of_all(tx, request.members[start : start + AT_ONCE])
        for loan in running:
            debt = loan.debt
            due = [each.total for each in debt.dues if each.due_on <= request.until]
            first = arrears.next_due(debt)
            amount = total([debt.penalties, *due], debt.currency)
            found.append((first.due_on if first else request.until, DueOf(loan.member, loan.id, loan.number, amount)))
    return tuple(due for _, due in sorted(found, key=lambda each: (each[1].member, each[0], each[1].number)))


HANDLERS: dict[type[Request[Any]], Handler] = {LookAtLoans: look, OpenLoans: open_loans, DuesOf: dues}
