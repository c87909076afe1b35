"""Who answers what of payments: the handlers of its files, gathered."""

from __future__ import annotations

from typing import Any

from core.messages import Request
from core.payments import (
    allocating,
    arrivals,
    attempts,
    collect,
    confirming,
    places,
    reading,
    results,
    reversing,
    unmatched,
    whereabouts,
)
from core.tx import Handler

PARTS = (
    collect, attempts, results, arrivals, confirming, places, unmatched, allocating, reversing, reading, whereabouts,
)  # fmt: skip

HANDLERS: dict[type[Request[Any]], Handler] = {
    request: handler for part in PARTS for request, handler in part.HANDLERS.items()
}
