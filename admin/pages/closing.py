"""The close of day in the console: what still has to be done, closing, and the days that are closed."""

from __future__ import annotations

from datetime import date

from admin.pages.page import Link, Visit, act, view
from core.closing.messages import BusinessDay, BusinessDays, CloseDay, ClosingChecks
from core.lending.messages import AssessLate
from core.messages import Refusal, Reply

HERE = "/admin/closing"
#: Check -> what it says while it holds, what it says while it does not, and where that is looked after.
SAYS = {
    "begun": ("The day has begun.", "This day has not begun yet.", ""),
    "tills": ("All tills are counted and closed.", "Count and close every till first.", "/admin/tills"),
    "late": ("Late loans are assessed.", "Late loans are not assessed; closing does it.", ""),
    "proofs": ("The books hold.", "The books do not hold.", ""),
}
#: A batch is 200 loans; with more than that the form is simply sent again.
MOST_BATCHES = 50


async def closing(visit: Visit) -> Reply:
    found = await visit.ask(ClosingChecks(day=_day(visit.query.get("day", ""))))
    days = await visit.ask(BusinessDays(cursor=visit.query.get("cursor", "")))
    in_the_way = [check for check in found.checks if not check.holds and check.what != "late"]
    may_close = not found.is_closed and not in_the_way and visit.may(CloseDay)
    return visit.page(
        "desk/closing.html", title="Close of day", found=found, days=days, says=SAYS, may_close=may_close
    )  # fmt: skip


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


async def close(visit: Visit) -> Reply:
    day = visit.form.day("day")
    if visit.form.errors:
        return await closing(visit)
    await _assess(visit, day)
    answer = await visit.perform(CloseDay(day=day))
    if isinstance(answer, Refusal):
        return visit.goes_to(f"{HERE}?day={day}", says=visit.shown.said(answer), bad=True)
    return visit.goes_to(HERE, says=_said(answer))


async def _assess(visit: Visit, day: date) -> None:
    for batch in range(MOST_BATCHES):
        found = await visit.perform(AssessLate(day=day), key=f"{visit.form.key}:late:{batch}")
        if isinstance(found, Refusal) or not found:
            break


def _said(day: BusinessDay) -> str:
    return f"{day.day} is closed." if day.is_new else f"{day.day} was closed already."


PAGES = (view(HERE, closing, ClosingChecks), act(HERE, close, CloseDay))
LINKS = (Link("Cash desk", "Close of day", HERE, ClosingChecks),)
