"""Named reads of lending, each one statement, and how rows become products, loans and applicants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, literal, or_, select, union_all

from core.codec import decode
from core.db import Instant
from core.lending.allocation import Due
from core.lending.arrears import Default
from core.lending.decision import Standing
from core.lending.loan import Loan
from core.lending.messages import AlreadyApplied, Quote
from core.lending.product import Product
from core.lending.states import APPLICATIONS, BROUGHT_IN, GRANTED
from core.lending.tables import INSTALMENTS, LOANS, PRODUCTS, REPAYMENTS
from core.money import Money
from core.tx import Tx

_plan = INSTALMENTS.c
#: What a Loan is made of. The price as shown and quoted is read apart: it is long, and rarely needed.
_LOAN = [
    column
    for column in LOANS.c
    if column.name not in ("shown", "quote", "language", "channel", "reason", "note", "applied_at", "decide_by")
]
_with_plan = (
    select(*_LOAN, _plan.number.label("row"), _plan.due_on, _plan.principal, _plan.interest)
    .select_from(LOANS.outerjoin(INSTALMENTS, and_(_plan.loan == LOANS.c.id, _plan.version == LOANS.c.plan_version)))
    .order_by(LOANS.c.id, _plan.number)
)
_in_force = and_(
    PRODUCTS.c.in_force_from <= bindparam("on"),
    or_(PRODUCTS.c.in_force_to.is_(None), PRODUCTS.c.in_force_to > bindparam("on")),
)

_running = _with_plan.where(LOANS.c.member == bindparam("member"), LOANS.c.state == "active")
_running_of_all = _with_plan.where(LOANS.c.member.in_(bindparam("members", expanding=True)), LOANS.c.state == "active")
_by_id = _with_plan.where(LOANS.c.id == bindparam("loan"))
_by_ids = _with_plan.where(LOANS.c.id.in_(bindparam("loans", expanding=True)))
_lock = select(LOANS.c.id).where(LOANS.c.id == bindparam("loan")).with_for_update()
_lock_paid_by = select(LOANS.c.id).where(LOANS.c.payment == bindparam("payment")).with_for_update()
_quote = select(LOANS.c.quote).where(LOANS.c.id == bindparam("loan"))
_by_number = select(LOANS.c.id, LOANS.c.number, LOANS.c.member, LOANS.c.state).where(
    LOANS.c.number == bindparam("number")
)
_first_due = (
    select(LOANS.c.id, LOANS.c.number)
    .where(LOANS.c.member == bindparam("member"), LOANS.c.state == "active")
    .order_by(LOANS.c.next_due, LOANS.c.number)
    .limit(1)
)
_product = select(PRODUCTS).where(PRODUCTS.c.code == bindparam("code"), _in_force)
_standing = (
    select(
        PRODUCTS,
        LOANS.c.product.label("of"),
        LOANS.c.next_due,
        LOANS.c.ends_on,
    )
    .select_from(
        PRODUCTS.outerjoin(
            LOANS,
            and_(
                LOANS.c.member == bindparam("member"),
                # A loan that was written off stands in her way until it is made good.
                or_(
                    LOANS.c.state.in_(GRANTED),
                    and_(LOANS.c.state == "written_off", LOANS.c.recovered < LOANS.c.claim),
                ),
            ),
        )
    )
    .where(_in_force)
    .order_by(PRODUCTS.c.code, LOANS.c.id)
)  # fmt: skip
_signed = (
    select(LOANS.c.number, LOANS.c.applied_at)
    .where(
        LOANS.c.member == bindparam("member"),
        LOANS.c.channel != BROUGHT_IN,
        or_(
            LOANS.c.state.in_(APPLICATIONS),
            and_(LOANS.c.state.in_(GRANTED), LOANS.c.applied_at > bindparam("since", type_=Instant)),
        ),
    )
    .order_by(LOANS.c.applied_at.desc())
    .limit(1)
)
#: Money is paid some days before its day, or after it.
_ABOUT_NOW = timedelta(days=10)
_due_of = (
    select(LOANS.c.number, LOANS.c.member)
    .join_from(INSTALMENTS, LOANS, INSTALMENTS.c.loan == LOANS.c.id)
    .where(
        LOANS.c.state == "active",
        INSTALMENTS.c.version == LOANS.c.plan_version,
        INSTALMENTS.c.principal + INSTALMENTS.c.interest == bindparam("amount", type_=BigInteger),
        LOANS.c.currency == bindparam("currency"),
        INSTALMENTS.c.due_on.between(bindparam("since"), bindparam("until")),
        LOANS.c.next_due <= INSTALMENTS.c.due_on,
    )
    .order_by(LOANS.c.number)
    .limit(bindparam("rows"))
)
_repayment = select(REPAYMENTS, LOANS.c.number, LOANS.c.currency).join_from(
    REPAYMENTS, LOANS, REPAYMENTS.c.loan == LOANS.c.id
).where(REPAYMENTS.c.entry_key == bindparam("entry_key"))  # fmt: skip
_repaid = REPAYMENTS.c.penalties + REPAYMENTS.c.interest + REPAYMENTS.c.principal + REPAYMENTS.c.recovered
_lent_lines = select(
    LOANS.c.disbursed_on.label("on"),
    literal("disburse_loan").label("what"),
    (-LOANS.c.net).label("amount"),
    LOANS.c.currency,
    LOANS.c.number,
    LOANS.c.id.label("order"),
).where(LOANS.c.member == bindparam("member"), LOANS.c.disbursed_on.is_not(None))
_repaid_lines = (
    select(
        REPAYMENTS.c.booked_on,
        literal("repay_loan"),
        _repaid,
        LOANS.c.currency,
        LOANS.c.number,
        REPAYMENTS.c.entry_key,
    )
    .join_from(REPAYMENTS, LOANS, REPAYMENTS.c.loan == LOANS.c.id)
    .where(LOANS.c.member == bindparam("member"))
)
_all_lines = union_all(_lent_lines, _repaid_lines).subquery()
_lines = select(_all_lines).order_by(_all_lines.c.on.desc(), _all_lines.c.order.desc()).limit(bindparam("count"))


async def running(tx: Tx, member: str) -> list[Loan]:
    return _loans((await tx.execute(_running, {"member": member})).all())


async def running_of_all(tx: Tx, members: Sequence[str]) -> list[Loan]:
    return _loans((await tx.execute(_running_of_all, {"members": list(members)})).all())


async def of_id(tx: Tx, loan: str) -> Loan | None:
    return await _one(tx, _by_id, {"loan": loan})


async def of_ids(tx: Tx, loans: Sequence[str]) -> list[Loan]:
    """In the order of their ids."""
    return _loans((await tx.execute(_by_ids, {"loans": list(loans)})).all()) if loans else []


async def locked(tx: Tx, loan: str) -> Loan | None:
    """The loan, with its row held until the transaction ends."""
    await tx.execute(_lock, {"loan": loan})
    return await _one(tx, _by_id, {"loan": loan})


async def locked_by_payment(tx: Tx, payment: str) -> Loan | None:
    """The loan that this payout pays, with its row held."""
    held = (await tx.execute(_lock_paid_by, {"payment": payment})).scalar_one_or_none()
    return await _one(tx, _by_id, {"loan": held}) if held else None


async def quote_of(tx: Tx, loan: Loan) -> Quote:
    """The price she signed."""
    quote: Quote = decode(Quote, (await tx.execute(_quote, {"loan": loan.id})).scalar_one())
    return quote


async def by_number(tx: Tx, number: str) -> Any:
    """(id, number, member, state), or None."""
    return (await tx.execute(_by_number, {"number": number})).one_or_none()


async def first_due(tx: Tx, member: str) -> tuple[str, str] | None:
    row = (await tx.execute(_first_due, {"member": member})).one_or_none()
    return (row.id, row.number) if row else None


async def due_of(tx: Tx, *, amount: Money, around: date, most: int) -> tuple[tuple[str, str], ...]:
    """(number, member) of running loans with an open instalment of this amount about this day."""
    asked = {
        "amount": amount.minor_units, "currency": amount.currency,
        "since": around - _ABOUT_NOW, "until": around + _ABOUT_NOW, "rows": most,
    }  # fmt: skip
    return tuple((row.number, row.member) for row in await tx.execute(_due_of, asked))


async def product_in_force(tx: Tx, code: str, on: date) -> Product | None:
    row = (await tx.execute(_product, {"code": code, "on": on})).one_or_none()
    return product_of(row) if row else None


async def products_and_standing(tx: Tx, member: str, on: date) -> tuple[tuple[Product, ...], tuple[Standing, ...]]:
    """What is lent today, and what was granted to her: every product comes once per loan of any product."""
    rows = (await tx.execute(_standing, {"member": member, "on": on})).all()
    products, standing = [], []
    for _, group in groupby(rows, key=lambda row: row.code):
        same = list(group)
        products.append(product_of(same[0]))
        standing = [_standing_of(row) for row in same if row.of is not None]
    return tuple(products), tuple(standing)


async def signed(tx: Tx, *, member: str, since: datetime) -> AlreadyApplied | None:
    """The application that is in, or the loan she signed after `since`."""
    row = (await tx.execute(_signed, {"member": member, "since": since})).one_or_none()
    return AlreadyApplied(row.number, row.applied_at) if row else None


async def repayment(tx: Tx, entry_key: str) -> Any:
    """The repayment booked under this key, with the loan's number and currency, or None."""
    return (await tx.execute(_repayment, {"entry_key": entry_key})).one_or_none()


