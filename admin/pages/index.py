"""Every page of the console and every line of its navigation, area by area."""

from __future__ import annotations

from admin.pages import approvals, cases, closing, desk, home, notifications, receipts, sign_in, talks, tills, vault
from admin.pages.page import Link, Page

PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *approvals.PAGES,
    *talks.PAGES,
    *cases.PAGES,
    *notifications.PAGES,
    *tills.PAGES,
    *desk.PAGES,
    *receipts.PAGES,
    *vault.PAGES,
    *closing.PAGES,
    *sign_in.PAGES,
)

#: In the order in which staff need them; a line without the permission for its page is not shown.
LINKS: tuple[Link, ...] = (
    *home.LINKS,
    *approvals.LINKS,
    *talks.LINKS,
    *cases.LINKS,
    *notifications.LINKS,
    *tills.LINKS,
    *receipts.LINKS,
    *vault.LINKS,
    *closing.LINKS,
)
