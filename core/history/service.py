"""A member's timeline and statement, put together from what every feature answers for itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from core.history import trail
from core.history.messages import (
    MOST_DAYS,
    AccountParts,
    CasesHappened,
    Happening,
    HerselfHappened,
    LoanParts,
    LoansHappened,
    PeriodNotPossible,
    SavingsHappened,
    Statement,
    StatementOf,
    TalksHappened,
    TimelineOf,
)
from core.members.messages import ContactOf
from core.messages import MOST_PAGE, Page, Refusal
from core.tx import Tx

#: Who is asked, in the order in which things of one moment are told.
SOURCES: tuple[type[Any], ...] = (SavingsHappened, LoansHappened, HerselfHappened, CasesHappened, TalksHappened)
MOST_OF_ONE_MOMENT = 1_000


async def timeline(tx: Tx, request: TimelineOf) -> Page[Happening] | Refusal:
    contact = await tx.perform(ContactOf(member=request.member))
    if isinstance(contact, Refusal):
        return contact
    limit = max(1, min(request.limit, MOST_PAGE))
    until, told = _place(request.cursor, now=tx.now)
    count = limit + told + 1
    found: list[Happening] = []
    for source in SOURCES:
        found += await tx.must(source(member=request.member, until=until, count=count))
    found += await trail.happened(tx, request.member, until=until, count=count, looks=request.looks)
    found.sort(key=lambda each: each.at, reverse=True)
    rest = found[told:]
    items = tuple(rest[:limit])
    return Page(items, _cursor(items, until, told) if len(rest) > limit else "")


def _place(cursor: str, *, now: datetime) -> tuple[datetime, int]:
    """A cursor is a moment, and how many things of that moment were told: the past does not change."""
    moment, _, told = cursor.partition("~")
    try:
        at, count = datetime.fromisoformat(moment), int(told)
    except ValueError:
        return now, 0
    if at.tzinfo is None or not 0 <= count <= MOST_OF_ONE_MOMENT:
        return now, 0
    return at, count


def _cursor(items: tuple[Happening, ...], until: datetime, told: int) -> str:
    last = items[-1].at
    same = sum(1 for each in items if each.at == last) + (told if last == until else 0)
    return f"{last.astimezone(UTC).isoformat()}~{same}"


#: Of a statement that says nothing of its first day.
USUAL_PERIOD = timedelta(days=90)


async def statement(tx: Tx, request: StatementOf) -> Statement | Refusal:
    contact = await tx.perform(ContactOf(member=request.member))
    if isinstance(contact, Refusal):
        return contact
    last = request.last_day or tx.today
    first = request.first_day or last - USUAL_PERIOD
    if not 0 <= (last - first).days < MOST_DAYS:
        return PeriodNotPossible()
    period: dict[str, Any] = {"first_day": first, "last_day": last}
    accounts = await tx.perform(AccountParts(member=request.member, **period))
    if isinstance(accounts, Refusal):
        return accounts
    loans = await tx.perform(LoanParts(member=request.member, **period))
    if isinstance(loans, Refusal):
        return loans
    return Statement(
        member=request.member, number=contact.number, full_name=contact.full_name, language=contact.language,
        **period, accounts=accounts, loans=loans,
    )  # fmt: skip


HANDLERS = {TimelineOf: timeline, StatementOf: statement}
