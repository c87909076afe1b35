"""The work that waits and the work that died, for programs."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.jobs import messages as jobs

ENDPOINTS = (
    get("/api/jobs", jobs.Jobs, "Jobs that wait or are dead, without what they carry"),
    get("/api/jobs/queues", jobs.Queues, "How many wait in each queue, and how long"),
    get("/api/jobs/arrivals", jobs.ArrivalsSetAside, "What arrived and nobody could read, with the reason"),
    post("/api/jobs/{job}/replay", jobs.ReplayJob, "Have a dead job tried again", moves_money=True),
)
