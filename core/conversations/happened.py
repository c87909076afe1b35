"""A member's sessions and chats, each as one thing that happened, without a word of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select

from core.conversations.tables import TurnRow
from core.history.messages import Happening, TalksHappened
from core.messages import Request
from core.tx import Handler, Tx

_began = func.min(TurnRow.at)
_sessions = (
    select(
        TurnRow.conversation, TurnRow.session, TurnRow.channel, _began.label("began"),
        func.max(TurnRow.at).label("ended"), func.count().label("turns"),
    )
    .where(TurnRow.member == bindparam("member"))
    .group_by(TurnRow.conversation, TurnRow.session, TurnRow.channel)
    .having(_began <= bindparam("until"))
    .order_by(_began.desc(), TurnRow.conversation, TurnRow.session)
    .limit(bindparam("count"))
)  # fmt: skip


async def happened(tx: Tx, request: TalksHappened) -> tuple[Happening, ...]:
    rows = await tx.execute(_sessions, {"member": request.member, "until": request.until, "count": request.count})
    return tuple(_happening(row) for row in rows)


def _happening(row: Any) -> Happening:
    seconds = round((row.ended - row.began).total_seconds())
    facts = (("channel", row.channel), ("turns", str(row.turns)), ("seconds", str(seconds)))
    return Happening(row.began, "talk", facts=facts, link="conversation", id=row.conversation)


HANDLERS: dict[type[Request[Any]], Handler] = {TalksHappened: happened}
