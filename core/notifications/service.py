"""Begin a send once per event, record how it ended, and let delivery reports find it, early ones too."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.ids import new_id
from core.messages import Request
from core.notifications import queries, telling
from core.notifications.messages import (
    AlreadySent,
    BeginSend,
    Message,
    MessagesTo,
    Notifications,
    RecordDelivery,
    RecordSend,
    ResendNotification,
    SendNotice,
    StatesOf,
)
from core.notifications.states import OUTCOMES, RANKS, RETRY, SENDING, SENT
from core.notifications.tables import DeliveryRow, MessageRow
from core.tx import Handler, Tx

REPORT_WAITS = timedelta(hours=24)
MOST_LISTED = 50

_again = (
    update(MessageRow)
    .where(MessageRow.event == bindparam("which"), MessageRow.state == RETRY)
    .values(state=SENDING, attempts=MessageRow.attempts + 1, phone=bindparam("to"), at=bindparam("now"))
    .returning(MessageRow.id)
)
_end = (
    update(MessageRow)
    .where(MessageRow.id == bindparam("which"), MessageRow.state == SENDING)
    .values(state=bindparam("now_state"), provider_id=bindparam("theirs"), code=bindparam("said"))
    .returning(MessageRow.id)
)
_deliver = (
    update(MessageRow)
    .where(MessageRow.id == bindparam("which"))
    .values(state=bindparam("now_state"), code=bindparam("said"))
)
_old = delete(DeliveryRow).where(DeliveryRow.message == "", DeliveryRow.at < bindparam("since"))
_to = (
    select(MessageRow.event, MessageRow.notice, MessageRow.member, MessageRow.state)
    .where(MessageRow.member == bindparam("member"))
    .order_by(MessageRow.id.desc())
    .limit(MOST_LISTED)
)
_rank = case(RANKS, value=DeliveryRow.state, else_=0)


async def begin(tx: Tx, request: BeginSend) -> str | AlreadySent:
    phone = hmac.digest(tx.pepper, b"phone:" + request.phone.number.encode(), hashlib.sha256).hex()[:32]
    row = {
        "id": new_id(),
        "event": request.event,
        "notice": request.notice,
        "member": request.member,
        "phone": phone,
        "state": SENDING,
        "provider_id": "",
        "code": "",
        "channel": request.channel,
        "segments": request.segments,
        "attempts": 1,
        "at": tx.now,
    }
    if await tx.insert_once(MessageRow, row):
        return str(row["id"])
    again = await tx.execute(_again, {"which": request.event, "to": phone, "now": tx.now})
    message: str | None = again.scalar_one_or_none()
    return message or AlreadySent()


async def record_send(tx: Tx, request: RecordSend) -> None:
    if request.state not in OUTCOMES:
        raise ValueError(f"a send ends in one of {OUTCOMES}")
    outcome = {
        "which": request.message,
        "now_state": request.state,
        "theirs": request.provider_id,
        "said": request.code,
    }
    if (await tx.execute(_end, outcome)).one_or_none() is None:
        return
    if request.state == SENT and request.provider_id:
        known = await _merge(tx, request.provider_id, message=request.message, state=SENT, code=request.code)
        await _apply(tx, known)


async def record_delivery(tx: Tx, request: RecordDelivery) -> None:
    if request.state not in RANKS:
        raise ValueError(f"a report says one of {tuple(RANKS)}")
    # Before, so that a report that waited too long cannot meet a message.
    await tx.execute(_old, {"since": tx.now - REPORT_WAITS})
    await _apply(tx, await _merge(tx, request.provider_id, message="", state=request.state, code=request.code))


async def messages_to(tx: Tx, request: MessagesTo) -> tuple[Message, ...]:
    rows = await tx.execute(_to, {"member": request.member})
    return tuple(Message(row.event, row.notice, row.member, row.state) for row in rows)


async def _merge(tx: Tx, provider_id: str, *, message: str, state: str, code: str) -> Row[Any]:
    """All we know of a provider's id, the further state winning.

    A send and its report may be written at once: both come through this one row, so the later sees both.
    """
    into = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    row = {"provider_id": provider_id, "message": message, "state": state, "code": code, "at": tx.now}
    further = _rank < RANKS[state]
    merged = {
        "message": case((DeliveryRow.message == "", message), else_=DeliveryRow.message),
        "state": case((further, state), else_=DeliveryRow.state),
        "code": case((further, code), else_=DeliveryRow.code),
    }
    statement = into(DeliveryRow).values(row).on_conflict_do_update(index_elements=["provider_id"], set_=merged)
    returning = statement.returning(DeliveryRow.message, DeliveryRow.state, DeliveryRow.code)
    return (await tx.execute(returning)).one()


async def _apply(tx: Tx, known: Row[Any]) -> None:
    if known.message:
        values = {"which": known.message, "now_state": known.state, "said": known.code}
        await tx.execute(_deliver, values)


HANDLERS: dict[type[Request[Any]], Handler] = {
    StatesOf: queries.states_of,
    Notifications: queries.notifications,
    ResendNotification: telling.resend,
    SendNotice: telling.send,
    BeginSend: begin,
    RecordSend: record_send,
    RecordDelivery: record_delivery,
    MessagesTo: messages_to,
}
