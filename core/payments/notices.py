"""What members are told of their payments."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Notice
from core.money import Money


@dataclass(frozen=True)
class NotPaid(Notice):
    """The prompt brought no money. `account` is what to type at the paybill; `loan` the loan's number or empty."""

    amount: Money
    reason: str
    loan: str
    account: str


@dataclass(frozen=True)
class StillAsking(Notice):
    amount: Money
    loan: str


@dataclass(frozen=True)
class MoneyUnplaced(Notice):
    """We have it, but do not know for what."""

    amount: Money
    reference: str


@dataclass(frozen=True)
class MoneyPlaced(Notice):
    amount: Money
    target: str


@dataclass(frozen=True)
class MoneySentBack(Notice):
    """It came to her by mistake and is on its way back."""

    amount: Money
    receipt: str


@dataclass(frozen=True)
class MoneyStays(Notice):
    """It could not be sent back and is hers as before."""

    amount: Money
    receipt: str


@dataclass(frozen=True)
class PayoutWaits(Notice):
    """Payouts are paused: hers waits in its place and goes out after."""

    amount: Money
