"""Sends an SMS through Africa's Talking, and reads from the answer whether it left, did not, or may have.

The package is used by its class; README.md lists the traps that the code below steps around.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests
from africastalking.Service import AfricasTalkingException
from africastalking.SMS import SMSService

from channels.africastalking_api import NO_CREDENTIALS, UNKNOWN, post, refusal
from channels.sent import Sent, State
from channels.transport import CONNECT_SECONDS, READ_SECONDS, Threads, failed
from core.phone import Phone
from core.secret import Secret

#: statusCode of a recipient -> what it means for the text. What is not listed is unknown.
RECIPIENT: Mapping[int, State] = {
    100: "sent",  # processed
    101: "sent",
    102: "sent",  # queued
    401: "refused",  # held for risk
    402: "refused",  # sender id
    403: "refused",  # phone number
    404: "refused",  # kind of number
    405: "retry",  # no credit: somebody must pay first
    406: "refused",  # she asked not to hear from us
    407: "refused",  # no route
    409: "refused",  # do not disturb
    500: "retry",
    501: "retry",  # gateway
    502: "refused",  # by the gateway
}
#: The reasons that come as a message, with no recipient at all.
MESSAGES: Mapping[str, Sent] = {
    "InvalidSenderId": Sent("refused", code="402"),
    "InsufficientBalance": Sent("retry", code="405"),
}


class _Service(SMSService):  # type: ignore[misc]
    """The package's service, with an address for the sandbox, and errors that keep their status."""

    # The package calls its private method by this name; should it stop, `refusal` falls back to the text.
    _Service__make_post_request = staticmethod(post)

    def __init__(self, username: str, api_key: str, base_url: str) -> None:
        super().__init__(username, api_key)
        if base_url:
            self._baseUrl = self._contentUrl = f"{base_url.rstrip('/')}/version1"


class AfricasTalkingSender:
    """`base_url`: empty for the real one, or a sandbox's address. `sender_id`: empty for the shared one."""

    alarming = frozenset({"405", NO_CREDENTIALS, "http_403"})
    closed = frozenset[str]()

    def __init__(
        self,
        *,
        username: str,
        api_key: Secret,
        sender_id: str = "",
        base_url: str = "",
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._service = _Service(username, api_key.reveal(), base_url)
        self._sender_id = sender_id or None
        self._timeout = (CONNECT_SECONDS, read_seconds)
        self._threads = Threads("sms")

    async def send(self, phone: Phone, text: str) -> Sent:
        """Never raises for what the provider or the line does: it says what is known of the text."""
        return await self._threads.run(self._call, phone, text)

    async def post(self, phone: Phone, page: str, *, nonce: str) -> Sent:
        """A page of a dialog: a text has no buttons, so nothing carries the nonce."""
        return await self.send(phone, page)

    def close(self) -> None:
        self._threads.close()

    def _call(self, phone: Phone, text: str) -> Sent:
        try:
            # A list: a string is taken letter by letter. No callback: it may never be called.
            answer = self._service.send(text, [phone.number], sender_id=self._sender_id, timeout=self._timeout)
        except AfricasTalkingException as error:
            return refusal(error)
        except requests.RequestException as error:
            return failed(error)
        return read_answer(answer)


def read_answer(answer: Any) -> Sent:
    """The package gives a dict only for exactly `application/json`; a charset behind it makes it a text."""
    if isinstance(answer, str):
        try:
            answer = json.loads(answer)
        except ValueError:
            return UNKNOWN
    data = answer.get("SMSMessageData") if isinstance(answer, dict) else None
    if not isinstance(data, dict):
        return UNKNOWN
    recipients = data.get("Recipients")
    if not recipients:
        return MESSAGES.get(str(data.get("Message")), Sent("unknown", code="no_recipient"))
    return _recipient(recipients[0]) if isinstance(recipients, list) else UNKNOWN


def _recipient(recipient: Any) -> Sent:
    code = recipient.get("statusCode") if isinstance(recipient, dict) else None
    if not isinstance(code, int):
        return UNKNOWN
    provider_id = str(recipient.get("messageId") or "")
    return Sent(RECIPIENT.get(code, "unknown"), "" if provider_id == "None" else provider_id, str(code))
