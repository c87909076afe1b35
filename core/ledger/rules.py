"""What may be taken back or posted by hand: decisions that need no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from core.ledger.messages import DayNotOpen, HasItsOwnWayBack, NotByHand, NotPostable, ReasonMissing
from core.messages import Refusal
from core.money import Money

MOST_REASON = 200
LEAST_REASON = 3
DAYS_BACK = 31

#: Posting rules whose entries nobody but the books knows of.
TAKEN_BACK_BY_HAND = frozenset({"manual", "opening"})
#: Members' money: it may not be taken back when they have taken it out.
SAVED = frozenset({"savings", "deposits", "shares"})
#: Control accounts that no feature keeps records beside; the proofs hold the others against those records.
KEPT_HERE_ONLY = SAVED | {
    "clearing", "bank", "opening", "capital", "excise", "cash_differences", "other_income", "expenses",
}  # fmt: skip


def no_reason(reason: str) -> ReasonMissing | None:
    return ReasonMissing() if not LEAST_REASON <= len(reason.strip()) <= MOST_REASON else None


def not_taken_back(what: str, controls: Iterable[str]) -> HasItsOwnWayBack | None:
    """Why an entry of this rule on these control accounts is not reversed by hand."""
    if what not in TAKEN_BACK_BY_HAND or not set(controls) <= KEPT_HERE_ONLY:
        return HasItsOwnWayBack(what)
    return None


def not_posted(
    debit: str,
    credit: str,
    amount: Money,
    on: date,
    *,
    accounts: Iterable[str],
    currency: str,
    today: date,
    open_from: date,
) -> Refusal | None:
    """Why this is not posted by hand. Nothing is booked before `open_from`."""
    unknown = next((each for each in (debit, credit) if each not in accounts), None)
    if unknown is not None:
        return NotByHand(unknown)
    if debit == credit or amount.currency != currency or amount.minor_units <= 0:
        return NotPostable()
    earliest = max(open_from, today - timedelta(days=DAYS_BACK))
    return None if earliest <= on <= today else DayNotOpen(earliest, today)
