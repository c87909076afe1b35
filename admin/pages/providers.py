"""Providers: what lies with them, the alarm, and the pause of what goes out."""

from __future__ import annotations

from typing import Literal

from admin.pages.page import Link, Visit, act, view
from core.messages import Reply
from core.providers.messages import AskFloats, PauseProvider, Providers, ResumeProvider

HERE = "/admin/providers"
WHATS = ("payouts", "prompts")


async def all_of_them(visit: Visit) -> Reply:
    found = await visit.ask(Providers())
    return visit.page(
        "providers/list.html", title="Providers", found=found, whats=WHATS, may_pause=visit.may(PauseProvider),
        may_ask=visit.may(AskFloats),
    )  # fmt: skip


async def ask(visit: Visit) -> Reply:
    return await visit.do(AskFloats(), to=HERE, says="They are asked. Reload in a few seconds.")


async def pause(visit: Visit) -> Reply:
    what, reason = _what(visit), visit.form.text("reason")
    if visit.form.errors:
        return await all_of_them(visit)
    wish = PauseProvider(provider=visit.path["provider"], what=what, reason=reason)
    return await visit.do(wish, to=HERE, says=f"No {what} go out until somebody resumes them.")


async def resume(visit: Visit) -> Reply:
    what = _what(visit)
    if visit.form.errors:
        return await all_of_them(visit)
    wish = ResumeProvider(provider=visit.path["provider"], what=what)
    return await visit.do(wish, to=HERE, says="What waited goes out now.")


def _what(visit: Visit) -> Literal["payouts", "prompts"]:
    return "payouts" if visit.form.one_of("what", WHATS) == "payouts" else "prompts"


PAGES = (
    view(HERE, all_of_them, Providers),
    act(f"{HERE}/ask", ask, AskFloats),
    act(f"{HERE}/{{provider}}/pause", pause, PauseProvider),
    act(f"{HERE}/{{provider}}/resume", resume, ResumeProvider),
)
LINKS = (Link("Money", "Providers", HERE, Providers),)
