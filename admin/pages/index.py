"""Every page of the console and every line of its navigation, area by area."""

from __future__ import annotations

from admin.pages import (
    approvals,
    audit,
    closing,
    desk,
    home,
    jobs,
    ledger,
    me,
    members,
    members_statement,
    payments,
    providers,
    receipts,
    reconciliations,
    sign_in,
    staff,
    terms,
    tills,
    unmatched,
    vault,
)
from admin.pages.page import Link, Page

PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *approvals.PAGES,
    *members.PAGES,
    *members_statement.PAGES,
    *tills.PAGES,
    *desk.PAGES,
    *receipts.PAGES,
    *vault.PAGES,
    *closing.PAGES,
    *ledger.PAGES,
    *audit.PAGES,
    *terms.PAGES,
    *staff.PAGES,
    *me.PAGES,
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
    *members.LINKS,
    *tills.LINKS,
    *receipts.LINKS,
    *vault.LINKS,
    *closing.LINKS,
    *ledger.LINKS,
    *audit.LINKS,
    *terms.LINKS,
    *staff.LINKS,
    *payments.LINKS,
    *unmatched.LINKS,
    *providers.LINKS,
    *reconciliations.LINKS,
    *jobs.LINKS,
)
