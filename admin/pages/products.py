"""Loan products in the console: the versions in force and to come, a next version, the end of one."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from admin.pages.page import Link, Visit, act, view
from core.lending.messages import EndProduct, LoanProducts, ProductVersion, SaveProduct
from core.messages import Reply

HERE = "/admin/products"
METHODS = ("flat", "declining")


async def every(visit: Visit) -> Reply:
    ended = visit.query.get("ended") == "1"
    versions = await visit.ask(LoanProducts(ended=ended))
    return visit.page("loans/products.html", title="Loan products", versions=versions, may_save=visit.may(SaveProduct))


async def form(visit: Visit) -> Reply:
    """A next version begins as the one in force."""
    code = visit.path.get("code", "")
    versions = [each for each in await visit.ask(LoanProducts()) if each.code == code]
    version: ProductVersion | None = versions[-1] if versions else None
    return visit.page(
        "loans/product.html",
        title=f"Next version of {version.name}" if version else "New product",
        version=version,
        methods=METHODS,
        today=visit.shown.today,
    )


def _terms(visit: Visit) -> tuple[int, ...]:
    """`1, 2, 3` in months."""
    typed = visit.form.text("terms", most=120)
    parts = [part.strip() for part in typed.split(",")]
    if parts and all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        return tuple(sorted({int(part) for part in parts}))
    visit.form.errors.setdefault("terms", "Please type months with commas, for example 1, 2, 3.")
    return ()


def _times(visit: Visit, name: str) -> Decimal:
    """How many times; empty is none."""
    typed = visit.form.text(name, needed=False) or "0"
    try:
        found = Decimal(typed)
        if found.is_finite() and 0 <= found <= 100:
            return found
    except InvalidOperation:
        pass
    visit.form.errors.setdefault(name, "Please type a number, for example 3.")
    return Decimal(0)


async def save(visit: Visit) -> Reply:
    read, currency = visit.form, visit.institution.currency
    wish = SaveProduct(
        code=read.text("code", most=20),
        name=read.text("name", most=40),
        least=read.money("least", currency),
        most=read.money("most", currency),
        terms=_terms(visit),
        method=read.one_of("method", METHODS),
        monthly_rate=read.rate("monthly_rate"),
        fee_rate=read.rate("fee_rate"),
        excise_rate=read.rate("excise_rate"),
        late_rate=read.rate("late_rate"),
        multiple=read.money("multiple", currency),
        months_needed=read.number("months_needed", least=0, most=120),
        deposit_multiple=_times(visit, "deposit_multiple"),
        in_force_from=read.day("in_force_from"),
    )
    if read.errors:
        return await form(visit)
    return await visit.do(wish, to=HERE, says="Saved.")


async def end(visit: Visit) -> Reply:
    on = visit.form.day("on")
    if visit.form.errors:
        return await every(visit)
    return await visit.do(EndProduct(code=visit.path["code"], on=on), to=HERE, says="It ends on that day.")


PAGES = (
    view(HERE, every, LoanProducts),
    view(f"{HERE}/new", form, SaveProduct),
    act(HERE, save, SaveProduct),
    view(f"{HERE}/{{code}}", form, SaveProduct),
    act(f"{HERE}/{{code}}/end", end, EndProduct),
)
LINKS = (Link("Loans", "Products", HERE, LoanProducts),)
