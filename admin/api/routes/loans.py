"""Loans, for programs."""

from __future__ import annotations

from admin.api.endpoint import post
from core.lending import messages as lending

ENDPOINTS = (
    post(
        "/api/loans/{loan}/approve",
        lending.DecideApplication,
        "Approve an application; above a limit a second person decides",
        fixed={"approve": True, "reason": ""},
        moves_money=True,
    ),
    post(
        "/api/loans/{loan}/reject",
        lending.DecideApplication,
        "Turn an application down, with the reason that she is told",
        fixed={"approve": False},
    ),
)
