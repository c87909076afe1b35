"""Every page of the console and every line of its navigation, area by area."""

from __future__ import annotations

from admin.pages import approvals
from admin.pages.page import Link, Page

PAGES: tuple[Page, ...] = (*approvals.PAGES,)

#: In the order in which staff need them; a line without the permission for its page is not shown.
LINKS: tuple[Link, ...] = (*approvals.LINKS,)
