"""Which handler answers which request: one readable table, made of each feature's own."""

from __future__ import annotations

from typing import Any

from core import audit, inbox
from core.cases import service as cases
from core.conversations import service as conversations
from core.ledger import service as ledger
from core.lending import service as lending
from core.members import service as members
from core.messages import Request
from core.notifications import service as notifications
from core.payments import service as payments
from core.permissions import service as permissions
from core.savings import service as savings
from core.talks import service as talks
from core.tx import Handler

FEATURES = (
    audit,
    inbox,
    cases,
    conversations,
    ledger,
    lending,
    members,
    notifications,
    payments,
    permissions,
    savings,
    talks,
)

HANDLERS: dict[type[Request[Any]], Handler] = {
    request: handler for feature in FEATURES for request, handler in feature.HANDLERS.items()
}
