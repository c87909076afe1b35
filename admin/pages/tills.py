"""Tills in the console: a teller's own day, all tills of a branch, float, count and close."""

from __future__ import annotations

from admin.pages.page import Link, Refused, Visit, act, view
from admin.pages.receipts import NAMES
from core.messages import Refusal, Reply
from core.money import EXPONENTS, Money, total
from core.tills.messages import (
    DENOMINATIONS,
    CloseTill,
    CountTill,
    DepositCash,
    MakeTill,
    MoveFloat,
    MyTill,
    NoTillOpen,
    OpenTill,
    Pieces,
    Receipts,
    TillDay,
    TillDayOf,
    Tills,
)

MINE, ALL = "/admin/till", "/admin/tills"
MOST_PIECES = 1_000_000


async def mine(visit: Visit) -> Reply:
    """The till she keeps, or the tills that she may take."""
    day = await visit.perform(MyTill())
    if isinstance(day, TillDay):
        return await _shown(visit, day)
    found = await visit.ask(Tills())
    free = [till for till in found.items if not till.teller]
    return visit.page("desk/no_till.html", title="My till", free=free)


async def one(visit: Visit) -> Reply:
    day = await visit.perform(TillDayOf(till=visit.path["till"]))
    if isinstance(day, TillDay):
        return await _shown(visit, day)
    if not isinstance(day, NoTillOpen):
        raise Refused(day)
    return visit.page("desk/never_open.html", title=f"Till {visit.path['till']}")


async def _shown(visit: Visit, day: TillDay) -> Reply:
    moved = await visit.ask(Receipts(till=day.till, day=day.day, cursor=visit.query.get("cursor", "")))
    is_mine = day.teller == visit.by.who
    return visit.page(
        "desk/till.html",
        title=f"{day.name}, {day.branch}",
        day=day,
        moved=moved,
        names=NAMES,
        is_mine=is_mine,
        may_keep=day.state == "open" and (is_mine or "manager" in visit.by.roles) and visit.may(CloseTill),
        may_serve=is_mine and visit.may(DepositCash),
    )


async def all_tills(visit: Visit) -> Reply:
    branch = visit.query.get("branch", "")
    found = await visit.ask(Tills(branch=branch, cursor=visit.query.get("cursor", "")))
    return visit.page("desk/tills.html", title="Tills", found=found, may_make=visit.may(MakeTill))


async def make(visit: Visit) -> Reply:
    wish = MakeTill(name=visit.form.text("name", most=40), branch=visit.form.text("branch", most=40))
    return await all_tills(visit) if visit.form.errors else await visit.do(wish, to=ALL, says="The till is there.")


async def open_till(visit: Visit) -> Reply:
    till, amount = visit.form.text("till"), visit.form.money("amount", visit.institution.currency)
    if visit.form.errors:
        return await mine(visit)
    return await visit.do(OpenTill(till=till, amount=amount), to=MINE, says="The till is yours for today.")


async def move_float(visit: Visit) -> Reply:
    to = visit.form.one_of("to", ("till", "vault"))
    amount = visit.form.money("amount", visit.institution.currency)
    if visit.form.errors:
        return await one(visit)
    wish = MoveFloat(till=visit.path["till"], to="till" if to == "till" else "vault", amount=amount)
    return await visit.do(wish, to=_at(visit), says="The float has moved.")


def _at(visit: Visit) -> str:
    return f"{ALL}/{visit.path['till']}"


async def counting(visit: Visit) -> Reply:
    day = await visit.ask(TillDayOf(till=visit.path["till"]))
    currency = visit.institution.currency
    values = [Money(value, currency) for value in DENOMINATIONS[currency]]
    return visit.page(
        "desk/count.html", title=f"Count {day.name}", day=day, values=values, minor=10 ** EXPONENTS[currency]
    )


async def count(visit: Visit) -> Reply:
    """Notes and coins one by one, or their total: where both are given they have to agree."""
    currency, form = visit.institution.currency, visit.form
    found = tuple(
        Pieces(Money(value, currency), form.number(f"pieces-{value}", least=0, most=MOST_PIECES, otherwise=0))
        for value in DENOMINATIONS[currency]
    )
    pieces = tuple(each for each in found if each.pieces)
    listed = total((each.value * each.pieces for each in pieces), currency)
    amount = form.money("amount", currency) if form.fields.get("amount", "").strip() or not pieces else listed
    if form.errors:
        return await counting(visit)
    answer = await visit.perform(CountTill(till=visit.path["till"], amount=amount, pieces=pieces))
    if isinstance(answer, Refusal):
        form.errors["amount"] = visit.shown.said(answer)
        return await counting(visit)
    says = "Counted: it is all there." if not answer.difference else "Counted: it differs from the books."
    return visit.goes_to(_at(visit), says=says, bad=bool(answer.difference))


async def close(visit: Visit) -> Reply:
    difference = visit.form.money("difference", visit.institution.currency)
    reason = visit.form.text("reason", needed=bool(difference))
    if visit.form.errors:
        return await one(visit)
    wish = CloseTill(till=visit.path["till"], difference=difference, reason=reason)
    return await visit.do(wish, to=_at(visit), says="The till is closed; its cash is in the vault.")


PAGES = (
    view(MINE, mine, MyTill),
    act(MINE, open_till, OpenTill),
    view(ALL, all_tills, Tills),
    act(ALL, make, MakeTill),
    view(f"{ALL}/{{till}}", one, TillDayOf),
    act(f"{ALL}/{{till}}/float", move_float, MoveFloat),
    view(f"{ALL}/{{till}}/count", counting, CountTill),
    act(f"{ALL}/{{till}}/count", count, CountTill),
    act(f"{ALL}/{{till}}/close", close, CloseTill),
)
LINKS = (Link("Cash desk", "My till", MINE, MyTill), Link("Cash desk", "Tills", ALL, Tills))
