"""Terms are listed and changed. What is changed is in force from the beginning of its day, by `core/in_force.py`."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from core.ids import new_id
from core.messages import MOST_PAGE, Page, Refusal
from core.money import Money
from core.terms import queries, rules
from core.terms.messages import (
    CHANGED,
    Changed,
    ChangeTerm,
    Coming,
    Running,
    SettingsInUse,
    TermChange,
    TermHistory,
    TermInForce,
    Terms,
)
from core.terms.tables import TermRow
from core.tx import Tx

_change = insert(TermRow)


def _today(tx: Tx) -> date:
    """By the calendar: terms change at midnight, whether or not the business day was closed before."""
    return tx.now.astimezone(ZoneInfo(tx.institution.time_zone)).date()


async def terms(tx: Tx, request: Terms) -> tuple[TermInForce, ...]:
    changes, today = await queries.changes(tx.connection), _today(tx)
    house = rules.in_force(tx.institution, changes, today)
    found = []
    for name, term in rules.TERMS.items():
        own = [change for change in changes if change.term == name]
        days = {change.from_day: change.value for change in own}
        value = term.read(house)
        found.append(
            TermInForce(
                term=name,
                meaning=term.meaning,
                value=rules.write(value),
                unit=value.currency if isinstance(value, Money) else "",
                since=max((day for day in days if day <= today), default=None),
                coming=tuple(Coming(days[day], day) for day in sorted(days) if day > today),
            )
        )
    return tuple(found)


async def history(tx: Tx, request: TermHistory) -> Page[TermChange]:
    limit = max(1, min(request.limit, MOST_PAGE))
    asked = {"of_term": request.term, "cursor": request.cursor, "rows": limit + 1}
    found = queries.shown(await tx.execute(queries.HISTORY, asked))
    return Page(tuple(found[:limit]), found[limit - 1].change if len(found) > limit else "")


async def change_term(tx: Tx, request: ChangeTerm) -> TermChange | Refusal:
    changes = await queries.changes(tx.connection)
    refusal = rules.not_changed(
        request.term,
        request.value,
        request.from_day,
        request.reason,
        house=tx.institution,
        changes=changes,
        today=_today(tx),
    )
    if refusal is not None:
        return refusal

    row = {
        "id": new_id(),
        "term": request.term,
        "value": rules.write(rules.read(request.term, request.value, tx.institution)),
        "from_day": request.from_day,
        "reason": request.reason.strip(),
        "asked_by": tx.asker,
        "agreed_by": tx.origin.who,
        "at": tx.now,
    }
    await tx.execute(_change, row)
    tx.enqueue(CHANGED, Changed(request.term), key=f"terms:{row['id']}")
    return TermChange(*row.values())  # type: ignore[arg-type]


async def settings_in_use(tx: Tx, request: SettingsInUse) -> Running:
    return Running(version="", database=tx.dialect, revision="", joined=(), settings=())


HANDLERS = {Terms: terms, TermHistory: history, ChangeTerm: change_term, SettingsInUse: settings_in_use}
