"""A schedule and its price for anybody's figures: nothing is looked up, nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from core.messages import Query, Refusal
from core.money import Money

Unit = Literal["day", "week", "month"]
DayCount = Literal["30/360", "actual/365", "actual/360", "actual/actual"]
Rounding = Literal["half_even", "half_up", "half_down", "up", "down"]


@dataclass(frozen=True)
class Every:
    """How often an instalment is due."""

    count: int = 1
    unit: Unit = "month"


@dataclass(frozen=True, kw_only=True)
class Fee:
    """A fee: an `amount`, or `percent` of the principal. Taken from what is paid out, or with every instalment."""

    name: str = ""
    amount: Money | None = None
    percent: Decimal = Decimal(0)
    taken: Literal["disbursement", "instalment"] = "disbursement"


@dataclass(frozen=True)
class PricedRow:
    """One instalment; `balance` is the principal left after it."""

    number: int
    due_on: date
    principal: Money
    interest: Money
    fees: Money
    total: Money
    balance: Money


@dataclass(frozen=True)
class PricedTotals:
    """The sums of the rows; `net` is what is paid out after `deducted` fees, `cost` is interest and all fees."""

    principal: Money
    interest: Money
    fees: Money
    total: Money
    deducted: Money
    net: Money
    cost: Money


@dataclass(frozen=True)
class PricedSchedule:
    """The rates are what the money costs a year, per cent, fees included: period rate x periods, and compounded."""

    rows: tuple[PricedRow, ...]
    totals: PricedTotals
    nominal_rate_percent: Decimal
    effective_rate_percent: Decimal


@dataclass(frozen=True)
class FigureOutOfBounds(Refusal):
    """These figures make no schedule; `field` is the one to look at, `least` and `most` are its bounds."""

    field: str
    least: str = ""
    most: str = ""


@dataclass(frozen=True, kw_only=True)
class QuoteSchedule(Query[PricedSchedule]):
    """What a loan on these terms would look like.

    `interest_period` instalment: the yearly rate divided by 12 (or 52, or 365) for each; daily: by the days between
    due dates and `day_count` (actual/365 unless told). `instalment_multiple` in whole units of the currency: equal
    instalments are rounded to it, the last one takes the rest. `grace_principal` instalments without principal;
    `grace_interest` ones whose interest is asked later, in one sum; `interest_free` ones whose interest is never asked.
    """

    refuses: ClassVar = (FigureOutOfBounds,)
    principal: Money
    annual_rate_percent: Decimal
    instalments: int
    disbursed_on: date
    every: Every = field(default_factory=Every)
    interest_method: Literal["flat", "declining"] = "declining"
    amortization: Literal["equal_instalments", "equal_principal"] = "equal_instalments"
    interest_period: Literal["instalment", "daily"] = "instalment"
    day_count: DayCount | None = None
    instalment_multiple: Decimal | None = None
    grace_principal: int = 0
    grace_interest: int = 0
    interest_free: int = 0
    rounding: Rounding = "half_even"
    fees: tuple[Fee, ...] = ()
