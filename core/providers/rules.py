"""When a float is low, and which queue a pause holds back."""

from __future__ import annotations

from collections.abc import Mapping

from core.money import Money
from core.providers.messages import Held

#: What staff pause -> the last part of the name of its jobs.
QUEUES: Mapping[str, str] = {"payouts": "payout", "prompts": "prompt"}


def queue(provider: str, what: str) -> str:
    """The name of the jobs that wait while this is paused."""
    return f"{provider}.{QUEUES[what]}"


def is_low(held: Held, alarm_below: Money) -> bool:
    """Only payouts can run dry; what the paybill took in is money that waits to be moved on."""
    return held.account == "payouts" and held.balance < alarm_below
