"""Which handler answers which request: one readable table, made of each feature's own."""

from __future__ import annotations

from typing import Any

from core import audit, inbox
from core.cases import figures as case_figures
from core.cases import service as cases
from core.closing import service as closing
from core.conversations import service as conversations
from core.history import service as history
from core.imports import service as imports
from core.jobs import service as jobs
from core.ledger import service as ledger
from core.lending import figures as lending_figures
from core.lending import service as lending
from core.members import figures as member_figures
from core.members import service as members
from core.messages import Request
from core.notifications import service as notifications
from core.payments import figures as payment_figures
from core.payments import service as payments
from core.permissions import service as permissions
from core.providers import service as providers
from core.reconciling import service as reconciling
from core.savings import service as savings
from core.staff import service as staff
from core.talks import service as talks
from core.terms import service as terms
from core.tills import service as tills
from core.today import service as today
from core.trail import service as trail
from core.tx import Handler

FEATURES = (
    audit,
    case_figures,
    cases,
    closing,
    conversations,
    history,
    imports,
    inbox,
    jobs,
    ledger,
    lending,
    lending_figures,
    member_figures,
    members,
    notifications,
    payment_figures,
    payments,
    permissions,
    providers,
    reconciling,
    savings,
    staff,
    talks,
    terms,
    tills,
    today,
    trail,
)

HANDLERS: dict[type[Request[Any]], Handler] = {
    request: handler for feature in FEATURES for request, handler in feature.HANDLERS.items()
}
