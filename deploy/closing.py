"""Closes a business day from the command line: seal the trail, assess what is late, look, and shut it."""

from __future__ import annotations

from datetime import date

from core.audit import SealAudit
from core.closing.messages import BusinessDay, CheckList, CloseDay, ClosingChecks, NotYetClosable
from core.ids import new_id
from core.lending.messages import AssessLate
from core.messages import Door, Refusal

MOST_BATCHES = 10_000
SCOPE = "close-day"

#: What is wrong, and what to do about it.
ADVICE = {
    "begun": "the day has not begun yet ({detail})",
    "tills": "count and close every till first ({detail})",
    "late": "late loans are not assessed ({detail})",
    "proofs": "the books do not hold ({detail}): run imarisha prove",
}


async def close(door: Door, day: date) -> tuple[BusinessDay | None, tuple[str, ...]]:
    """The closed day, or nothing and the reasons, each with what to do."""
    run = new_id()
    await door.perform(SealAudit(), key=f"{run}:seal", scope=SCOPE)
    checks = await door.perform(ClosingChecks(day=day))
    assert isinstance(checks, CheckList)
    if not checks.is_closed and not _said(checks, but="late"):
        await _assess(door, day, run)
        checks = await door.perform(ClosingChecks(day=day))
        assert isinstance(checks, CheckList)
    if not checks.is_closed and not checks.may_close:
        return None, _said(checks)
    closed = await door.perform(CloseDay(day=day), key=f"{run}:close", scope=SCOPE)
    if isinstance(closed, NotYetClosable):
        return None, (ADVICE[closed.check].format(detail=closed.detail),)
    assert isinstance(closed, BusinessDay)
    return closed, ()


async def _assess(door: Door, day: date, run: str) -> None:
    for batch in range(MOST_BATCHES):
        found = await door.perform(AssessLate(day=day), key=f"{run}:late:{batch}", scope=SCOPE)
        if isinstance(found, Refusal) or not found:
            break


def _said(checks: CheckList, *, but: str = "") -> tuple[str, ...]:
    wrong = [check for check in checks.checks if not check.holds and check.what != but]
    return tuple(ADVICE[check.what].format(detail=check.detail) for check in wrong)
