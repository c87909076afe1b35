"""Fees and limits: what holds, what comes, what was; a change from a day on; and the settings it all runs with."""

from __future__ import annotations

from decimal import Decimal

from admin.pages.lists import people_of, text_of
from admin.pages.page import Link, Visit, act, view
from core.messages import Reply
from core.terms.messages import ChangeTerm, SettingsInUse, TermHistory, Terms

HERE, HISTORY, SETTINGS = "/admin/terms", "/admin/terms/history", "/admin/settings"


async def terms(visit: Visit) -> Reply:
    found = await visit.ask(Terms())
    return visit.page(
        "terms/list.html",
        title="Fees and limits",
        found=found,
        options=[("", "Choose a term"), *((each.term, each.meaning) for each in found)],
        may_change=visit.may(ChangeTerm),
        may_look_back=visit.may(TermHistory),
        chosen=text_of(visit, "term"),
        amount=amount,
    )


def amount(value: str) -> str:
    """`20000.00` as people read it: 20,000."""
    found = Decimal(value)
    return f"{found:,.0f}" if found == found.to_integral_value() else f"{found:,}"


async def change(visit: Visit) -> Reply:
    form = visit.form
    wish = ChangeTerm(
        term=form.text("term"), value=form.text("value", most=20), from_day=form.day("from_day"),
        reason=form.text("reason"),
    )  # fmt: skip
    if form.errors:
        return await terms(visit)
    return await visit.do(wish, to=HERE, says="Agreed.")


async def history(visit: Visit) -> Reply:
    names = {each.term: each.meaning for each in await visit.ask(Terms())}
    found = await visit.ask(TermHistory(term=text_of(visit, "term"), cursor=text_of(visit, "cursor")))
    return visit.page(
        "terms/history.html",
        title="Changes of fees and limits",
        found=found,
        names=names,
        amount=amount,
        people=await people_of(visit),
    )


async def settings(visit: Visit) -> Reply:
    return visit.page("terms/settings.html", title="Settings in use", running=await visit.ask(SettingsInUse()))


PAGES = (
    view(HERE, terms, Terms),
    act(HERE, change, ChangeTerm),
    view(HISTORY, history, TermHistory),
    view(SETTINGS, settings, SettingsInUse),
)
LINKS = (
    Link("House", "Fees and limits", HERE, Terms),
    Link("House", "Settings in use", SETTINGS, SettingsInUse),
)
