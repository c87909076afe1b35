"""The first page of the day."""

from __future__ import annotations

from admin.pages.page import Link, Visit, view
from core.messages import Reply
from core.permissions.messages import Approvals

HERE = "/admin/"


async def today(visit: Visit) -> Reply:
    waiting = await visit.ask(Approvals()) if visit.may(Approvals) else None
    return visit.page("home.html", title="Today", waiting=waiting)


PAGES = (view(HERE, today),)
LINKS = (Link("Today", "Today", HERE),)
