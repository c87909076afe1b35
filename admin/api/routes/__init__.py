"""The table of the API, area by area: a line is a method, a path, the request that answers, and what it is for."""

from __future__ import annotations

from admin.api.endpoint import Endpoint
from admin.api.routes import (
    approvals,
    desk,
    house,
    imports,
    jobs,
    ledger,
    loans,
    members,
    payments,
    service,
    staff,
)

TABLE: tuple[Endpoint, ...] = (
    *members.ENDPOINTS,
    *loans.ENDPOINTS,
    *desk.ENDPOINTS,
    *imports.ENDPOINTS,
    *ledger.ENDPOINTS,
    *house.ENDPOINTS,
    *service.ENDPOINTS,
    *approvals.ENDPOINTS,
    *staff.ENDPOINTS,
    *payments.ENDPOINTS,
    *jobs.ENDPOINTS,
)
