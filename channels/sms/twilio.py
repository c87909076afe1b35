"""Sends an SMS through Twilio: a notice, or a page of a dialog."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from channels.sent import Sent
from channels.twilio import STATUS, Config
from channels.twilio_client import TwilioApi
from channels.twilio_codes import ALARMING, STOPPED
from core.phone import Phone

Stopped = Callable[[Phone], Awaitable[None]]
SERVICE = "MG"


def sender_of(address: str) -> dict[str, str]:
    """A messaging service chooses a number by itself."""
    return {"messaging_service_sid": address} if address.startswith(SERVICE) else {"from_": address}


def reports_to(config: Config) -> dict[str, str]:
    """Where statuses go; nowhere, if nobody can reach us."""
    return {"status_callback": config.address(STATUS)} if config.public_url else {}


class TwilioSms:
    """A `Sender` and a `Poster`. `stopped` hears of everybody who sent STOP to Twilio."""

    alarming = ALARMING
    closed = frozenset[str]()

    def __init__(self, api: TwilioApi, stopped: Stopped) -> None:
        self._api, self._stopped = api, stopped
        self._fixed = {**sender_of(api.config.sms_sender), **reports_to(api.config)}

    async def send(self, phone: Phone, text: str) -> Sent:
        sent = await self._api.send(to=phone.number, body=text, **self._fixed)
        if sent.code == STOPPED:
            await self._stopped(phone)
        return sent

    async def post(self, phone: Phone, page: str, *, nonce: str) -> Sent:
        """A text has no buttons, so nothing carries the nonce."""
        return await self.send(phone, page)
