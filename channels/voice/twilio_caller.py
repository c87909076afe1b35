"""Has Twilio ring a phone: the call is placed through the shared client, and our address says why we call."""

from __future__ import annotations

from typing import Any

from channels.sent import Sent
from channels.twilio_client import UNREADABLE, TwilioApi
from channels.twilio_codes import ALARMING
from channels.voice.twilio import CALL
from core.phone import Phone

RING_SECONDS = 30


class TwilioCaller:
    """`number` is ours, in E.164. Twilio asks at our address what to say, and tells there how the call ended."""

    alarming = ALARMING

    def __init__(self, api: TwilioApi, *, number: str) -> None:
        self._api = api
        self._number = number

    async def call(self, phone: Phone, *, reason: str) -> Sent:
        """Never raises for what the provider or the line does: it says what is known of the call."""
        return await self._api.call(lambda: _read(self._ring(phone, reason)))

    def _ring(self, phone: Phone, reason: str) -> Any:
        """Who picks up is found out first, so that the very first question already tells a machine."""
        ours = self._api.config.address(CALL)
        return self._api.client.calls.create(
            to=phone.number,
            from_=self._number,
            url=f"{ours}?why={reason}",
            status_callback=ours,
            machine_detection="Enable",
            timeout=RING_SECONDS,
        )


def _read(call: Any) -> Sent:
    return Sent("sent", call.sid) if isinstance(call.sid, str) and call.sid else UNREADABLE
