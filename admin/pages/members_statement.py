"""A member's statement of a period, to print in her language or to take away as a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from admin.pages.members_acts import HERE, whose
from admin.pages.members_words import labels_in, line_in
from admin.pages.page import Visit, view
from core.history.messages import PeriodNotPossible, Statement, StatementOf
from core.messages import Refusal, Reply


def period(visit: Visit) -> tuple[date, date]:
    """What the address asks for; else this month and the two before it."""
    today = visit.shown.today
    first = (today.replace(day=1) - timedelta(days=45)).replace(day=1)
    return _day(visit.query.get("first_day", ""), first), _day(visit.query.get("last_day", ""), today)


def _day(words: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return otherwise
    return found if 1900 <= found.year <= 2100 else otherwise


async def statement(visit: Visit) -> Reply:
    first, last = period(visit)
    found = await visit.perform(StatementOf(member=whose(visit), first_day=first, last_day=last))
    if isinstance(found, PeriodNotPossible):
        return visit.page(
            "members/statement.html", title="Statement", found=None, wrong=visit.shown.said(found), first=first,
            last=last, base=f"{HERE}/{whose(visit)}", status=409,
        )  # fmt: skip
    if isinstance(found, Refusal):
        found = await visit.ask(StatementOf(member=whose(visit), first_day=first, last_day=last))
    labels = labels_in(found.language)
    return visit.page(
        "members/statement.html", title=f"{labels['statement']} {found.number}", found=found, wrong="", first=first,
        last=last, labels=labels, what=line_in(found.language, visit.shown.today), today=visit.shown.today,
        base=f"{HERE}/{found.member}",
    )  # fmt: skip


async def as_file(visit: Visit) -> Reply:
    first, last = period(visit)
    found: Statement = await visit.ask(StatementOf(member=whose(visit), first_day=first, last_day=last))
    rows: list[tuple[Any, ...]] = []
    for part in found.accounts:
        rows += [(part.number, line.on, line.what, line.amount, None, line.balance) for line in part.lines]
    for loan in found.loans:
        rows += [(loan.number, line.on, line.what, line.amount, line.interest, line.owed) for line in loan.lines]
    header = ("account", "date", "what", "amount", "interest", "balance")
    return visit.csv(f"statement-{found.number}", header, rows)


PAGES = (
    view(f"{HERE}/{{member}}/statement", statement, StatementOf),
    view(f"{HERE}/{{member}}/statement.csv", as_file, StatementOf),
)
