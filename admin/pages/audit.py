"""The audit trail: who asked what, whether it still is what was sealed, and a copy to take away."""

from __future__ import annotations

from admin.pages.lists import day_of, people_of, short, text_of, whole
from admin.pages.page import Link, Visit, view
from core.messages import Reply
from core.trail.messages import AuditTrail, CopyAudit, VerifyAudit

HERE = "/admin/audit"
OUTCOMES = (
    ("", "All"), ("done", "Done"), ("read", "Read"), ("refused", "Refused"), ("proposed", "Asked of a second person"),
)  # fmt: skip
LINES = "application/x-ndjson"


def _asked(visit: Visit) -> AuditTrail:
    return AuditTrail(
        who=text_of(visit, "who"),
        request=text_of(visit, "request"),
        subject=text_of(visit, "subject"),
        outcome=text_of(visit, "outcome"),
        from_day=day_of(visit, "from_day"),
        to_day=day_of(visit, "to_day"),
        cursor=text_of(visit, "cursor"),
    )


async def trail(visit: Visit) -> Reply:
    found = await visit.ask(_asked(visit))
    people = await people_of(visit)
    return visit.page(
        "audit/list.html", title="Audit trail", found=found, outcomes=OUTCOMES, people=people, short=short
    )


async def trail_csv(visit: Visit) -> Reply:
    rows = [
        (each.at.isoformat(), each.who, each.channel, each.request, each.subject, each.outcome, each.session, each.seal)
        for each in await whole(visit, _asked(visit))
    ]
    header = ("at", "who", "channel", "request", "subject", "outcome", "session", "seal")
    return visit.csv("audit-trail", header, rows)


async def verify(visit: Visit) -> Reply:
    """A part at a time: a long trail is walked over in several visits."""
    number = text_of(visit, "known_number", most=10)
    wish = VerifyAudit(
        after=_number(text_of(visit, "after", most=10)), known_number=_number(number),
        known_hash=text_of(visit, "known_hash").lower(),
    )  # fmt: skip
    verified = await visit.ask(wish)
    return visit.page("audit/verify.html", title="Audit trail", verified=verified, after=wish.after)


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdecimal() else 0


async def copy(visit: Visit) -> Reply:
    """One part of a copy. Where there is more, the header `Link` says where."""
    wish = CopyAudit(
        from_day=day_of(visit, "from_day"), to_day=day_of(visit, "to_day"), cursor=text_of(visit, "cursor", most=10)
    )  # fmt: skip
    found = await visit.ask(wish)
    headers = {"Content-Disposition": 'attachment; filename="audit-trail.jsonl"'}
    if found.next:
        headers["Link"] = f'<{HERE}/copy.jsonl{visit.again(cursor=found.next)}>; rel="next"'
    return Reply(200, found.lines.encode(), LINES, headers)


PAGES = (
    view(HERE, trail, AuditTrail),
    view(f"{HERE}.csv", trail_csv, AuditTrail),
    view(f"{HERE}/verify", verify, VerifyAudit),
    view(f"{HERE}/copy.jsonl", copy, CopyAudit),
)
LINKS = (Link("House", "Audit trail", HERE, AuditTrail),)
