"""Jobs: the queues, what died, what nobody could read, and one more try."""

from __future__ import annotations

from typing import Literal

from admin.pages.page import Link, Visit, act, view
from core.jobs.messages import ArrivalsSetAside, Jobs, Queues, ReplayJob
from core.messages import Reply

HERE = "/admin/jobs"


async def queues(visit: Visit) -> Reply:
    state: Literal["waiting", "dead"] = "waiting" if visit.query.get("state") == "waiting" else "dead"
    name, cursor = visit.query.get("name", "").strip()[:80], visit.query.get("cursor", "")
    found = await visit.ask(Jobs(state=state, name=name, cursor=cursor))
    figures = await visit.ask(Queues())
    return visit.page(
        "jobs/list.html", title="Jobs", found=found, state=state, queues=figures, may_replay=visit.may(ReplayJob)
    )  # fmt: skip


async def aside(visit: Visit) -> Reply:
    found = await visit.ask(ArrivalsSetAside(cursor=visit.query.get("cursor", "")))
    return visit.page("jobs/aside.html", title="Arrivals set aside", found=found)


async def replay(visit: Visit) -> Reply:
    return await visit.do(ReplayJob(job=visit.path["job"]), to=HERE, says="It waits again and runs in a moment.")


PAGES = (
    view(HERE, queues, Jobs),
    view(f"{HERE}/aside", aside, ArrivalsSetAside),
    act(f"{HERE}/{{job}}/replay", replay, ReplayJob),
)
LINKS = (Link("House", "Jobs", HERE, Jobs),)
