"""What Meta calls about WhatsApp: the check of the address, and envelopes full of messages and statuses.

What is not answered 200 is repeated for seven days. So whatever carries our signature is taken: each message is kept
by its id, each status goes to the door, and what is of no use is logged or kept aside.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from hashlib import sha256

import structlog

from channels.chat import Unreadable
from channels.whatsapp import meta_envelope, meta_wire
from channels.whatsapp.meta_codes import ALARMING
from channels.whatsapp.meta_config import ASIDE, CHANGED_NUMBER, CHAT, MEDIA, PROVIDER, SCOPE, Meta
from channels.whatsapp.meta_wire import Fields
from core.messages import Arrival, Door, KeepArrival, Reply, Route
from core.notifications.messages import RecordDelivery
from core.phone import Phone

WEBHOOK = "/channels/meta/whatsapp"
SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")
#: Shown back as it came, so only what no browser would take for a page.
CHALLENGE = re.compile(r"[A-Za-z0-9_.-]{1,200}")

#: Meta's word -> state in core. Who read it got it.
DELIVERIES: Mapping[str, str] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "played": "delivered",
    "failed": "failed",
}
#: Of these the word itself is kept as the code.
TELLING = frozenset({"read", "played", "failed"})

#: Stars out a PIN in what she wrote, knowing what she was asked.
Mask = Callable[[Phone, str], Awaitable[str]]

OK = Reply(body=b"OK")
FORBIDDEN = Reply(403, b"Forbidden")

log = structlog.get_logger()


def routes(door: Door, config: Meta, mask: Mask) -> list[Route]:
    desk = _Desk(door, config, mask)
    return [("GET", WEBHOOK, partial(_verify, config)), ("POST", WEBHOOK, desk.take)]


async def _verify(config: Meta, arrival: Arrival) -> Reply:
    """Meta asks whether this address is ours."""
    token, challenge = arrival.query.get("hub.verify_token", ""), arrival.query.get("hub.challenge", "")
    known = bool(config.verify_token) and token.isascii() and config.verify_token.matches(token)
    if not known or arrival.query.get("hub.mode") != "subscribe" or not CHALLENGE.fullmatch(challenge):
        return FORBIDDEN
    return Reply(body=challenge.encode(), headers={"X-Content-Type-Options": "nosniff"})


def is_signed(arrival: Arrival, config: Meta) -> bool:
    """By one of our secrets, over the bytes as they came; every secret is tried, each in constant time."""
    given = SIGNATURE.fullmatch(arrival.headers.get("x-hub-signature-256", ""))
    claimed = given[1] if given else ""
    secrets = [secret for secret in (config.app_secret, config.former_app_secret) if secret]
    made = [hmac.digest(secret.reveal().encode(), arrival.body, "sha256").hex() for secret in secrets]
    return sum(hmac.compare_digest(each, claimed) for each in made) > 0


class _Desk:
    """Takes what is in an envelope to the door, one by one: one that is odd keeps no other from being kept."""

    def __init__(self, door: Door, config: Meta, mask: Mask) -> None:
        self._door = door
        self._config = config
        self._mask = mask

    async def take(self, arrival: Arrival) -> Reply:
        if not is_signed(arrival, self._config):
            log.warning("meta_signature_wrong", signed="x-hub-signature-256" in arrival.headers)
            return FORBIDDEN
        try:
            envelopes = meta_envelope.open_envelopes(arrival.body)
        except Unreadable as why:
            # What cannot be read cannot be masked, so it is not kept.
            log.error("meta_unreadable", why=str(why), bytes=len(arrival.body))
            return OK
        ours = [envelope for envelope in envelopes if envelope.number_id == self._config.phone_number_id]
        if len(ours) < len(envelopes):
            log.warning("meta_of_another_number", dropped=len(envelopes) - len(ours))
        messages = [message for envelope in ours for message in envelope.messages]
        for message in meta_envelope.in_order(messages, arrival.at):
            await self._message(message)
        for status in (status for envelope in ours for status in envelope.statuses):
            await self._status(status)
        for code in (code for envelope in ours for code in envelope.errors):
            log.error("meta_reports_trouble", code=code)
        return OK

    async def _message(self, message: Fields) -> None:
        kind, phone = meta_wire.kind_of(message), meta_wire.phone_of(message)
        if meta_envelope.is_of_a_group(message):
            log.info("meta_group_ignored", kind=kind)
        elif phone is None or not meta_wire.id_of(message):
            await self._aside(message, why="no phone number" if phone is None else "no id")
        elif kind == "system":
            await self._system(message, phone)
        else:
            await self._chat(message, phone)

    async def _chat(self, message: Fields, phone: Phone) -> None:
        body = await meta_envelope.keep(message, partial(self._mask, phone))
        key = meta_wire.id_of(message)
        if meta_wire.kind_of(message) in meta_wire.FILES:
            # First the file: its address lives shorter than a conversation. Fetching it does not hold up her chat.
            await self._keep(MEDIA, key=key, body=body, phone=phone, order="")
        await self._keep(CHAT, key=key, body=body, phone=phone, order=phone.number)

    async def _system(self, message: Fields, phone: Phone) -> None:
        change = meta_envelope.change_of(message, phone)
        if change is None:
            log.info("meta_system_ignored")
            return
        body = meta_envelope.keep_change(change)
        await self._keep(CHANGED_NUMBER, key=change.message, body=body, phone=phone, order=phone.number)

    async def _aside(self, message: Fields, *, why: str) -> None:
        """Nobody can be answered. Without a phone nobody knows what was asked, so her words are not kept."""
        body = meta_envelope.outline(message)
        log.warning("meta_kept_aside", why=why, kind=meta_wire.kind_of(message))
        key = meta_wire.id_of(message) or sha256(body).hexdigest()
        await self._keep(ASIDE, key=key, body=body, phone=None, order="")

    async def _keep(self, source: str, *, key: str, body: bytes, phone: Phone | None, order: str) -> None:
        about = phone.number if phone else ""
        kept = KeepArrival(source=source, key=key, body=body, about=about, order=order)
        # A repeat may be masked otherwise than the first was; the door refuses it, and the first one stands.
        await self._door.perform(kept, key=f"{source}:{key}", scope=SCOPE, by=PROVIDER)

    async def _status(self, status: Fields) -> None:
        report = meta_envelope.report_of(status)
        state = DELIVERIES.get(report.status) if report else None
        if report is None or state is None:
            log.warning("meta_status_unknown", status=report.status if report else "")
            return
        code = report.code or (report.status if report.status in TELLING else "")
        if state == "failed":
            tell = log.error if code in ALARMING else log.info
            tell("meta_not_delivered", code=code)
        delivery = RecordDelivery(provider_id=report.id, state=state, code=code)
        key = f"delivery:{report.id}:{report.status}:{code}"
        await self._door.perform(delivery, key=key, scope=SCOPE, by=PROVIDER)
