"""A person tells a member: one of a few notices, a few times a day; or what did not arrive, once more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, func, insert, select

from core.codec import decode
from core.ids import new_id
from core.members.messages import ContactOf
from core.messages import Refusal
from core.notifications import queries
from core.notifications.messages import (
    MOST_A_DAY,
    SENDABLE,
    NobodyToTell,
    NoSuchNotification,
    NotToResend,
    ResendNotification,
    SendNotice,
    Tell,
    ToldEnough,
)
from core.notifications.tables import WishRow
from core.tx import Tx

#: An event with everything that is put behind it must still fit.
MOST_EVENT = 180

_told = select(func.count()).where(WishRow.member == bindparam("whose"), WishRow.at > bindparam("since"))
_wish = insert(WishRow)


async def send(tx: Tx, request: SendNotice) -> Refusal | None:
    if isinstance(await tx.perform(ContactOf(member=request.member)), Refusal):
        return NobodyToTell()
    told = (await tx.execute(_told, {"whose": request.member, "since": tx.now - timedelta(days=1)})).scalar_one()
    if told >= MOST_A_DAY:
        return ToldEnough(MOST_A_DAY)

    notice = SENDABLE[request.notice]
    row = {"id": new_id(), "member": request.member, "notice": notice.__name__, "staff": tx.origin.who, "at": tx.now}
    await tx.execute(_wish, row)
    tx.tell(request.member, notice(), event=f"wish:{row['id']}")
    return None


async def resend(tx: Tx, request: ResendNotification) -> Refusal | None:
    found = (await tx.execute(queries.find, {"of_id": request.notification})).one_or_none()
    if found is None:
        return NoSuchNotification()
    if not found.may_resend or len(found.event) > MOST_EVENT:
        return NotToResend()
    first: Tell = decode(Tell, found.payload)
    event = f"{found.event}{queries.AGAIN}"
    again = Tell(event, first.notice, first.facts, first.member, first.phone, first.language)
    order = f"sms:{first.member or first.phone}"
    tx.enqueue("sms.tell", again, key=f"tell:{event}", order=order)
    return None
