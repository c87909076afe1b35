"""A fake of Meta's Cloud API over real HTTP: what phones got can be read, phones can write, faults can be ordered.

`GET /_sim/messages?to=` · `POST /_sim/say {"from", "text" | "tap" | "media" | ...}` ·
`POST /_sim/webhook {"url", "verify_token", "app_secret"}` · `POST /_sim/faults {"number", "fault", "times"}` ·
`POST /_sim/reset`. No `number` means anybody, -1 `times` for ever; the faults are the tables below.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from aiohttp import web

from channels.whatsapp.meta_sandbox_phone import Phones, WrongOrder, messages_value, status_value
from channels.whatsapp.meta_sandbox_rules import ERRORS, wrong_with
from channels.whatsapp.meta_sandbox_world import ADDRESS_LASTS, World
from core.ids import new_id

NUMBER_ID = "100000000000001"

#: Any code of Meta's, as its digits: nothing is taken, and this is the answer.
CODES = frozenset(map(str, ERRORS))
#: The same as plain HTTP, in between and without an error object: status and body.
PAGES: Mapping[str, tuple[int, str]] = {
    "http_401": (401, ""),
    "http_429": (429, "<html>Too many requests</html>"),
    "http_500": (500, "<html>Sorry, something went wrong.</html>"),
    "http_502": (502, "<html>Bad gateway</html>"),
    "http_503": (503, "<html>Service unavailable</html>"),
}
#: The message is taken, and then the answer is a page, comes too late, or not at all.
AFTERWARDS = frozenset({"html", "timeout", "reset"})
#: The message is taken, and these are its statuses; a failure has a code.
DELIVERED: tuple[tuple[str, int], ...] = (("sent", 0), ("delivered", 0))
PLANS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "read": (*DELIVERED, ("read", 0)),
    "reordered": (("read", 0), ("delivered", 0), ("sent", 0)),
    "duplicated": (("sent", 0), *DELIVERED, ("delivered", 0)),
    "lost_status": (),
    "deleted": (*DELIVERED, ("deleted", 0)),
    "failed_131026": (("failed", 131026),),
    "failed_131047": (("failed", 131047),),
    "failed_131042": (("failed", 131042),),
}
#: The statuses come before the answer to the send.
EARLY = "early_status"
SENDING = frozenset({*CODES, *PAGES, *AFTERWARDS, *PLANS, EARLY})
#: Of a file: it is not there, it is broken, it lies where nobody should go, or what comes is an error.
FILES = frozenset({"media_gone", "media_damaged", "media_elsewhere", "media_500", "media_huge"})

HOLD_SECONDS = 30.0
STATUS_AFTER_SECONDS = 0.02
MOST_BODY_BYTES = 16 * 1024 * 1024
HUGE_BYTES = 6 * 1024 * 1024


async def start(host: str, port: int, directory: Path, clock: Callable[[], datetime]) -> Sandbox:
    """Listening on `host:port` (0: any free one), with its world in `directory`/sandbox.sqlite."""
    sandbox = Sandbox(World(directory), clock)
    await sandbox.listen(host, port)
    return sandbox


class Sandbox:
    """`url` is what a config takes as `base_url`, with `NUMBER_ID` and any access token."""

    url: str

    def __init__(self, world: World, clock: Callable[[], datetime]) -> None:
        self.world = world
        self.phones = Phones(world, clock, NUMBER_ID)
        self._clock = clock
        self._reports: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    async def listen(self, host: str, port: int) -> None:
        app = web.Application(client_max_size=MOST_BODY_BYTES)
        app.add_routes(
            [
                web.post("/{version:v[0-9.]+}/{number}/messages", self._messages),
                web.get("/{version:v[0-9.]+}/{media}", self._media),
                web.get("/whatsapp_business/attachments/", self._content),
                web.get("/_sim/messages", self._seen),
                web.post("/_sim/say", self._say),
                web.post("/_sim/webhook", self._webhook),
                web.post("/_sim/faults", self._faults),
                web.post("/_sim/reset", self._reset),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def idle(self) -> None:
        """When every status was told."""
        while self._reports:
            await asyncio.gather(*self._reports)

    async def close(self) -> None:
        self._closing.set()
        for report in self._reports:
            report.cancel()
        await asyncio.gather(*self._reports, return_exceptions=True)
        await self._runner.cleanup()
        self.world.close()

    # What the real one does

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        if not _token(request):
            return _error(190)
        if request.match_info["number"] != NUMBER_ID:
            return _error(100, "There is no such phone number")
        try:
            payload = await request.json()
        except ValueError:
            payload = None
        if not isinstance(payload, dict):
            return _error(100, "The body is no JSON object")
        if payload.get("status") == "read":
            self.world.mark_read(str(payload.get("message_id")), typing="typing_indicator" in payload)
            return web.json_response({"success": True})
        if wrong := wrong_with(payload):
            return _error(*wrong)
        return await self._taken(request, payload)

    async def _taken(self, request: web.Request, payload: dict[str, Any]) -> web.StreamResponse:
        phone = f"+{payload['to'].lstrip('+')}"
        fault = self.world.take_fault(phone, SENDING)
        if fault in CODES:
            return _error(int(fault))
        if fault in PAGES:
            status, page = PAGES[fault]
            return web.Response(status=status, text=page, content_type="text/html")
        if payload["type"] != "template" and not self.world.is_open(phone, self._clock()):
            return _error(131047, "More than 24 hours have passed since she last wrote")
        message_id = f"wamid.{new_id()}"
        self.world.keep(message_id, to=phone, payload=payload, at=self._clock())
        plan = self._report(message_id, phone, PLANS.get(fault, DELIVERED))
        if fault == EARLY:
            await plan
        else:
            self._later(plan)
        return await self._answer(request, payload["to"], message_id, fault)

    async def _answer(self, request: web.Request, to: str, message_id: str, fault: str) -> web.StreamResponse:
        if fault == "html":
            return web.Response(text="<html>Hello</html>", content_type="text/html")
        if fault == "timeout":
            await self._held()
        if fault == "reset" and request.transport:
            request.transport.abort()
        return web.json_response(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": to, "wa_id": to.lstrip("+")}],
                "messages": [{"id": message_id}],
            }
        )

    async def _held(self) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), HOLD_SECONDS)
        except TimeoutError:
            return

    def _later(self, report: Any) -> None:
        task = asyncio.create_task(report)
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def _report(self, message_id: str, phone: str, plan: tuple[tuple[str, int], ...]) -> None:
        for status, code in plan:
            await asyncio.sleep(STATUS_AFTER_SECONDS)
            title = ERRORS[code][1] if code else ""
            await self.phones.deliver(status_value(message_id, phone, status, code, title, self._clock()))
            self.world.reported(message_id, status)

    async def _media(self, request: web.Request) -> web.Response:
        media_id = request.match_info["media"]
        found = self.world.file(media_id)
        if not _token(request):
            return _error(190)
        fault = self.world.take_fault(found.phone, FILES) if found else ""
        if found is None or fault == "media_gone":
            return _error(100, "Object does not exist")
        if fault == "media_500":
            return _error(131000)
        self.world.asked(media_id, self._clock())
        home = "https://files.example.org" if fault == "media_elsewhere" else self.url
        broken = "&broken=1" if fault == "media_damaged" else "&huge=1" if fault == "media_huge" else ""
        return web.json_response(
            {
                "messaging_product": "whatsapp",
                "url": f"{home}/whatsapp_business/attachments/?mid={media_id}{broken}",
                "mime_type": found.type,
                "sha256": sha256(found.content).hexdigest(),
                "file_size": len(found.content),
                "id": media_id,
            }
        )

    async def _content(self, request: web.Request) -> web.Response:
        found = self.world.file(request.query.get("mid", ""))
        if not _token(request):
            return web.Response(status=401)
        asked = datetime.fromisoformat(found.asked_at) if found and found.asked_at else None
        if found is None or asked is None or self._clock() - asked > ADDRESS_LASTS:
            return web.Response(status=404)
        content = found.content[:-1] if "broken" in request.query else found.content
        if "huge" in request.query:
            content = bytes(HUGE_BYTES)
        return web.Response(body=content, content_type=found.type.partition(";")[0])

    # What only a sandbox has

    async def _seen(self, request: web.Request) -> web.Response:
        messages = self.world.messages(request.query.get("to", ""))
        return web.json_response({"messages": messages, "read": self.world.reads()})

    async def _say(self, request: web.Request) -> web.Response:
        """`messages` instead of one go into one envelope; `times` repeats it, `hold` lets the next overtake it."""
        order = await request.json()
        phone = str(order.get("from", ""))
        try:
            messages = [self.phones.message(phone, said) for said in order.get("messages", (order,))]
        except WrongOrder as why:
            raise web.HTTPBadRequest(text=str(why)) from None
        value = messages_value(phone, messages)
        answered = await self.phones.deliver(value, times=int(order.get("times", 1)), hold=bool(order.get("hold")))
        return web.json_response({"ids": [message["id"] for message in messages], "answered": answered})

    async def _webhook(self, request: web.Request) -> web.Response:
        order = await request.json()
        if not await self.phones.verify(str(order["url"]), str(order.get("verify_token", ""))):
            raise web.HTTPBadRequest(text="The callback URL or verify token could not be validated.")
        self.world.set("webhook", str(order["url"]))
        self.world.set("app_secret", str(order.get("app_secret", "")))
        return web.json_response({"success": True})

    async def _faults(self, request: web.Request) -> web.Response:
        order = await request.json()
        fault = order.get("fault")
        if fault not in SENDING | FILES:
            raise web.HTTPBadRequest(text=f"A fault is one of {', '.join(sorted(SENDING | FILES))}.")
        self.world.order_fault(str(order.get("number", "")), fault, int(order.get("times", 1)))
        return web.json_response({"ordered": fault})

    async def _reset(self, request: web.Request) -> web.Response:
        self.world.reset()
        return web.json_response({"reset": True})


def _token(request: web.Request) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return kind == "Bearer" and bool(token.strip())


def _error(code: int, details: str = "") -> web.Response:
    status, title = ERRORS[code]
    error = {
        "message": f"(#{code}) {title}",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details or title},
        "fbtrace_id": "A0000000000000000000000",
    }
    return web.json_response({"error": error}, status=status)
