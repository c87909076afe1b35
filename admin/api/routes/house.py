"""The house itself, for programs: its audit trail, its terms, its settings and the first page of the day."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.terms import messages as terms
from core.today import messages as today
from core.trail import messages as trail

ENDPOINTS = (
    get("/api/today", today.TodayFigures, "What waits for somebody, and how the institution is doing"),
    get("/api/audit", trail.AuditTrail, "Who asked what, and how it ended; the newest first"),
    get("/api/audit/verify", trail.VerifyAudit, "Walk the chain of seals and compute every hash again"),
    get("/api/audit/copy", trail.CopyAudit, "Seals and their rows as JSON lines, to be checked elsewhere"),
    get("/api/terms", terms.Terms, "Fees and limits in force and to come"),
    get("/api/terms/history", terms.TermHistory, "Every change of a term, the newest first"),
    post("/api/terms", terms.ChangeTerm, "Change a term from a day on; a second person decides"),
    get("/api/settings", terms.SettingsInUse, "The settings that the process runs with, secrets masked"),
)
