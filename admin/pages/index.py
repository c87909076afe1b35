"""Every page of the console and every line of its navigation, area by area."""

from __future__ import annotations

from admin.pages import approvals, closing, desk, home, receipts, sign_in, tills, vault
from admin.pages.page import Link, Page

PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *approvals.PAGES,
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
    *tills.LINKS,
    *receipts.LINKS,
    *vault.LINKS,
    *closing.LINKS,
)
