"""Members: one box that finds them, and the profile of one with her savings, loans and timeline."""

from __future__ import annotations

from typing import Any

from admin.pages import members_acts
from admin.pages.desk import SERVE
from admin.pages.lists import day_of, whole
from admin.pages.members_acts import HERE, whose
from admin.pages.members_words import told, what_happened
from admin.pages.page import Link, Visit, view
from core.history.messages import Happening, StatementOf, TimelineOf
from core.lending.messages import Loans
from core.members.messages import FoundMember, JoinAtDesk, MemberOf, Members, RevealIdentity, StandingOf
from core.messages import MOST_PAGE, STAFF, Reply
from core.payments.messages import Payments
from core.savings.messages import SavingsOf
from core.staff.messages import StaffMember, StaffOf
from core.tills.messages import MemberAtDesk

LATELY = 10
#: Pages where what a line of the timeline is about is shown, where the console has them.
ABOUT = {
    "loan": "/admin/loans",
    "payment": "/admin/payments",
    "receipt": "/admin/receipts",
    "conversation": "/admin/conversations",
    "case": "/admin/cases",
}


def search(visit: Visit, *, limit: int, cursor: str) -> Members:
    """What the address asks for; what cannot be read in it is left out."""
    query = visit.query
    stops = {"blocked": True, "active": False}
    return Members(
        words=query.get("words", ""),
        tier=int(query["tier"]) if query.get("tier") in ("0", "1") else None,
        blocked=stops.get(query.get("state", "")),
        joined_from=day_of(visit, "joined_from"),
        joined_to=day_of(visit, "joined_to"),
        limit=limit,
        cursor=cursor,
    )


async def find(visit: Visit) -> Reply:
    found = await visit.ask(search(visit, limit=50, cursor=visit.query.get("cursor", "")))
    return visit.page(
        "members/list.html", title="Members", found=found, here_is=HERE, may_join=visit.may(JoinAtDesk),
        words=visit.query.get("words", ""),
    )  # fmt: skip


async def as_file(visit: Visit) -> Reply:
    rows: list[FoundMember] = await whole(visit, search(visit, limit=MOST_PAGE, cursor=""))
    header = ("number", "name", "phone", "tier", "joined", "state")
    return visit.csv(
        "members",
        header,
        ((each.number, each.full_name, each.phone, each.tier, each.joined_on, each.state) for each in rows),
    )


async def one(visit: Visit) -> Reply:
    member = whose(visit)
    profile = await visit.ask(MemberOf(member=member))
    savings = await visit.ask(SavingsOf(member=member)) if visit.may(SavingsOf) else ()
    lately = await visit.ask(TimelineOf(member=member, looks=False, limit=LATELY)) if visit.may(TimelineOf) else None
    loans = await visit.ask(Loans(member=member, limit=LATELY)) if visit.may(Loans) else None
    paid = await visit.ask(Payments(member=member, limit=LATELY)) if visit.may(Payments) else None
    standing = await visit.ask(StandingOf(member=member)) if visit.may(StandingOf) else ()
    met = [each.who for each in standing] + [each.seen_by for each in profile.documents]
    people = await called(visit, met + [each.who for each in (lately.items if lately else ())])
    return visit.page(
        "members/one.html", title=profile.full_name, profile=profile, savings=savings, loans=loans, paid=paid,
        standing=standing, may_serve=visit.may(MemberAtDesk), serve=SERVE,
        lately=lately, people=people, about=_about(visit), told=told, happened=what_happened,
        acts=members_acts.acts(visit, profile), may_reveal=visit.may(RevealIdentity),
        may_print=visit.may(StatementOf), base=f"{HERE}/{profile.member}",
    )  # fmt: skip


async def reveal(visit: Visit) -> Reply:
    """On a page of its own, so that looking at it is a choice, and is noted as one."""
    profile = await visit.ask(MemberOf(member=whose(visit)))
    identity = await visit.ask(RevealIdentity(member=profile.member))
    return visit.page(
        "members/identity.html", title=f"Identity of {profile.full_name}", profile=profile, identity=identity,
        base=f"{HERE}/{profile.member}",
    )  # fmt: skip


async def timeline(visit: Visit) -> Reply:
    profile = await visit.ask(MemberOf(member=whose(visit)))
    found = await visit.ask(timeline_asked(visit))
    return visit.page(
        "members/timeline.html", title=f"What happened with {profile.full_name}", profile=profile, found=found,
        people=await called(visit, [each.who for each in found.items]), about=_about(visit), told=told,
        happened=what_happened, base=f"{HERE}/{profile.member}",
    )  # fmt: skip


async def timeline_file(visit: Visit) -> Reply:
    rows: list[Happening] = await whole(visit, timeline_asked(visit))
    header = ("at", "what", "amount", "who", "facts", "id")
    return visit.csv(
        "timeline", header, ((each.at, each.what, each.amount, each.who, told(each), each.id) for each in rows)
    )


def timeline_asked(visit: Visit) -> TimelineOf:
    return TimelineOf(
        member=whose(visit), looks=visit.query.get("looks") != "no", cursor=visit.query.get("cursor", "")
    )  # fmt: skip


def _about(visit: Visit) -> dict[str, str]:
    pages = {link.path for link in visit.links if link.needs is None or visit.may(link.needs)}
    return {kind: path for kind, path in ABOUT.items() if path in pages}


async def called(visit: Visit, people: list[str]) -> dict[str, str]:
    """What to call them: staff by their names, where she may know them."""
    names: dict[str, Any] = {visit.by.who: "you"}
    for who in sorted({who for who in people if who.startswith(STAFF)} - names.keys()):
        found = await visit.perform(StaffOf(staff=who.removeprefix(STAFF))) if visit.may(StaffOf) else None
        names[who] = found.name if isinstance(found, StaffMember) else f"staff ...{who[-6:]}"
    return names


PAGES = (
    view(HERE, find, Members),
    view(f"{HERE}.csv", as_file, Members),
    *members_acts.JOINING,
    view(f"{HERE}/{{member}}", one, MemberOf),
    view(f"{HERE}/{{member}}/identity", reveal, RevealIdentity),
    view(f"{HERE}/{{member}}/timeline", timeline, TimelineOf),
    view(f"{HERE}/{{member}}/timeline.csv", timeline_file, TimelineOf),
    *members_acts.acting(),
)
LINKS = (
    Link("Members", "Members", HERE, Members),
    Link("Members", "Join at the desk", f"{HERE}/join", JoinAtDesk),
)
