"""What the cash desk may refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.messages import Refusal
from core.money import Money


@dataclass(frozen=True)
class NoSuchTill(Refusal):
    """No till has this code."""


@dataclass(frozen=True)
class TillNameTaken(Refusal):
    """The branch has a till of this name, or no name was given."""


@dataclass(frozen=True)
class TillInUse(Refusal):
    """Its day is open already, in somebody's name."""


@dataclass(frozen=True)
class TellerHasTill(Refusal):
    """She keeps `till` already: one at a time."""

    till: str


@dataclass(frozen=True)
class NoTillOpen(Refusal):
    """She keeps no till, or the till she names has no open day."""


@dataclass(frozen=True)
class NotYourTill(Refusal):
    """Somebody else keeps it."""


@dataclass(frozen=True)
class TillDayOver(Refusal):
    """It was opened for `day`, which is over: it has to be counted and closed first."""

    day: date


@dataclass(frozen=True)
class NotInCash(Refusal):
    """Cash is counted in whole coins, `least` is the smallest, `most` what is moved at once."""

    least: Money
    most: Money


@dataclass(frozen=True)
class PiecesDiffer(Refusal):
    """The notes and coins listed come to `total`, or are none of our currency."""

    total: Money


@dataclass(frozen=True)
class CashNotThere(Refusal):
    """The till, or the vault, holds only this much."""

    holds: Money


@dataclass(frozen=True)
class CountFirst(Refusal):
    """It was not counted since cash last moved."""


@dataclass(frozen=True)
class OtherDifference(Refusal):
    """The last count shows this difference and not the one that was named."""

    difference: Money


@dataclass(frozen=True)
class ReasonNeeded(Refusal):
    """What lies behind it has to be written down."""


@dataclass(frozen=True)
class IdentityNotSeen(Refusal):
    """Cash goes out to somebody whose ID was looked at."""


@dataclass(frozen=True)
class LoanIsFinished(Refusal):
    """Nothing is left to repay: it can only be saved."""


@dataclass(frozen=True)
class NoSuchReceipt(Refusal):
    """No receipt has this number."""


@dataclass(frozen=True)
class NotReversible(Refusal):
    """Only what a member paid in or took out is taken back, once, on the same day, while the till is open."""
