"""The states of a message: an attempt ends as the sender says, a report only ever moves it forward."""

from __future__ import annotations

SENDING, SENT, REFUSED, RETRY, UNKNOWN = "sending", "sent", "refused", "retry", "unknown"
DELIVERED, FAILED = "delivered", "failed"

#: What an attempt can end in; only `retry` provably did not leave and may be begun again.
OUTCOMES = (SENT, REFUSED, RETRY, UNKNOWN)

#: How far along a report says a message is. Between equals the first stands, so a final state stays.
RANKS = {"queued": 0, SENT: 1, DELIVERED: 2, FAILED: 2}

#: It certainly did not reach her: the provider refused it, or says so.
ARRIVED_NOT = (REFUSED, FAILED)
