"""What lists have in common: days that filter them, and the whole of a list, part by part, for a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from admin.pages.page import Visit
from core.messages import MOST_PAGE, STAFF, Page, Query
from core.staff.messages import AllStaff

MOST_ROWS = 10_000
#: Longer ids are shown by their end.
SHORT = 20


def day_of(visit: Visit, name: str) -> date | None:
    """A day in the address; None where there is none, or it is not a day."""
    try:
        found = date.fromisoformat(visit.query.get(name, ""))
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None


def text_of(visit: Visit, name: str, *, most: int = 80) -> str:
    return visit.query.get(name, "").replace("\x00", "").strip()[:most]


def short(who: str) -> str:
    """A long id by its last letters, which differ most."""
    kind, _, rest = who.rpartition(":")
    return f"{kind} …{rest[-6:]}".strip() if len(rest) > SHORT else who


async def people_of(visit: Visit) -> Callable[[str], str]:
    """How whoever did something is shown: colleagues by their names, where she may read the list of them."""
    names: dict[str, str] = {}
    if visit.may(AllStaff):
        found = await visit.ask(AllStaff(limit=MOST_PAGE))
        names = {f"{STAFF}{each.staff}": each.name for each in found.items}
    return lambda who: names.get(who) or short(who)


async def whole(visit: Visit, request: Query[Page[Any]]) -> list[Any]:
    """Every item of a list, some thousands at most."""
    found: list[Any] = []
    asked: Any = replace(request, limit=MOST_PAGE, cursor="")  # type: ignore[type-var]
    while len(found) < MOST_ROWS:
        page: Page[Any] = await visit.ask(asked)
        found += page.items
        if not page.next:
            break
        asked = replace(asked, cursor=page.next)
    return found
