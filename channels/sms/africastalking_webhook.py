"""What Africa's Talking calls about SMS: delivery reports, texts from members, opt-outs.

An inbound text is repeated every minute for twelve hours until it gets a 200: it is kept by its id, once, and
whatever can be parsed is answered 200.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode

import structlog

from channels.africastalking import (
    MOST_BODY_BYTES,
    NOT_FOUND,
    PROVIDER,
    SCOPE,
    Config,
    Form,
    Unreadable,
    body_key,
    knows,
    read_form,
    sentence,
)
from core.messages import Arrival, Arrived, Door, Jobs, KeepArrival, Read, Reply, Route, SetAsideArrival, Work
from core.notifications.messages import RecordDelivery

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

#: A text that is nothing but a short number, or that names a PIN: a PIN sent where it would be kept.
_BARE_PIN = re.compile(r"\s*\d{4,6}\s*")
_NAMED_PIN = re.compile(r"\b(pin|siri|password)\b", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"(?<!\d)\d{4,6}(?!\d)")

OK = Reply(body=b"OK")

log = structlog.get_logger()


def routes(door: Door, config: Config) -> list[Route]:
    """The longer paths first, for routers that take the first that fits."""
    desk = _Desk(door)
    takes = {DELIVERY: desk.delivery, OPT_OUT: desk.opt_out, INBOUND: desk.inbound}
    return [("POST", path, _guarded(take, desk, config)) for path, take in takes.items()]


class _Desk:
    """Takes each kind of form to the door. Raises Unreadable where a field is missing that we need."""

    def __init__(self, door: Door) -> None:
        self._door = door

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
        await self._keep(TEXTS, key=key, body=_without_pin(form), sender=sender)

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


def _without_pin(form: Form) -> bytes:
    """The form as it is kept. No dialog speaks SMS yet, so a bare short number answers nothing: masked."""
    text = form.get("text")
    if _BARE_PIN.fullmatch(text) or _NAMED_PIN.search(text):
        text = _SHORT_NUMBER.sub("****", text)
    return urlencode({**form.values, "text": text}).encode()


async def _not_served(arrived: Arrived, door: Door) -> None:
    log.info("sms_not_served_yet", arrival=arrived.arrival)


async def _set_aside(arrived: Arrived, door: Door) -> None:
    aside = SetAsideArrival(arrival=arrived.arrival, reason="an SMS webhook that could not be read")
    await door.perform(aside, key=f"aside:{arrived.arrival}", scope=SCOPE)


def jobs() -> Jobs:
    """What is kept above must be read by somebody; members' texts and opt-outs wait for the SMS dialogs."""
    return {
        f"arrived.{TEXTS}": Work(Arrived, _not_served),
        f"arrived.{OPT_OUTS}": Work(Arrived, _not_served),
        f"arrived.{GARBAGE}": Work(Arrived, _set_aside),
    }
