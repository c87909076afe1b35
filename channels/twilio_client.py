"""Calls to Twilio through its package: one message at most, its outcome known or said to be unknown; and contents."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from channels.sent import Sent
from channels.transport import CONNECT_SECONDS, HERE, READ_SECONDS, Threads, failed
from channels.twilio import Config
from channels.twilio_codes import name_of, state_of

UNREADABLE = Sent("unknown", code="unreadable")
#: Longer ids would not fit where they are kept; such a message is sent, and its reports find nobody.
MOST_ID_CHARACTERS = 120
#: Without a region the package would look for one in the environment of the process.
NO_REGION = {"TWILIO_REGION": ""}


class NotAccepted(TwilioException):  # type: ignore[misc]
    """An answer outside 2xx, or one that is no JSON object; `code` is Twilio's own, where there is one."""

    def __init__(self, status: int, code: int | None) -> None:
        super().__init__(f"HTTP {status}, code {code}")
        self.status, self.code = status, code


class _Http(TwilioHttpClient):  # type: ignore[misc]
    """The package's client with an address for the sandbox, two time-outs, strict answers, and nothing in the logs."""

    def __init__(self, base_url: str, read_seconds: float) -> None:
        super().__init__(logger=logging.getLogger(__name__))
        self.timeout = (CONNECT_SECONDS, read_seconds)
        self._base_url = base_url.rstrip("/")
        self.session.trust_env = not base_url.startswith(HERE)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        # Both of Twilio's hosts are one here: no path of theirs is on both.
        address = f"{self._base_url}{urlsplit(url).path}" if self._base_url else url
        response = super().request(method, address, *args, **kwargs)
        if response.status_code == 204:
            return response
        found = _fields(response.text)
        if found is None or not 200 <= response.status_code < 300:
            code = (found or {}).get("code")
            raise NotAccepted(response.status_code, code if type(code) is int else None)
        return response

    def log_request(self, kwargs: Mapping[str, Any]) -> None:
        """It would name the account and whom we write to."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Likewise."""


def _fields(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


class TwilioApi:
    """One per process, shared by whoever sends. The calls block, so they run in a few threads of their own."""

    def __init__(self, config: Config, *, read_seconds: float = READ_SECONDS) -> None:
        self.config = config
        self.client = Client(
            config.account_sid,
            config.auth_token.reveal(),
            http_client=_Http(config.api_url, read_seconds),
            environment=NO_REGION,
        )
        self._threads = Threads("twilio")

    def __repr__(self) -> str:
        return f"TwilioApi({self.config!r})"

    def close(self) -> None:
        self._threads.close()
        self.client.http_client.session.close()

    async def send(self, **fields: str) -> Sent:
        """`Messages.create`: never raises for what Twilio or the line does, it says what is known of the message."""
        return await self.call(lambda: read_message(self.client.messages.create(**fields)))

    async def create_content(self, wanted: Mapping[str, Any]) -> Sent:
        """`Content.create`; `provider_id` is the id to send it by. It is no message: nobody gets anything."""
        request = ContentList.ContentCreateRequest(dict(wanted))
        return await self.call(lambda: _read_id(self.client.content.v1.contents.create(request).sid))

    async def delete_content(self, content: str) -> Sent:
        def call() -> Sent:
            self.client.content.v1.contents(content).delete()
            return Sent("sent", content)

        return await self.call(call)

    async def call(self, call: Callable[[], Sent]) -> Sent:
        """Whatever of the package's, in a thread and within the time, and what its failure proves."""
        return await self._threads.run(_outcome, call)


def _outcome(call: Callable[[], Sent]) -> Sent:
    try:
        return call()
    except NotAccepted as error:
        return Sent(state_of(error.code, error.status), code=name_of(error.code, error.status))
    except requests.RequestException as error:
        return failed(error)
    except (TwilioException, ValueError, TypeError, AttributeError):
        # The package makes objects of the answer, and trusts the shape of every field.
        return UNREADABLE


def read_message(message: Any) -> Sent:
    """What `Messages.create` returned. It may have been taken and have failed at once."""
    if isinstance(message.error_code, int) and message.status in ("failed", "undelivered"):
        return Sent(state_of(message.error_code, 400), code=str(message.error_code))
    return _read_id(message.sid)


def _read_id(found: Any) -> Sent:
    if not isinstance(found, str) or not found:
        return UNREADABLE
    return Sent("sent", found if len(found) <= MOST_ID_CHARACTERS else "")
