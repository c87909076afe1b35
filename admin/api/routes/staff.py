"""Who works here, for programs."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.permissions.messages import AllRoles
from core.staff import messages as staff

ENDPOINTS = (
    get("/api/staff", staff.AllStaff, "Everybody who works here, or did"),
    post("/api/staff", staff.AddStaff, "Add a colleague; a second person decides"),
    get("/api/staff/{staff}", staff.StaffOf, "One of them"),
    post("/api/staff/{staff}/roles", staff.ChangeRoles, "Change her roles; a second person decides"),
    post("/api/staff/{staff}/suspend", staff.SuspendStaff, "Sign her out and keep her out, at once"),
    post("/api/staff/{staff}/reinstate", staff.ReinstateStaff, "Let her in again; a second person decides"),
    get("/api/roles", AllRoles, "Every role, and what it may ask"),
)
