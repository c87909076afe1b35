"""What waits for a second person, for programs."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.permissions import messages as permissions

ENDPOINTS = (
    get("/api/approvals", permissions.Approvals, "What waits for a second person, or did"),
    get("/api/approvals/{approval}", permissions.ApprovalOf, "One of them"),
    post(
        "/api/approvals/{approval}/decide",
        permissions.DecideApproval,
        "The second person says yes, and it is done; or no",
        moves_money=True,
    ),
)
