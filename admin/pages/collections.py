"""Late loans in the console: a list to work through, with the last word and the last promise, and what is at risk."""

from __future__ import annotations

from admin.pages.page import Link, Visit, view
from core.lending.messages import LateLoan, LateLoans, PortfolioAtRisk
from core.messages import MOST_PAGE, Page, Reply

HERE = "/admin/collections"
BUCKETS = ("1-30", "31-60", "61-90", "91+")
MOST_FILE_PAGES = 25


def _asked(visit: Visit, *, limit: int, cursor: str) -> LateLoans:
    bucket = visit.query.get("bucket", "")
    return LateLoans(bucket=bucket if bucket in BUCKETS else "", limit=limit, cursor=cursor)  # type: ignore[arg-type]


async def every(visit: Visit) -> Reply:
    found = await visit.ask(_asked(visit, limit=50, cursor=visit.query.get("cursor", "")[:40]))
    portfolio = await visit.ask(PortfolioAtRisk())
    return visit.page("loans/late.html", title="Collections", found=found, portfolio=portfolio, buckets=BUCKETS)


async def as_file(visit: Visit) -> Reply:
    rows: list[LateLoan] = []
    cursor = ""
    for _ in range(MOST_FILE_PAGES):
        page: Page[LateLoan] = await visit.ask(_asked(visit, limit=MOST_PAGE, cursor=cursor))
        rows += page.items
        cursor = page.next
        if not cursor:
            break
    header = (
        "loan", "member", "name", "product", "currency", "late", "owed", "days late", "last contact", "outcome",
        "promised", "promised for", "promise",
    )  # fmt: skip
    return visit.csv("late-loans", header, [_row(visit, each) for each in rows])


def _row(visit: Visit, each: LateLoan) -> tuple[object, ...]:
    said, promised = each.last_contact, each.promise
    return (
        each.number, each.member.number, each.member.full_name, each.product_name, each.late.currency, each.late,
        each.owed, each.days_late, visit.shown.local(said.at).date() if said else None, said.outcome if said else None,
        promised.amount if promised else None, promised.on if promised else None, promised.state if promised else None,
    )  # fmt: skip


PAGES = (view(HERE, every, LateLoans), view(f"{HERE}.csv", as_file, LateLoans))
LINKS = (Link("Loans", "Collections", HERE, LateLoans),)
