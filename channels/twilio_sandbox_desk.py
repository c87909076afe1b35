"""What every room of the fake Twilio shares: its world and clock, signed calls to us, keys and errors."""

from __future__ import annotations

import asyncio
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from channels.twilio_sandbox_faults import PAGES
from channels.twilio_sandbox_world import World
from core.ids import new_id

ACCOUNT_SID, AUTH_TOKEN = f"AC{'0' * 32}", "an auth token of the sandbox"
HOLD_SECONDS = 30.0
CALL_SECONDS = 5.0
#: Types of ids: a message, one with files, a content, a call.
MESSAGE, MEDIA_MESSAGE, CONTENT, CALL = "SM", "MM", "HX", "CA"

#: Setting: where this machine reaches the address that we sign for, if that is a public one.
REACHED_AT = "reached_at"

Handle = Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]


def new_sid(kind: str) -> str:
    return f"{kind}{new_id()}"


def signature(token: str, url: str, form: Iterable[tuple[str, str]]) -> str:
    """X-Twilio-Signature: https://www.twilio.com/docs/usage/webhooks/webhooks-security."""
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()


@dataclass
class Desk:
    world: World
    clock: Callable[[], datetime]
    auth_token: str = field(default=AUTH_TOKEN, repr=False)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    _calls: set[asyncio.Task[Any]] = field(default_factory=set)

    async def call(self, url: str, form: Iterable[tuple[str, str]], *, token: str = "") -> tuple[str, str]:
        """A webhook, signed for this address. What was answered: the status, or why there is none, and the body."""
        fields = list(form)
        headers = {
            "X-Twilio-Signature": signature(token or self.auth_token, url, fields),
            "User-Agent": "TwilioProxy/1.1",
        }
        at = self.world.setting(REACHED_AT)
        address = f"{at}{urlsplit(url).path}" if at else url
        try:
            timeout = ClientTimeout(total=CALL_SECONDS)
            async with (
                ClientSession(timeout=timeout) as http,
                http.post(address, data=fields, headers=headers) as reply,
            ):
                return str(reply.status), await reply.text()
        except (ClientError, TimeoutError) as error:
            return type(error).__name__, ""

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def idle(self) -> None:
        """Until every call that was under way was answered."""
        while self._calls:
            await asyncio.gather(*self._calls, return_exceptions=True)

    async def close(self) -> None:
        self.closing.set()
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)
        self.world.close()

    async def hold(self) -> None:
        """Longer than anybody waits."""
        try:
            await asyncio.wait_for(self.closing.wait(), HOLD_SECONDS)
        except TimeoutError:
            return


def for_account(desk: Desk, handle: Handle) -> Handle:
    """Only with our keys, and for our account where the address names one."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if not _knows(request, desk.auth_token):
            return problem(401, 20003, "Authenticate")
        if request.match_info.get("account", ACCOUNT_SID) != ACCOUNT_SID:
            return problem(404, 20404, "The requested resource was not found")
        return await handle(request)

    return guarded


def _knows(request: web.Request, auth_token: str) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        return kind == "Basic" and b64decode(given).decode() == f"{ACCOUNT_SID}:{auth_token}"
    except ValueError:
        return False


def problem(status: int, code: int, message: str) -> web.Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return web.json_response({"code": code, "message": message, "more_info": more, "status": status}, status=status)


def page(fault: str) -> web.Response:
    status, kind, text = PAGES[fault]
    headers = {"Location": "https://elsewhere.example/"} if status == 302 else None
    return web.Response(status=status, text=text, content_type=kind, headers=headers)


async def form_of(request: web.Request) -> dict[str, str]:
    return dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
