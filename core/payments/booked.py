"""What is asked of payments when a provider's statement is laid beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.messages import Query
from core.money import Money


@dataclass(frozen=True)
class Booked:
    """What we have under a receipt, or settled without one: `amount` is negative where it went out."""

    payment: str
    receipt: str
    amount: Money
    state: str
    purpose: str
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class BookedUnder(Query[tuple[Booked, ...]]):
    """What we have under these receipts, at most a thousand at once."""

    provider: str
    receipts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BookedBetween(Query[tuple[Booked, ...]]):
    """Everything settled with a provider in this time, in pages: the next one begins `after` the last payment."""

    provider: str
    since: datetime
    until: datetime
    after: str = ""
