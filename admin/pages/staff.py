"""Staff and roles: who works here, what they may do, and what an administrator does about it."""

from __future__ import annotations

from admin.pages.page import Link, Visit, act, view
from core.messages import Reply
from core.permissions.messages import AllRoles, Role
from core.permissions.rules import RULES, may_check
from core.secret import Secret
from core.staff.messages import (
    AddStaff,
    AllStaff,
    ChangeRoles,
    EndSessions,
    ForgetSecondFactors,
    InvitationOf,
    ReinstateStaff,
    SessionsOf,
    StaffOf,
    StartPasswordReset,
    SuspendStaff,
)

HERE, ROLES = "/admin/staff", "/admin/roles"


async def everybody(visit: Visit) -> Reply:
    found = await visit.ask(AllStaff(cursor=visit.query.get("cursor", "")))
    roles = await visit.ask(AllRoles())
    return visit.page("staff/list.html", title="Staff", found=found, roles=roles, may_add=visit.may(AddStaff))


async def as_csv(visit: Visit) -> Reply:
    header = ("username", "name", "roles", "state", "since")
    rows, cursor = [], ""
    while True:
        found = await visit.ask(AllStaff(limit=200, cursor=cursor))
        rows += [(each.username, each.name, " ".join(each.roles), each.state, each.since) for each in found.items]
        cursor = found.next
        if not cursor:
            return visit.csv("staff", header, rows)


async def add(visit: Visit) -> Reply:
    form = visit.form
    username, name = form.text("username", most=120), form.text("name", most=120)
    if form.errors:
        return await everybody(visit)
    wish = AddStaff(username=username, name=name, roles=await _chosen(visit))
    return await visit.do(wish, to=HERE, says="Added.")


async def one(visit: Visit) -> Reply:
    found = await visit.ask(StaffOf(staff=visit.path["staff"]))
    sessions = await visit.ask(SessionsOf(staff=found.staff)) if visit.may(SessionsOf) else ()
    return visit.page(
        "staff/one.html",
        title=found.name or found.username,
        found=found,
        sessions=sessions,
        roles=await visit.ask(AllRoles()),
        may_change=visit.may(ChangeRoles),
        may_suspend=visit.may(SuspendStaff),
        may_invite=visit.may(InvitationOf),
    )


async def code(visit: Visit) -> Reply:
    """Shown when it is asked for, because whoever looks at it gives it to her."""
    found = await visit.ask(StaffOf(staff=visit.path["staff"]))
    code: Secret = await visit.ask(InvitationOf(staff=found.staff))
    return visit.page("staff/code.html", title="A code for a password", found=found, code=code.reveal())


async def change_roles(visit: Visit) -> Reply:
    staff = visit.path["staff"]
    return await visit.do(ChangeRoles(staff=staff, roles=await _chosen(visit)), to=_page(staff), says="Changed.")


async def suspend(visit: Visit) -> Reply:
    staff = visit.path["staff"]
    wish = SuspendStaff(staff=staff, reason=visit.form.text("reason"))
    if visit.form.errors:
        return visit.goes_to(_page(staff), says="Please say why.", bad=True)
    return await visit.do(wish, to=_page(staff), says="Suspended, and signed out everywhere.")


async def reinstate(visit: Visit) -> Reply:
    staff = visit.path["staff"]
    wish = ReinstateStaff(staff=staff, reason=visit.form.text("reason"))
    if visit.form.errors:
        return visit.goes_to(_page(staff), says="Please say why.", bad=True)
    return await visit.do(wish, to=_page(staff), says="She may sign in again.")


async def reset(visit: Visit) -> Reply:
    staff = visit.path["staff"]
    return await visit.do(StartPasswordReset(staff=staff), to=_page(staff), says="A code stands for her.")


async def forget(visit: Visit) -> Reply:
    staff = visit.path["staff"]
    return await visit.do(ForgetSecondFactors(staff=staff), to=_page(staff), says="Her second factors are forgotten.")


async def end_sessions(visit: Visit) -> Reply:
    staff = visit.path["staff"]
    return await visit.do(EndSessions(staff=staff), to=_page(staff), says="Signed out everywhere.")


async def roles(visit: Visit) -> Reply:
    """Every request, and which roles may ask it: the table that the bus decides by."""
    found = await visit.ask(AllRoles())
    lines = [
        (kind.__name__, [_mark(kind.__name__, role, may_check(frozenset({role.role}), kind)) for role in found])
        for kind in sorted(RULES, key=lambda kind: kind.__name__)
    ]
    return visit.page("staff/roles.html", title="Roles", roles=found, lines=lines)


def _mark(request: str, role: Role, checks: bool) -> str:
    asks = request in role.may
    return "asks, checks" if asks and checks else "checks" if checks else "asks" if asks else ""


async def _chosen(visit: Visit) -> tuple[str, ...]:
    return tuple(role.role for role in await visit.ask(AllRoles()) if visit.form.is_on(f"role_{role.role}"))


def _page(staff: str) -> str:
    return f"{HERE}/{staff}"


PAGES = (
    view(HERE, everybody, AllStaff),
    act(HERE, add, AddStaff),
    view(f"{HERE}.csv", as_csv, AllStaff),
    view(ROLES, roles, AllRoles),
    view(f"{HERE}/{{staff}}", one, StaffOf),
    act(f"{HERE}/{{staff}}/code", code, InvitationOf),
    act(f"{HERE}/{{staff}}/roles", change_roles, ChangeRoles),
    act(f"{HERE}/{{staff}}/suspend", suspend, SuspendStaff),
    act(f"{HERE}/{{staff}}/reinstate", reinstate, ReinstateStaff),
    act(f"{HERE}/{{staff}}/reset", reset, StartPasswordReset),
    act(f"{HERE}/{{staff}}/forget", forget, ForgetSecondFactors),
    act(f"{HERE}/{{staff}}/sign-out", end_sessions, EndSessions),
)
LINKS = (Link("House", "Staff", HERE, AllStaff), Link("House", "Roles", ROLES, AllRoles))
