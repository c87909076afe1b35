"""Posts a bubble to WhatsApp through Twilio: with buttons or a list where its content can be made, else in words."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from time import monotonic
from typing import Any

import msgspec
import structlog

from channels.sent import Sent
from channels.sms.twilio import Stopped, reports_to, sender_of
from channels.twilio_client import TwilioApi
from channels.twilio_codes import ALARMING, CLOSED, CONTENT_REFUSED, STOPPED
from channels.twilio_wire import WHATSAPP_PREFIX
from channels.ussd.render import accent as pager
from channels.whatsapp import render
from channels.whatsapp.render import Bubble, read_bubble
from core.phone import Phone
from dialogs.screen import Said

#: Of a message in words; Meta alone would take 4,096.
TEXT_CHARACTERS = 1600
#: Contents that are kept at Twilio and known here; the one that was not shown for longest makes room.
MOST_CONTENTS = 500
#: After one could not be made, words have to do for so long.
REST_SECONDS = 60.0
#: The only thing about a screen that differs from one showing to the next.
NONCE = "1"
OPENS_A_PLACE = "{{"

log = structlog.get_logger()


def accent(said: Said) -> list[str]:
    """As WhatsApp shows it, if its words alone would fit into a message too; else in pages that do."""
    pages = render.accent(said)
    if all(len(in_words(read_bubble(page))) <= TEXT_CHARACTERS for page in pages):
        return pages
    return [msgspec.json.encode(Bubble("text", page)).decode() for page in pager(TEXT_CHARACTERS)(said)]


def in_words(bubble: Bubble) -> str:
    """Numbered text, which is answered by typing."""
    rows = (f"{row.key}. {row.title}{row.seam}{row.more}".rstrip() for row in bubble.rows)
    return "\n".join((bubble.text, *rows))


def content_of(bubble: Bubble) -> Mapping[str, Any]:
    """As the Content API takes it: the words as they stand, the nonce in the ids a place to be filled."""
    ids = [f"{{{{{NONCE}}}}}:{row.key}" for row in bubble.rows]
    fill: dict[str, Any]
    if bubble.form == "buttons":
        actions = [
            {"type": "QUICK_REPLY", "title": row.title, "id": each} for row, each in zip(bubble.rows, ids, strict=True)
        ]
        kind, fill = "twilio/quick-reply", {"body": bubble.text, "actions": actions}
    else:
        items = [
            {"item": row.title, "id": each} | ({"description": row.more} if row.more else {})
            for row, each in zip(bubble.rows, ids, strict=True)
        ]
        kind, fill = "twilio/list-picker", {"body": bubble.text, "button": bubble.choose, "items": items}
    name = f"imarisha-{sha256(json.dumps(fill).encode()).hexdigest()[:16]}"
    return {"friendly_name": name, "language": "en", "variables": {NONCE: "none"}, "types": {kind: fill}}


class TwilioWhatsApp:
    """A `Poster`. The same screen is the same content, whoever it is shown to; only the nonce is filled in."""

    alarming = ALARMING
    closed = CLOSED

    def __init__(self, api: TwilioApi, stopped: Stopped, *, most_contents: int = MOST_CONTENTS) -> None:
        self._api, self._stopped, self._most_contents = api, stopped, most_contents
        self._contents: OrderedDict[Bubble, str] = OrderedDict()
        """Empty for a bubble that Twilio refuses to make one of."""
        self._rests_until = 0.0
        address = api.config.whatsapp_sender
        sender = sender_of(address) if address.startswith("MG") else {"from_": f"{WHATSAPP_PREFIX}{address}"}
        self._fixed = {**sender, **reports_to(api.config)}

    async def post(self, phone: Phone, page: str, *, nonce: str) -> Sent:
        bubble = read_bubble(page)
        content = await self._content(bubble)
        if content:
            variables = json.dumps({NONCE: nonce})
            sent = await self._send(phone, content_sid=content, content_variables=variables)
            if sent.state != "refused" or sent.code not in CONTENT_REFUSED:
                return sent
            log.warning("twilio_content_refused", code=sent.code)
            self._contents[bubble] = ""
        return await self._send(phone, body=in_words(bubble))

    async def send_template(self, phone: Phone, content: str, values: Sequence[str]) -> Sent:
        """A content that WhatsApp approved before; `values` fill its places 1, 2 and so on, on one line each."""
        filled = {str(number): " ".join(value.split()) for number, value in enumerate(values, 1)}
        variables = {"content_variables": json.dumps(filled)} if filled else {}
        return await self._send(phone, content_sid=content, **variables)

    async def _send(self, phone: Phone, **what: str) -> Sent:
        sent = await self._api.send(to=f"{WHATSAPP_PREFIX}{phone.number}", **what, **self._fixed)
        if sent.code == STOPPED:
            await self._stopped(phone)
        return sent

    async def _content(self, bubble: Bubble) -> str:
        """The id of what shows this bubble; empty where words have to do."""
        if not self._is_wanted(bubble):
            return ""
        if bubble in self._contents:
            self._contents.move_to_end(bubble)
            return self._contents[bubble]
        if monotonic() < self._rests_until:
            return ""
        made = await self._api.create_content(content_of(bubble))
        if made.state != "sent" or not made.provider_id:
            log.error("twilio_content_not_made", code=made.code, state=made.state)
            if made.state != "refused":
                self._rests_until = monotonic() + REST_SECONDS
                return ""
        self._contents[bubble] = made.provider_id
        if len(self._contents) > self._most_contents:
            _, oldest = self._contents.popitem(last=False)
            if oldest:
                await self._api.delete_content(oldest)
        return made.provider_id

    def _is_wanted(self, bubble: Bubble) -> bool:
        if not self._api.config.interactive or bubble.form == "text":
            return False
        words = (bubble.text, bubble.choose, *(part for row in bubble.rows for part in (row.title, row.more)))
        return not any(OPENS_A_PLACE in each for each in words)
