"""What the institution lends, version by version: listed, changed from a day on, ended."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from core.codec import encode
from core.lending import listing, price, queries
from core.lending.messages import (
    DayPassed,
    EndProduct,
    LoanProducts,
    NoSuchProduct,
    ProductNotSaved,
    ProductVersion,
    SaveProduct,
)
from core.lending.product import Product
from core.lending.quoting import MOST_RATE_PLACES, places
from core.lending.schedule import METHODS, MOST_MONTHS, Unplannable
from core.lending.tables import PRODUCTS
from core.messages import Refusal, Request
from core.money import Money
from core.tx import Handler, Tx

MOST_TERMS = 24
MOST_RATE = 1
LEAST_MULTIPLE, MOST_MULTIPLE = Decimal("0.1"), Decimal(20)
MOST_AMOUNT = 10**12
_CODE, _NAME = re.compile(r"[a-z][a-z0-9_]{1,19}"), re.compile(r"\S.{0,38}\S")
PAST = timedelta(days=36_500)

_of_code = PRODUCTS.c.code == bindparam("of_code")
_end = (
    update(PRODUCTS)
    .where(_of_code, PRODUCTS.c.in_force_to.is_(None), PRODUCTS.c.in_force_from < bindparam("day"))
    .values(in_force_to=bindparam("day"))
)
_drop = delete(PRODUCTS).where(_of_code, PRODUCTS.c.in_force_from >= bindparam("day"))
_add = insert(PRODUCTS)
_known = select(PRODUCTS.c.code).where(
    _of_code, (PRODUCTS.c.in_force_to.is_(None)) | (PRODUCTS.c.in_force_to > bindparam("day"))
)


async def save_product(tx: Tx, request: SaveProduct) -> Refusal | None:
    """The version in force ends where this one begins; versions still to come are replaced by it."""
    product = Product(**{each.name: getattr(request, each.name) for each in fields(Product)})
    if wrong := unfit(product):
        return ProductNotSaved(wrong)
    day = request.in_force_from or tx.today
    if passed := _passed(tx, day):
        return passed

    await tx.execute(_end, {"of_code": product.code, "day": day})
    await tx.execute(_drop, {"of_code": product.code, "day": day})
    await tx.execute(_add, {**_row(product), "in_force_from": day, "in_force_to": None})
    return None


def _passed(tx: Tx, day: date) -> DayPassed | None:
    """Staff change what is to come; only the house itself begins with products of the past."""
    return DayPassed(tx.today) if tx.origin.is_staff and day < tx.today else None


async def end_product(tx: Tx, request: EndProduct) -> Refusal | None:
    day = request.on or tx.today
    if passed := _passed(tx, day):
        return passed
    if (await tx.execute(_known, {"of_code": request.code, "day": day})).first() is None:
        return NoSuchProduct()
    await tx.execute(_end, {"of_code": request.code, "day": day})
    await tx.execute(_drop, {"of_code": request.code, "day": day})
    return None


def unfit(product: Product) -> str:
    """The first field with which nothing can be lent; empty when all is well."""
    found = (name for name, fits in _rules(product) if not fits)
    return next(found, "") or _unplannable(product)


def _rules(product: Product) -> list[tuple[str, bool]]:
    nothing, unit = Money.zero(product.least.currency), product.multiple.minor_units
    same = product.most.currency == product.multiple.currency == nothing.currency
    rates = ("monthly_rate", "fee_rate", "excise_rate", "late_rate")
    return [
        ("code", bool(_CODE.fullmatch(product.code))),
        ("name", bool(_NAME.fullmatch(product.name))),
        ("multiple", same and unit > 0),
        ("least", same and unit > 0 and product.least > nothing and product.least.minor_units % unit == 0),
        ("most", same and unit > 0 and product.least <= product.most and product.most.minor_units <= MOST_AMOUNT),
        ("terms", 1 <= len(product.terms) <= MOST_TERMS and all(1 <= each <= MOST_MONTHS for each in product.terms)),
        ("method", product.method in METHODS),
        *((name, _is_rate(getattr(product, name))) for name in rates),
        ("fee_rate", product.fee_rate * (1 + product.excise_rate) < 1),
        ("months_needed", 0 <= product.months_needed <= MOST_MONTHS),
        (
            "deposit_multiple",
            product.deposit_multiple == 0 or LEAST_MULTIPLE <= product.deposit_multiple <= MOST_MULTIPLE,
        ),
        ("deposit_multiple", places(product.deposit_multiple) <= MOST_RATE_PLACES),
    ]


def _is_rate(rate: Decimal) -> bool:
    return 0 <= rate <= MOST_RATE and places(rate) <= MOST_RATE_PLACES


def _unplannable(product: Product) -> str:
    """A product whose smallest loan has no schedule in one of its terms."""
    for months in product.terms:
        try:
            price.plan(product, product.least, months)
        except Unplannable:
            return "terms"
    return ""


def _row(product: Product) -> dict[str, Any]:
    return {
        "code": product.code,
        "name": product.name,
        "currency": product.least.currency,
        "least": product.least.minor_units,
        "most": product.most.minor_units,
        "terms": encode(product.terms).decode(),
        "method": product.method,
        "monthly_rate": str(product.monthly_rate),
        "fee_rate": str(product.fee_rate),
        "excise_rate": str(product.excise_rate),
        "late_rate": str(product.late_rate),
        "multiple": product.multiple.minor_units,
        "months_needed": product.months_needed,
        "deposit_multiple": str(product.deposit_multiple),
    }


async def loan_products(tx: Tx, request: LoanProducts) -> tuple[ProductVersion, ...]:
    since = tx.today - PAST if request.ended else tx.today
    rows = (await tx.execute(listing.VERSIONS, {"since": since})).all()
    return tuple(_version(row, tx.today) for row in rows)


def _version(row: Any, today: date) -> ProductVersion:
    state = "to_come" if row.in_force_from > today else "in_force"
    if row.in_force_to is not None and row.in_force_to <= today:
        state = "ended"
    return ProductVersion(
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        state=state,
        **vars(queries.product_of(row)),
    )


HANDLERS: dict[type[Request[Any]], Handler] = {
    SaveProduct: save_product,
    EndProduct: end_product,
    LoanProducts: loan_products,
}
