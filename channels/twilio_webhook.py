"""What Twilio calls about SMS and WhatsApp: messages are kept once and read afterwards, statuses go to the door.

A message is not repeated when we fail, but an address may be set up to repeat; so each is kept by its id. We answer
at once, with nothing: the answer to her leaves through the API, where its outcome is known.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
import structlog

from channels import twilio_wire
from channels.forms import Form, Unreadable, body_key
from channels.sms.offers import set_offers
from channels.twilio import HEARD, PROVIDER, SCOPE, SMS, STATUS, WHATSAPP, Config, signed
from channels.twilio_codes import ALARMING, DELIVERIES, STOPPED, TELLING, UNDER_WAY
from channels.twilio_wire import WHATSAPP_PREFIX, Mask
from core.ids import new_id
from core.messages import (
    Arrival,
    Arrived,
    Door,
    Jobs,
    KeepArrival,
    Kept,
    ReadArrival,
    Reply,
    Route,
    SetAsideArrival,
    Work,
)
from core.notifications.messages import RecordDelivery
from core.phone import Phone

#: Who reads what was kept: the job `arrived.<source>`.
SMS_CHAT, WHATSAPP_CHAT = f"{SCOPE}.sms", f"{SCOPE}.whatsapp"
OPT_OUTS, ASIDE = f"{SCOPE}.optout", f"{SCOPE}.aside"
#: OptOutType -> does she want offers? Twilio answers these words itself, and HELP too; nobody answers them twice.
OPTING = {"STOP": False, "START": True}
HELP = "HELP"
#: It calls YES a START, too: here that is the answer to a question.
MEANS_START = frozenset({"START", "UNSTOP"})

log = structlog.get_logger()


class OptOut(msgspec.Struct, frozen=True):
    """As it is kept. `channel` is sms or whatsapp; `id` the message that said so, where one did."""

    phone: str
    wanted: bool
    channel: str
    id: str = ""


def routes(door: Door, config: Config, mask: Mask) -> list[Route]:
    desk = _Desk(door, mask)
    takes = {SMS: desk.sms, WHATSAPP: desk.whatsapp, STATUS: desk.status}
    return [("POST", path, signed(config, path, take)) for path, take in takes.items()]


async def keep_opt_out(door: Door, opting: OptOut) -> None:
    """For what a status or a refused send tells of, which has no message: it may come once for every send."""
    key = opting.id or new_id()
    body = msgspec.json.encode(opting)
    kept = KeepArrival(source=OPT_OUTS, key=key, body=body, about=opting.phone, order=opting.phone)
    await door.perform(kept, key=f"{OPT_OUTS}:{key}", scope=SCOPE, by=PROVIDER)


def stopper(door: Door, channel: str) -> Callable[[Phone], Awaitable[None]]:
    """What a sender calls when it hears that she sent STOP."""

    async def stopped(phone: Phone) -> None:
        await keep_opt_out(door, OptOut(phone.number, wanted=False, channel=channel))

    return stopped


class _Desk:
    """Takes each kind of form to the door."""

    def __init__(self, door: Door, mask: Mask) -> None:
        self._door, self._mask = door, mask

    async def sms(self, form: Form, arrival: Arrival) -> Reply:
        """Where somebody gave WhatsApp this address too, its prefix says so."""
        is_sms = not form.short("From").startswith(WHATSAPP_PREFIX)
        return await self._message(form, arrival, source=SMS_CHAT if is_sms else WHATSAPP_CHAT)

    async def whatsapp(self, form: Form, arrival: Arrival) -> Reply:
        return await self._message(form, arrival, source=WHATSAPP_CHAT)

    async def status(self, form: Form, arrival: Arrival) -> Reply:
        found = twilio_wire.id_of(form)
        status = (form.short("MessageStatus") or form.short("SmsStatus")).lower()
        if not (found and status):
            raise Unreadable("a status has an id and a word")
        code = form.short("ErrorCode")
        if code == STOPPED:
            await self._stopped(form, found)
        state = DELIVERIES.get(status)
        if state is None:
            if status not in UNDER_WAY:
                log.warning("twilio_status_unknown", status=status)
            return HEARD
        if state == "failed":
            tell = log.error if code in ALARMING else log.info
            tell("twilio_not_delivered", code=code)
        code = code or (status if status in TELLING else "")
        delivery = RecordDelivery(provider_id=found, state=state, code=code)
        await self._door.perform(delivery, key=f"delivery:{found}:{status}:{code}", scope=SCOPE, by=PROVIDER)
        return HEARD

    async def _stopped(self, form: Form, found: str) -> None:
        """A status is about a message to her."""
        address = form.short("To")
        try:
            phone = Phone(address.removeprefix(WHATSAPP_PREFIX))
        except ValueError:
            log.warning("twilio_stop_of_nobody")
            return
        channel = "whatsapp" if address.startswith(WHATSAPP_PREFIX) else "sms"
        await keep_opt_out(self._door, OptOut(phone.number, wanted=False, channel=channel, id=f"status:{found}"))

    async def _message(self, form: Form, arrival: Arrival, *, source: str) -> Reply:
        found, phone = twilio_wire.id_of(form), twilio_wire.phone_of(form)
        opting = form.short("OptOutType").upper()
        if phone is None or not found:
            await self._aside(form, arrival, found, why="no phone number" if phone is None else "no id")
        elif opting == HELP:
            log.info("twilio_helps_her")
        elif opting in OPTING and _is_meant(form, opting):
            channel = "sms" if source == SMS_CHAT else "whatsapp"
            await keep_opt_out(self._door, OptOut(phone.number, OPTING[opting], channel, found))
        else:
            body = await twilio_wire.keep(form, phone, self._mask, touchable=source == WHATSAPP_CHAT)
            await self._keep(source, key=found, body=body, phone=phone)
        return HEARD

    async def _aside(self, form: Form, arrival: Arrival, found: str, *, why: str) -> None:
        log.warning("twilio_kept_aside", why=why)
        await self._keep(ASIDE, key=found or body_key(arrival.body), body=twilio_wire.outline(form), phone=None)

    async def _keep(self, source: str, *, key: str, body: bytes, phone: Phone | None) -> None:
        who = phone.number if phone else ""
        kept = KeepArrival(source=source, key=key, body=body, about=who, order=who)
        # A repeat may be masked otherwise than the first was; the door refuses it, and the first one stands.
        await self._door.perform(kept, key=f"{source}:{key}", scope=SCOPE, by=PROVIDER)


def _is_meant(form: Form, opting: str) -> bool:
    """What Twilio takes for STOP stops us, whatever she meant; to START is her own decision."""
    return not OPTING[opting] or form.get("Body").strip().upper() in MEANS_START


_opt_out = msgspec.json.Decoder(OptOut)


async def _follow(arrived: Arrived, door: Door) -> None:
    kept = await door.perform(ReadArrival(arrival=arrived.arrival))
    assert isinstance(kept, Kept)
    opting = _opt_out.decode(kept.body)
    key, phone = f"optout:{arrived.arrival}", Phone(opting.phone)
    await set_offers(door, phone, wanted=opting.wanted, channel=opting.channel, key=key, by=PROVIDER)


async def _set_aside(arrived: Arrived, door: Door) -> None:
    aside = SetAsideArrival(arrival=arrived.arrival, reason="a message of somebody who cannot be answered")
    await door.perform(aside, key=f"aside:{arrived.arrival}", scope=SCOPE)


def jobs() -> Jobs:
    """What is kept above and is no talk: `channels/chat.py` answers that."""
    return {f"arrived.{OPT_OUTS}": Work(Arrived, _follow), f"arrived.{ASIDE}": Work(Arrived, _set_aside)}
