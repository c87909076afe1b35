"""What members were told, and what became of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from core.messages import MOST_PAGE, Page
from core.notifications.messages import Notification, Notifications, StatesOf
from core.notifications.states import ARRIVED_NOT
from core.notifications.tables import MessageRow
from core.outbox import JobRow
from core.tx import Tx

#: Words within a conversation: they stand in its transcript.
WITHIN = ("answer", "reply")
AGAIN = ":again"

_message, _second = MessageRow, aliased(MessageRow)
_told, _under_way = aliased(JobRow), aliased(JobRow)
_may_resend = and_(
    _message.state.in_(ARRIVED_NOT),
    exists().where(_told.key == "tell:" + _message.event),
    ~exists().where(_second.event == _message.event + AGAIN),
    ~exists().where(_under_way.key == "tell:" + _message.event + AGAIN),
)
_columns = (
    *(getattr(_message, name) for name in ("id", "at", "member", "notice", "channel", "state", "code", "segments")),
    _may_resend.label("may_resend"),
)
_list = (
    select(*_columns)
    .where(
        _message.notice.not_in(WITHIN),
        or_(bindparam("state") == "", _message.state == bindparam("state")),
        or_(bindparam("notice") == "", _message.notice == bindparam("notice")),
        or_(bindparam("cursor") == "", _message.id < bindparam("cursor")),
    )
    .order_by(_message.id.desc())
    .limit(bindparam("rows"))
)
_to_one = _list.where(_message.member == bindparam("member"))
_states = select(_message.event, _message.state).where(_message.event.in_(bindparam("events", expanding=True)))
find = (
    select(_message.event, _message.state, _may_resend.label("may_resend"), JobRow.payload)
    .outerjoin(JobRow, JobRow.key == "tell:" + _message.event)
    .where(_message.id == bindparam("of_id"))
)


async def notifications(tx: Tx, request: Notifications) -> Page[Notification]:
    limit = max(1, min(request.limit, MOST_PAGE))
    asked = {"state": request.state, "notice": request.notice, "cursor": request.cursor, "rows": limit + 1}
    if request.member:
        rows = (await tx.execute(_to_one, asked | {"member": request.member})).all()
    else:
        rows = (await tx.execute(_list, asked)).all()
    found = tuple(_notification(row) for row in rows[:limit])
    return Page(found, found[-1].notification if len(rows) > limit else "")


async def states_of(tx: Tx, request: StatesOf) -> dict[str, str]:
    return {row.event: row.state for row in await tx.execute(_states, {"events": list(request.events)})}


def _notification(row: Row[Any]) -> Notification:
    return Notification(
        notification=row.id,
        at=row.at,
        member=row.member,
        notice=row.notice,
        channel=row.channel,
        state=row.state,
        code=row.code,
        segments=row.segments,
        may_resend=bool(row.may_resend),
    )
