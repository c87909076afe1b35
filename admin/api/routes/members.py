"""Members, for programs."""

from __future__ import annotations

from admin.api.endpoint import get
from core.members import messages as members

ENDPOINTS = (get("/api/members/{member}", members.ContactOf, "Who a member is and how she is reached"),)
