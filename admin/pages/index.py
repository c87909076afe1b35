"""Every page of the console and every line of its navigation, area by area."""

from __future__ import annotations

from admin.pages import approvals, home, jobs, payments, providers, reconciliations, sign_in, unmatched
from admin.pages.page import Link, Page

PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *approvals.PAGES,
    *payments.PAGES,
    *unmatched.PAGES,
    *providers.PAGES,
    *reconciliations.PAGES,
    *jobs.PAGES,
    *sign_in.PAGES,
)

#: In the order in which staff need them; a line without the permission for its page is not shown.
LINKS: tuple[Link, ...] = (
    *home.LINKS,
    *approvals.LINKS,
    *payments.LINKS,
    *unmatched.LINKS,
    *providers.LINKS,
    *reconciliations.LINKS,
    *jobs.LINKS,
)
