"""Notifications in the console: what members were told and whether it arrived, to tell it again, and to send one."""

from __future__ import annotations

from typing import get_args

from admin.pages.page import Link, Visit, act, view
from core.messages import MOST_PAGE, PAGE, Reply
from core.notifications.messages import (
    Notification,
    Notifications,
    ResendNotification,
    Sendable,
    SendNotice,
)

HERE = "/admin/notifications"
STATES = ("sent", "delivered", "failed", "refused", "unknown", "retry", "sending")
#: What each says, for whoever chooses.
SAYS = {
    "please_call": "Please call us, or come to the office",
    "we_called": "We called you and nobody answered",
    "bring_id": "Please bring your ID card to the office",
}


def _asked(visit: Visit, *, limit: int = PAGE) -> Notifications:
    return Notifications(
        member=visit.query.get("member", "")[:40],
        state=visit.query.get("state", "")[:12],
        notice=visit.query.get("notice", "")[:60],
        limit=limit,
        cursor=visit.query.get("cursor", "")[:40],
    )


async def every(visit: Visit) -> Reply:
    found = await visit.ask(_asked(visit))
    return visit.page(
        "notifications/list.html", title="Notifications", found=found, states=STATES, says=tuple(SAYS.items()),
        may_resend=visit.may(ResendNotification), may_send=visit.may(SendNotice),
        member=visit.query.get("member", "")[:40],
    )  # fmt: skip


async def as_file(visit: Visit) -> Reply:
    found = await visit.ask(_asked(visit, limit=MOST_PAGE))
    header = ("at", "member", "notice", "channel", "state", "code", "segments")
    return visit.csv("notifications", header, [_row(visit, each) for each in found.items])


def _row(visit: Visit, each: Notification) -> tuple[object, ...]:
    at = visit.shown.local(each.at).strftime("%Y-%m-%d %H:%M")
    return (at, each.member, each.notice, each.channel, each.state, each.code, each.segments)


async def resend(visit: Visit) -> Reply:
    wish = ResendNotification(notification=visit.path["notification"])
    return await visit.do(wish, to=HERE, says="It is sent again.")


async def send(visit: Visit) -> Reply:
    member = visit.form.text("member")
    chosen = visit.form.one_of("notice", get_args(Sendable))
    if visit.form.errors:
        return await every(visit)
    wish = SendNotice(member=member, notice=next(each for each in get_args(Sendable) if each == chosen))
    return await visit.do(wish, to=f"{HERE}?member={member}", says="It is on its way.")


PAGES = (
    view(HERE, every, Notifications),
    view(f"{HERE}.csv", as_file, Notifications),
    act(HERE, send, SendNotice),
    act(f"{HERE}/{{notification}}/resend", resend, ResendNotification),
)
LINKS = (Link("Members", "Notifications", HERE, Notifications),)