async def lines(tx: Tx, member: str, *, count: int) -> Sequence[Any]:
    """(on, what, amount, currency, number), newest first."""
    return (await tx.execute(_lines, {"member": member, "count": count})).all()


async def _one(tx: Tx, statement: Select[Any], parameters: dict[str, Any]) -> Loan | None:
    found = _loans((await tx.execute(statement, parameters)).all())
    return found[0] if found else None


def _loans(rows: Iterable[Any]) -> list[Loan]:
    return [_loan(list(group)) for _, group in groupby(rows, key=lambda row: row.id)]


def _loan(rows: list[Any]) -> Loan:
    first = rows[0]

    def money(minor_units: int) -> Money:
        return Money(minor_units, first.currency)

    plan = tuple(
        Due(row.row, row.due_on, money(row.principal), money(row.interest)) for row in rows if row.row is not None
    )
    default = None
    if first.default_on is not None:
        parts = (first.default_principal, first.default_interest, first.default_charged)
        default = Default(first.default_on, *map(money, parts))
    return Loan(
        id=first.id, number=first.number, member=first.member, product=first.product,
        product_name=first.product_name, state=first.state, months=first.months, method=first.method,
        monthly_rate=Decimal(first.monthly_rate), payment=first.payment or "",
        decided_at=first.decided_at, entered_by=first.entered_by,
        plan_version=first.plan_version, plan_from=first.plan_from, owed=money(first.owed),
        claim=money(first.claim), recovered=money(first.recovered),
        amount=money(first.amount), fee=money(first.fee), excise=money(first.excise), net=money(first.net),
        multiple=money(first.multiple), late_rate=Decimal(first.late_rate), terms_version=first.terms_version,
        disbursed_on=first.disbursed_on, in_books_since=first.in_books_since,
        paid=money(first.paid), penalties=money(first.penalties), default=default, plan=plan,
    )  # fmt: skip


def product_of(row: Any) -> Product:
    return Product(
        code=row.code, name=row.name,
        least=Money(row.least, row.currency), most=Money(row.most, row.currency),
        terms=decode(tuple[int, ...], row.terms), method=row.method, monthly_rate=Decimal(row.monthly_rate),
        fee_rate=Decimal(row.fee_rate),
        excise_rate=Decimal(row.excise_rate), late_rate=Decimal(row.late_rate),
        multiple=Money(row.multiple, row.currency), months_needed=row.months_needed,
        deposit_multiple=Decimal(row.deposit_multiple),
    )  # fmt: skip


def _standing_of(row: Any) -> Standing:
    return Standing(row.of, row.next_due, row.ends_on)
