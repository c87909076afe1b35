"""What the first page of the day asks: the queues and figures as a whole, and what each feature counts for it.

The features answer the questions below themselves; nobody else asks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.conversations.messages import ChannelFigure
from core.ledger.messages import AccountBalance
from core.messages import Query
from core.money import Money
from core.providers.messages import Provider

DAYS_SHOWN = 30
CHANNEL_DAYS = 7
#: Portfolio at risk is shown for loans at least so many days late.
RISK_DAYS = (1, 30, 60, 90)


@dataclass(frozen=True)
class Queue:
    """What waits for a person; `late` of them wait too long. `name`: applications, approvals, unmatched, payouts,
    floats (those that are low), jobs, or a kind of case."""

    name: str
    waiting: int
    late: int = 0


@dataclass(frozen=True)
class DayFigures:
    on: date
    disbursed: Money
    repaid: Money
    saved: Money
    withdrawn: Money
    joined: int


@dataclass(frozen=True)
class AtRisk:
    """What is owed on loans that are at least `days` late, and its share of all that is owed, from 0 to 1."""

    days: int
    owed: Money
    share: Decimal


@dataclass(frozen=True)
class Portfolio:
    loans: int
    owed: Money
    at_risk: tuple[AtRisk, ...]


@dataclass(frozen=True)
class Today:
    """`days` are the last thirty business days, oldest first; `channels` are those of the last seven days.

    `floats` is the money with providers by the books, `providers` is what they say themselves.
    """

    on: date
    queues: tuple[Queue, ...]
    cases: tuple[Queue, ...]
    floats: tuple[AccountBalance, ...]
    providers: tuple[Provider, ...]
    days: tuple[DayFigures, ...]
    portfolio: Portfolio
    channels: tuple[ChannelFigure, ...]


@dataclass(frozen=True, kw_only=True)
class TodayFigures(Query[Today]):
    """The whole first page in one answer."""


# What features count for it


@dataclass(frozen=True)
class Lent:
    """`at_risk` are minor units by the days of RISK_DAYS."""

    applications: int
    loans: int
    owed: int
    at_risk: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class LentFigures(Query[Lent]):
    """Of lending: applications that wait for a person, running loans, and what is late of them."""


@dataclass(frozen=True, kw_only=True)
class PaymentQueues(Query[tuple[Queue, ...]]):
    """Of payments: money that nobody has placed, and payouts whose end nobody knows."""


@dataclass(frozen=True, kw_only=True)
class CaseQueues(Query[tuple[Queue, ...]]):
    """Of cases: the open ones by kind."""


@dataclass(frozen=True, kw_only=True)
class JoinedByDay(Query[tuple[tuple[date, int], ...]]):
    """Of members: how many joined on each day, days without any left out."""

    since: date
