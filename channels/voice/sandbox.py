"""Fakes of the voice providers over real HTTP: they ring simulated phones, which drive our real webhook.

`POST /_sim/callbacks {"africastalking": url, "twilio": url}` says where our webhooks are.
`POST /_sim/phones {"number", "answers": human|machine|busy|no, "does": [...]}` teaches a phone what it does when rung.
`POST /_sim/calls {"from", "does": [...], "provider"}` has a phone ring us; the answer comes when the call has ended.
`GET /_sim/calls?phone=` lists calls with what was heard · `POST /_sim/faults {"number", "fault", "times"}` ·
`POST /_sim/reset`. No `number` means anybody, -1 `times` for ever; the faults are the tables below.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from channels.twilio_sandbox_desk import ACCOUNT_SID, AUTH_TOKEN
from channels.voice.sandbox_dialects import AfricasTalking, Twilio
from channels.voice.sandbox_phone import CALLBACK_SECONDS, Call, Dialect
from channels.voice.sandbox_world import World
from core.ids import new_id

OURS = "+254711082000"
AFRICASTALKING, TWILIO = "africastalking", "twilio"
ANSWERS = ("human", "machine", "busy", "no")

#: Nobody is rung: status of the entry at Africa's Talking, code at Twilio.
NOT_RUNG: Mapping[str, tuple[str, int]] = {
    "invalid_number": ("InvalidPhoneNumber", 21211),
    "not_supported": ("DestinationNotSupported", 21215),
    "no_credit": ("InsufficientCredit", 20005),
    "new_code": ("SomethingNew", 29999),
}
#: What becomes of the whole request instead.
REFUSALS: Mapping[str, int] = {
    "http_400": 400, "http_401": 401, "http_429": 429, "http_500": 500, "http_502": 502, "http_503": 503,
}  # fmt: skip
#: The phone rings, and the answer to the request comes too late, or never.
AFTERWARDS = ("timeout", "reset")
#: 201 with no entry and the reason beside it.
NO_ENTRY = "no_entry"
FAULTS = {*NOT_RUNG, *REFUSALS, *AFTERWARDS, NO_ENTRY}
HOLD_SECONDS = 30.0
RING_SECONDS = 0.05


async def start(
    host: str, port: int, directory: Path, clock: Callable[[], datetime], *,
    number: str = OURS, account: str = ACCOUNT_SID, auth_token: str = AUTH_TOKEN,
) -> Sandbox:  # fmt: skip
    """Listening on `host:port` (0: any free one), with its world in `directory`/sandbox.sqlite.

    `number` is what our phones ring; the account and its token are Twilio's.
    """
    sandbox = Sandbox(World(directory), clock, number, Twilio(account, auth_token))
    await sandbox.listen(host, port)
    return sandbox


class Sandbox:
    def __init__(self, world: World, clock: Callable[[], datetime], number: str, twilio: Twilio) -> None:
        self.world = world
        self._number, self._twilio_account = number, twilio
        self.url = ""
        self._clock = clock
        self._dialects: Mapping[str, Dialect] = {AFRICASTALKING: AfricasTalking(clock), TWILIO: twilio}
        self._runner: web.AppRunner
        self._calls: set[asyncio.Task[Any]] = set()
        self._closing = asyncio.Event()

    async def listen(self, host: str, port: int) -> None:
        app = web.Application(client_max_size=256 * 1024)
        app.add_routes(
            [
                web.post("/call", self._africastalking),
                web.post("/2010-04-01/Accounts/{account}/Calls.json", self._twilio),
                web.get("/_sim/calls", self._listed),
                web.post("/_sim/calls", self._rung),
                web.post("/_sim/phones", self._taught),
                web.post("/_sim/callbacks", self._told),
                web.post("/_sim/faults", self._faults),
                web.post("/_sim/reset", self._reset),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        self._closing.set()
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)
        await self._runner.cleanup()
        self.world.close()

    async def settled(self) -> None:
        """Every call that was begun has ended."""
        await asyncio.gather(*self._calls, return_exceptions=True)

    # What the real ones do

    async def _africastalking(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        called, tag = str(form.get("to", "")), str(form.get("clientRequestId", ""))
        if not request.headers.get("apiKey"):
            return web.Response(status=401, text="The supplied authentication is invalid")
        if not (form.get("username") and form.get("from") and called):
            return web.Response(status=400, text="Request is missing required form field 'to'")
        fault = self.world.take_fault(called)
        if fault in REFUSALS:
            return web.Response(status=REFUSALS[fault], text="The request was not served")
        if fault == NO_ENTRY:
            return web.json_response({"entries": [], "errorMessage": "InvalidCallerId"})
        if fault in NOT_RUNG:
            entry = {"phoneNumber": called, "status": NOT_RUNG[fault][0], "sessionId": "None"}
            return web.json_response({"entries": [entry], "errorMessage": "None"})
        url = self.world.setting(AFRICASTALKING)
        call = self._call(AFRICASTALKING, f"ATVId_{new_id()}", called, url, url, outbound=True, tag=tag)
        self._later(self._ring(call))
        await self._trouble(request, fault)
        entry = {"phoneNumber": called, "status": "Queued", "sessionId": call.id}
        return web.json_response({"entries": [entry], "errorMessage": "None"})

    async def _twilio(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        called = str(form.get("To", ""))
        if request.headers.get("Authorization") != self._twilio_account.basic:
            return _error(401, 20003)
        if not (called and form.get("From") and form.get("Url")):
            return _error(400, 21205)
        fault = self.world.take_fault(called)
        if fault in REFUSALS:
            return _error(REFUSALS[fault], 20429 if fault == "http_429" else 0)
        if fault in NOT_RUNG or fault == NO_ENTRY:
            return _error(400, NOT_RUNG.get(fault, ("", 21210))[1])
        voice, over = str(form["Url"]), str(form.get("StatusCallback", ""))
        call = self._call(TWILIO, f"CA{new_id()}", called, voice, over, outbound=True)
        self._later(self._ring(call))
        await self._trouble(request, fault)
        return web.json_response({"sid": call.id, "status": "queued", "to": called}, status=201)

    def _call(
        self, provider: str, call_id: str, phone: str, voice: str, over: str, *, outbound: bool = False, tag: str = ""
    ) -> Call:
        direction = "outbound" if outbound else "inbound"
        self.world.begin(call_id, provider=provider, phone=phone, direction=direction, tag=tag, at=self._clock())
        return Call(self._dialects[provider], call_id, phone, self._number, voice, over, outbound, tag)

    async def _ring(self, call: Call) -> None:
        """A call of ours: the phone does what it was taught."""
        await asyncio.sleep(RING_SECONDS)
        answers, call.does = self.world.phone(call.phone)
        call.machine = answers == "machine"
        if answers in ("busy", "no"):
            async with ClientSession(timeout=ClientTimeout(total=CALLBACK_SECONDS)) as http:
                await call.tell_end(http, answers)
            self._ended(call, answers)
            return
        self._ended(call, await call.run())

    def _ended(self, call: Call, state: str) -> None:
        self.world.end(call.id, state=state, heard=call.heard, complaints=call.complaints)

    async def _trouble(self, request: web.Request, fault: str) -> None:
        if fault == "timeout":
            try:
                await asyncio.wait_for(self._closing.wait(), HOLD_SECONDS)
            except TimeoutError:
                return
        if fault == "reset" and request.transport:
            request.transport.abort()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    # What only a sandbox has

    async def _rung(self, request: web.Request) -> web.Response:
        order = await request.json()
        provider = order.get("provider", AFRICASTALKING)
        if provider not in self._dialects:
            raise web.HTTPBadRequest(text=f"A provider is one of {', '.join(self._dialects)}.")
        url = self.world.setting(provider)
        prefix = {AFRICASTALKING: "ATVId_", TWILIO: "CA"}[provider]
        call = self._call(provider, f"{prefix}{new_id()}", str(order["from"]), url, url)
        call.does, call.repeats = order.get("does", []), bool(order.get("repeats"))
        self._ended(call, await call.run())
        return web.json_response(next(each for each in self.world.calls(call.phone) if each["id"] == call.id))

    async def _listed(self, request: web.Request) -> web.Response:
        return web.json_response({"calls": self.world.calls(request.query.get("phone", ""))})

    async def _taught(self, request: web.Request) -> web.Response:
        order = await request.json()
        answers = order.get("answers", "human")
        if answers not in ANSWERS:
            raise web.HTTPBadRequest(text=f"A phone is answered by one of {', '.join(ANSWERS)}.")
        self.world.teach(str(order["number"]), answers=answers, does=order.get("does", []))
        return web.json_response({"taught": True})

    async def _told(self, request: web.Request) -> web.Response:
        for name, url in (await request.json()).items():
            self.world.set(str(name), str(url))
        return web.json_response({"kept": True})

    async def _faults(self, request: web.Request) -> web.Response:
        order = await request.json()
        fault = order.get("fault")
        if fault not in FAULTS:
            raise web.HTTPBadRequest(text=f"A fault is one of {', '.join(sorted(FAULTS))}.")
        self.world.order_fault(str(order.get("number", "")), fault, int(order.get("times", 1)))
        return web.json_response({"ordered": fault})

    async def _reset(self, request: web.Request) -> web.Response:
        self.world.reset()
        return web.json_response({"reset": True})


def _error(status: int, code: int) -> web.Response:
    body: dict[str, Any] = {"status": status, "message": "The request was not served"}
    return web.json_response({**body, "code": code} if code else body, status=status)
