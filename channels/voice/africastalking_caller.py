"""Has Africa's Talking ring a phone, through its package, and reads whether it will, will not, or may."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests
from africastalking.Service import AfricasTalkingException
from africastalking.Voice import VoiceService

from channels.africastalking_api import NO_CREDENTIALS, UNKNOWN, post, refusal
from channels.sent import Sent, State
from channels.transport import CONNECT_SECONDS, READ_SECONDS, Threads, failed
from core.ids import new_id
from core.phone import Phone
from core.secret import Secret

NO_CREDIT = "InsufficientCredit"
#: Status of an entry, or the errorMessage where there is none -> what it means. What is not listed is unknown.
ENTRY: Mapping[str, State] = {
    "Queued": "sent",
    "InvalidPhoneNumber": "refused",
    "DestinationNotSupported": "refused",
    "InvalidCallerId": "refused",
    NO_CREDIT: "retry",  # somebody must pay first
}
NONE = "None"


class _Service(VoiceService):  # type: ignore[misc]
    """The package's service, with an address for the sandbox, errors that keep their status, and a tag for the call."""

    # The package calls its private method by this name; should it stop, `refusal` falls back to the text.
    _Service__make_post_request = staticmethod(post)

    def __init__(self, username: str, api_key: str, base_url: str) -> None:
        super().__init__(username, api_key)
        if base_url:
            self._baseUrl = base_url.rstrip("/")

    def ring(self, caller: str, called: str, tag: str, timeout: tuple[float, float]) -> Any:
        """The package's own `call` cannot send `clientRequestId`, which comes back with every event of the call."""
        form = {"username": self._username, "from": caller, "to": called, "clientRequestId": tag}
        headers = {**self._headers, "Content-Type": "application/x-www-form-urlencoded"}
        return self._make_request(
            self._make_url("/call"), "POST", headers=headers, params=None, data=form, timeout=timeout
        )


class AfricasTalkingCaller:
    """`number` is ours, in E.164. `base_url`: empty for the real one, or a sandbox's address."""

    alarming = frozenset({NO_CREDIT, NO_CREDENTIALS, "http_403"})

    def __init__(
        self,
        *,
        username: str,
        api_key: Secret,
        number: str,
        base_url: str = "",
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._service = _Service(username, api_key.reveal(), base_url)
        self._number = number
        self._timeout = (CONNECT_SECONDS, read_seconds)
        self._threads = Threads("voice")

    async def call(self, phone: Phone, *, reason: str) -> Sent:
        """Never raises for what the provider or the line does: it says what is known of the call."""
        return await self._threads.run(self._ring, phone, reason)

    def close(self) -> None:
        self._threads.close()

    def _ring(self, phone: Phone, reason: str) -> Sent:
        try:
            answer = self._service.ring(self._number, phone.number, f"{reason}-{new_id()}", self._timeout)
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
    if not isinstance(answer, dict):
        return UNKNOWN
    entries = answer.get("entries")
    entry = entries[0] if isinstance(entries, list) and entries else {}
    status = str(entry.get("status") if isinstance(entry, dict) and entry else answer.get("errorMessage"))
    provider_id = str(entry.get("sessionId") or "") if isinstance(entry, dict) else ""
    if not status or status == NONE:
        return UNKNOWN
    code = "" if status == "Queued" else status
    return Sent(ENTRY.get(status, "unknown"), "" if provider_id == NONE else provider_id, code)
