"""Has Twilio ring a phone, through its package, and reads whether it will, will not, or may."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from channels.africastalking_api import CONNECT_SECONDS, MOST_THREADS, READ_SECONDS, TOTAL_SECONDS, transport
from channels.sent import Sent, State
from channels.voice.twilio import CALL
from core.phone import Phone
from core.secret import Secret

REAL = "https://api.twilio.com"
RING_SECONDS = 30
NO_CREDENTIALS, SUSPENDED = "20003", "20005"
#: Twilio's own code of an error -> what it means for the call; first.
CODES: Mapping[str, State] = {
    NO_CREDENTIALS: "retry",  # somebody must mend the keys
    SUSPENDED: "retry",
    "20429": "retry",
    "13224": "refused",  # a number that does not exist
    "21211": "refused",  # not a phone number
    "21214": "refused",  # cannot be reached
    "21215": "refused",  # a country that we may not call
    "21216": "refused",
    "21217": "refused",
    "21219": "refused",  # a trial account calls verified numbers only
    "21210": "refused",  # not our number
    "21212": "refused",
}
#: HTTP status, where the code says nothing. What comes from in between, 502 and 504, is unknown.
STATUS: Mapping[int, State] = {400: "refused", 401: "retry", 403: "retry", 404: "refused", 429: "retry",
                               500: "retry", 503: "retry"}  # fmt: skip


class _Http(HttpClient):  # type: ignore[misc]
    """Two time-outs, an address for the sandbox, and no log: the package's own client writes down phone numbers."""

    def __init__(self, base_url: str, read_seconds: float) -> None:
        super().__init__(logging.getLogger(__name__), False, None)
        self._base_url = base_url.rstrip("/")
        self._timeout = (CONNECT_SECONDS, read_seconds)

    def request(
        self, method: str, uri: str, params: Any = None, data: Any = None, headers: Any = None, auth: Any = None,
        timeout: float | None = None, allow_redirects: bool = False,
    ) -> Response:  # fmt: skip
        url = uri.replace(REAL, self._base_url, 1) if self._base_url else uri
        proxies = {"http": ""} if url.startswith("http://127.0.0.1:") else None
        reply = requests.request(
            method, url, params=params, data=data, headers=headers, auth=auth, timeout=self._timeout,
            allow_redirects=allow_redirects, proxies=proxies,
        )  # fmt: skip
        return Response(reply.status_code, reply.text, reply.headers)


class TwilioCaller:
    """`number` is ours, in E.164; `public_url` where Twilio asks what to say, and tells how the call ended."""

    alarming = frozenset({NO_CREDENTIALS, SUSPENDED, "http_401", "http_403"})

    def __init__(
        self,
        *,
        account: str,
        auth_token: Secret,
        number: str,
        public_url: str,
        base_url: str = "",
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._client = Client(account, auth_token.reveal(), http_client=_Http(base_url, read_seconds))
        self._number = number
        self._url = f"{public_url.rstrip('/')}{CALL}"
        self._threads = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="voice")

    async def call(self, phone: Phone, *, reason: str) -> Sent:
        """Never raises for what the provider or the line does: it says what is known of the call."""
        ring = asyncio.get_running_loop().run_in_executor(self._threads, self._ring, phone, reason)
        try:
            return await asyncio.wait_for(ring, TOTAL_SECONDS)
        except TimeoutError:
            return Sent("unknown", code="timeout")

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ring(self, phone: Phone, reason: str) -> Sent:
        try:
            # The machine is waited for, so that the first question already says who picked up.
            call = self._client.calls.create(
                to=phone.number,
                from_=self._number,
                url=f"{self._url}?why={reason}",
                status_callback=self._url,
                machine_detection="Enable",
                timeout=RING_SECONDS,
            )
        except TwilioRestException as error:
            return _refusal(error)
        except TwilioException:
            return Sent("unknown", code="unreadable")
        except requests.RequestException as error:
            return transport(error)
        except ValueError:
            return Sent("unknown", code="unreadable")
        return Sent("sent", str(call.sid or ""))


def _refusal(error: TwilioRestException) -> Sent:
    code = str(error.code or "")
    if code in CODES:
        return Sent(CODES[code], code=code)
    return Sent(STATUS.get(error.status, "unknown"), code=f"http_{error.status}")
