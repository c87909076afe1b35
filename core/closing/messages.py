"""What may be asked of the close of day: whether it may be closed now, closing it, and the days that are closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.messages import PAGE, Command, Page, Query, Refusal
from core.money import Money


@dataclass(frozen=True)
class Total:
    """One control account at the end of the day; one of its two sides is zero."""

    account: str
    debit: Money
    credit: Money


@dataclass(frozen=True)
class BusinessDay:
    """A closed day with its trial balance. `is_new` is False where it was closed before it was asked for."""

    day: date
    closed_at: datetime
    closed_by: str
    totals: tuple[Total, ...]
    is_new: bool = False


@dataclass(frozen=True)
class Check:
    """One thing that has to be so before the day is closed. `what` is one of CHECKS, `detail` names what is wrong."""

    what: str
    holds: bool
    detail: str = ""


#: begun: the day is not in the future; tills: all are counted and closed; late: late loans are assessed;
#: proofs: the books hold.
CHECKS = ("begun", "tills", "late", "proofs")


@dataclass(frozen=True)
class CheckList:
    """`is_closed`: nothing is left to do. `may_close`: everything holds."""

    day: date
    is_closed: bool
    may_close: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class NotYetClosable(Refusal):
    """The first of CHECKS that does not hold, and what is wrong."""

    check: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class ClosingChecks(Query[CheckList]):
    """May this day be closed now? None: the day it is by the calendar."""

    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class CloseDay(Command[BusinessDay]):
    """Close this day, and every earlier one that nobody closed: nothing is booked into them any more.

    The late loans of the day are assessed before (lending.AssessLate). A day closed before it is over makes the next
    one the business date at once. Closing it again answers what was kept.
    """

    refuses: ClassVar = (NotYetClosable,)
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class BusinessDays(Query[Page[BusinessDay]]):
    """The closed days, the newest first."""

    limit: int = PAGE
    cursor: str = ""
