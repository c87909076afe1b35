"""What may be asked of lending when something was booked by mistake, or a day is about to be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.messages import Command, Query, Refusal
from core.savings.messages import NotEnough


@dataclass(frozen=True)
class NotTheLast(Refusal):
    """Something else was paid on the loan since then: that has to be taken back first."""


@dataclass(frozen=True, kw_only=True)
class ReverseRepayment(Command[None]):
    """Take back a repayment that was a mistake: the loan is as it was before. Nested in tills.

    Refused when money that was over is gone from her savings by now.
    """

    refuses: ClassVar = (NotTheLast, NotEnough)
    entry_key: str
    reversal_key: str
    payment: str


@dataclass(frozen=True, kw_only=True)
class LateNotAssessed(Query[int]):
    """How many loans AssessLate has not looked at on this day, or on a later one."""

    day: date
