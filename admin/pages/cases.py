"""Cases in the console: the queue with its clocks, one case with its notes, to take it, note on it and close it."""

from __future__ import annotations

from admin.pages.page import Link, Visit, act, view
from core.cases.messages import KINDS, Case, CaseOf, Cases, CloseCase, NoteOnCase, TakeCase
from core.messages import MOST_PAGE, PAGE, Reply

HERE = "/admin/cases"
STATES = (("", "Open"), ("closed", "Closed"))


def _asked(visit: Visit, *, limit: int = PAGE) -> Cases:
    return Cases(
        state="closed" if visit.query.get("state") == "closed" else "open",
        kind=visit.query.get("kind", "")[:20],
        member=visit.query.get("member", "")[:40],
        about=visit.query.get("about", "")[:120],
        assigned=visit.by.who if visit.query.get("mine") == "yes" else "",
        limit=limit,
        cursor=visit.query.get("cursor", "")[:20],
    )


async def every(visit: Visit) -> Reply:
    found = await visit.ask(_asked(visit))
    kinds = [("", "All"), *((kind, kind.replace("_", " ")) for kind in KINDS)]
    return visit.page(
        "cases/list.html", title="Cases", found=found, kinds=kinds, states=STATES, me=visit.by.who,
        now=visit.shown.clock(),
    )  # fmt: skip


async def as_file(visit: Visit) -> Reply:
    found = await visit.ask(_asked(visit, limit=MOST_PAGE))
    header = ("case", "kind", "state", "opened", "due", "member", "about", "assigned")
    return visit.csv("cases", header, [_row(visit, each) for each in found.items])


def _row(visit: Visit, each: Case) -> tuple[object, ...]:
    opened, due = (visit.shown.local(at).strftime("%Y-%m-%d %H:%M") for at in (each.opened_at, each.due_at))
    return (each.number, each.kind, each.state, opened, due, each.member, each.about, each.assigned)


async def one(visit: Visit) -> Reply:
    found = await visit.ask(CaseOf(number=visit.path["number"]))
    return visit.page(
        "cases/one.html", title=f"Case {found.case.number}", file=found, case=found.case, me=visit.by.who,
        now=visit.shown.clock(), may_act=found.case.state == "open" and visit.may(CloseCase),
    )  # fmt: skip


async def take(visit: Visit) -> Reply:
    return await visit.do(TakeCase(number=visit.path["number"]), to=_back(visit), says="It is yours.")


async def note(visit: Visit) -> Reply:
    text = visit.form.text("note", most=2_000)
    if visit.form.errors:
        return await one(visit)
    return await visit.do(NoteOnCase(number=visit.path["number"], text=text), to=_back(visit), says="Noted.")


async def close(visit: Visit) -> Reply:
    outcome = visit.form.text("outcome")
    if visit.form.errors:
        return await one(visit)
    return await visit.do(CloseCase(number=visit.path["number"], outcome=outcome), to=HERE, says="The case is closed.")


def _back(visit: Visit) -> str:
    return f"{HERE}/{visit.path['number']}"


PAGES = (
    view(HERE, every, Cases),
    view(f"{HERE}.csv", as_file, Cases),
    view(f"{HERE}/{{number}}", one, CaseOf),
    act(f"{HERE}/{{number}}/take", take, TakeCase),
    act(f"{HERE}/{{number}}/note", note, NoteOnCase),
    act(f"{HERE}/{{number}}/close", close, CloseCase),
)
LINKS = (Link("Members", "Cases", HERE, Cases),)
