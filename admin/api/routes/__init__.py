"""The table of the API, area by area: a line is a method, a path, the request that answers, and what it is for."""

from __future__ import annotations

from admin.api.endpoint import Endpoint
from admin.api.routes import approvals, desk, loans, members, service

TABLE: tuple[Endpoint, ...] = (
    *members.ENDPOINTS,
    *loans.ENDPOINTS,
    *desk.ENDPOINTS,
    *service.ENDPOINTS,
    *approvals.ENDPOINTS,
)
