"""What Africa's Talking calls about SMS: delivery reports, texts from members, opt-outs.

An inbound text is repeated every minute for twelve hours until it gets a 200: it is kept by its id, once, and
whatever can be parsed is answered 200.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode

import structlog

from channels.africastalking import NOT_FOUND, PROVIDER, SCOPE, Config, Form, knows, read_form
from channels.chat import Message
from channels.forms import MOST_BODY_BYTES, Unreadable, body_key, read_phone, sentence
from channels.sms.offers import set_offers
from core.messages import (
    Arrival,
    Arrived,
    Door,
    Jobs,
    KeepArrival,
    Kept,
    Read,
    ReadArrival,
    Reply,
    Route,
    SetAsideArrival,
    Work,
)
from core.notifications.messages import RecordDelivery
from core.phone import Phone

INBOUND = f"/channels/{SCOPE}/{{token}}/sms"
DELIVERY = f"{INBOUND}/delivery"
OPT_OUT = f"{INBOUND}/optout"

#: Who reads what was kept: the job `arrived.<source>`.
TEXTS, OPT_OUTS, GARBAGE = f"{SCOPE}.sms", f"{SCOPE}.optout", f"{SCOPE}.garbage"

#: Status of a report -> state in core. An absent subscriber may still come back: not final.
DELIVERIES: Mapping[str, str] = {
    "Sent": "sent",
    "Submitted": "sent",
    "Buffered": "sent",
    "AbsentSubscriber": "sent",
    "Success": "delivered",
    "Failed": "failed",
    "Rejected": "failed",
    "Expired": "failed",
}

#: A phone and its words -> the words as they may be kept.
Mask = Callable[[Phone, str], Awaitable[str]]

OK = Reply(body=b"OK")

log = structlog.get_logger()


def routes(door: Door, config: Config, mask: Mask) -> list[Route]:
    """The longer paths first, for routers that take the first that fits. `mask` stars out what may be a PIN."""
    desk = _Desk(door, mask)
    takes = {DELIVERY: desk.delivery, OPT_OUT: desk.opt_out, INBOUND: desk.inbound}
    return [("POST", path, _guarded(take, desk, config)) for path, take in takes.items()]


class _Desk:
    """Takes each kind of form to the door. Raises Unreadable where a field is missing that we need."""

    def __init__(self, door: Door, mask: Mask) -> None:
        self._door, self._mask = door, mask

    async def delivery(self, form: Form, arrival: Arrival) -> None:
        status, provider_id = form.short("status"), form.short("id")
        if not (status and provider_id):
            raise Unreadable("a delivery report has an id and a status")
        state = DELIVERIES.get(status)
        if state is None:
            log.warning("sms_delivery_status_unknown", status=status)
            return
        code = form.short("failureReason") or ("" if status == "Success" else status)
        report = RecordDelivery(provider_id=provider_id, state=state, code=code)
        key = f"delivery:{provider_id}:{status}:{code}"
        await self._door.perform(report, key=key, scope=SCOPE, by=PROVIDER)

    async def inbound(self, form: Form, arrival: Arrival) -> None:
        sender = form.short("from")
        if not sender or "text" not in form.values:
            raise Unreadable("a text has a sender and words")
        key = form.short("id") or body_key(arrival.body)
        body = urlencode({**form.values, "text": await self._safe(sender, form.get("text"))}).encode()
        await self._keep(TEXTS, key=key, body=body, sender=sender)

    async def _safe(self, sender: str, words: str) -> str:
        """The words as they may be kept; of a sender that is no phone, nothing."""
        try:
            phone = read_phone(sender)
        except Unreadable:
            return ""
        return await self._mask(phone, words)

    async def opt_out(self, form: Form, arrival: Arrival) -> None:
        sender = form.short("phoneNumber")
        if not sender:
            raise Unreadable("an opt-out has a phone number")
        # It has no id, and she may come back and leave again: a repeat is the same form on the same day.
        key = f"{arrival.at:%Y-%m-%d}:{body_key(arrival.body)}"
        await self._keep(OPT_OUTS, key=key, body=arrival.body, sender=sender)

    async def garbage(self, arrival: Arrival) -> None:
        body = arrival.body[:MOST_BODY_BYTES]
        await self._keep(GARBAGE, key=body_key(body), body=body, sender="")

    async def _keep(self, source: str, *, key: str, body: bytes, sender: str) -> None:
        kept = KeepArrival(source=source, key=key, body=body, about=sender, order=sender)
        await self._door.perform(kept, key=f"{source}:{key}", scope=SCOPE, by=PROVIDER)


def _guarded(take: Callable[[Form, Arrival], Awaitable[None]], desk: _Desk, config: Config) -> Read:
    async def read(arrival: Arrival) -> Reply:
        if not knows(arrival, config):
            return NOT_FOUND
        try:
            await take(read_form(arrival.body), arrival)
        except Unreadable as why:
            log.warning("sms_webhook_unreadable", why=str(why))
            await desk.garbage(arrival)
            return sentence(400, f"This was not understood: {why}.")
        return OK

    return read


def read(kept: Kept) -> Message | None:
    """A kept text as a message; None for a sender that is no phone (a company's name): nobody could be answered."""
    form = read_form(kept.body)
    try:
        phone = read_phone(form.short("from"))
    except Unreadable:
        return None
    return Message(phone, form.short("id") or body_key(kept.body), form.get("text"))


async def _opt_out(arrived: Arrived, door: Door) -> None:
    """She told the provider that she wants no more bulk messages: offers end, receipts do not."""
    kept = await door.perform(ReadArrival(arrival=arrived.arrival))
    assert isinstance(kept, Kept)
    try:
        phone = read_phone(read_form(kept.body).short("phoneNumber"))
    except Unreadable as why:
        await _aside(arrived, door, str(why))
        return
    await set_offers(door, phone, wanted=False, channel="sms", key=f"optout:{arrived.arrival}", by=PROVIDER)


async def _set_aside(arrived: Arrived, door: Door) -> None:
    await _aside(arrived, door, "an SMS webhook that could not be read")


async def _aside(arrived: Arrived, door: Door, reason: str) -> None:
    aside = SetAsideArrival(arrival=arrived.arrival, reason=reason)
    await door.perform(aside, key=f"aside:{arrived.arrival}", scope=SCOPE)


def jobs() -> Jobs:
    """What is kept above and is no message of a member: `channels/chat.py` answers those."""
    return {
        f"arrived.{OPT_OUTS}": Work(Arrived, _opt_out),
        f"arrived.{GARBAGE}": Work(Arrived, _set_aside),
    }
