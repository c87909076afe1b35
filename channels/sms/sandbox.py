"""A fake of Africa's Talking messaging over real HTTP: what members got can be read, faults can be ordered.

`GET /_sim/messages?to=` · `POST /_sim/faults {"number", "fault", "times"}` ·
`POST /_sim/callbacks {"delivery"}` · `POST /_sim/reset`. No `number` means anybody, -1 `times` for ever;
the faults are the tables below.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, web

from channels import gsm7
from channels.sms.sandbox_world import World
from core.ids import new_id

#: What becomes of one recipient: statusCode and status, as the real one words them.
OUTCOMES: Mapping[str, tuple[int, str]] = {
    "queued": (102, "Queued"),
    "risk_hold": (401, "RiskHold"),
    "invalid_number": (403, "InvalidPhoneNumber"),
    "insufficient_balance": (405, "InsufficientBalance"),
    "blacklist": (406, "UserInBlacklist"),
    "could_not_route": (407, "CouldNotRoute"),
    "server_error": (500, "InternalServerError"),
    "gateway_error": (501, "GatewayError"),
    "rejected": (502, "RejectedByGateway"),
    "new_code": (499, "SomethingNew"),
}
#: What becomes of the whole call instead: status and a body that is plain text.
REFUSALS: Mapping[str, tuple[int, str]] = {
    "http_400": (400, "Request is missing required form field 'to'"),
    "http_401": (401, "The supplied authentication is invalid"),
    "http_500": (500, "The server encountered an error"),
    "http_502": (502, "<html>Bad gateway</html>"),
    "http_503": (503, "<html>Service unavailable</html>"),
}
#: The text is taken, and then the answer comes too late, not at all, or without its recipients.
AFTERWARDS = ("timeout", "reset")
#: Nothing is taken and 201 comes nevertheless, with the reason where the recipients should be.
NO_RECIPIENTS: Mapping[str, str] = {"no_recipients": "InvalidSenderId", "no_credit": "InsufficientBalance"}
#: The text is taken, and its delivery report says this: status and failureReason ("" for none at all).
REPORTS: Mapping[str, tuple[str, str]] = {
    "undelivered": ("Failed", "DeliveryFailure"),
    "absent": ("AbsentSubscriber", ""),
    "expired": ("Expired", ""),
    "unreported": ("", ""),
}
#: The answer's Content-Type without its charset, for once: the package reads the two differently.
BARE_TYPE = "bare_type"
FAULTS = {*OUTCOMES, *REFUSALS, *AFTERWARDS, *NO_RECIPIENTS, *REPORTS, BARE_TYPE}

PRICE_PER_PART = 8000  # ten-thousandths of a shilling
HOLD_SECONDS = 30.0
REPORT_AFTER_SECONDS = 0.05
CALLBACK_SECONDS = 5.0
MOST_RECIPIENTS = 1000

log = structlog.get_logger()


async def start(host: str, port: int, directory: Path, clock: Callable[[], datetime]) -> Sandbox:
    """Listening on `host:port` (0: any free one), with its world in `directory`/sandbox.sqlite."""
    sandbox = Sandbox(World(directory), clock)
    await sandbox.listen(host, port)
    return sandbox


class Sandbox:
    """`url` is what a sender takes as `base_url`."""

    url: str

    def __init__(self, world: World, clock: Callable[[], datetime]) -> None:
        self.world = world
        self._clock = clock
        self._reports: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    async def listen(self, host: str, port: int) -> None:
        app = web.Application(client_max_size=256 * 1024)
        app.add_routes(
            [
                web.post("/version1/messaging", self._messaging),
                web.get("/_sim/messages", self._messages),
                web.post("/_sim/faults", self._faults),
                web.post("/_sim/callbacks", self._callbacks),
                web.post("/_sim/reset", self._reset),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        self._closing.set()
        for report in self._reports:
            report.cancel()
        await asyncio.gather(*self._reports, return_exceptions=True)
        await self._runner.cleanup()
        self.world.close()

    # What the real one does

    async def _messaging(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        wanted = {name: str(form.get(name, "")) for name in ("username", "to", "message", "from")}
        if not request.headers.get("apiKey"):
            return _plain(REFUSALS["http_401"])
        if not (wanted["username"] and wanted["to"] and wanted["message"]):
            return _plain(REFUSALS["http_400"])
        numbers = wanted["to"].split(",")[:MOST_RECIPIENTS]
        faults = {number: self.world.take_fault(number) for number in numbers}
        for fault in faults.values():
            if fault in REFUSALS:
                return _plain(REFUSALS[fault])
            if fault in NO_RECIPIENTS:
                return _json(NO_RECIPIENTS[fault], [], bare=False)
        recipients = [self._accept(number, wanted, fault=faults[number]) for number in numbers]
        return await self._answer(request, recipients, set(faults.values()))

    async def _answer(
        self, request: web.Request, recipients: list[dict[str, Any]], faults: set[str]
    ) -> web.StreamResponse:
        if "timeout" in faults:
            await self._held()
        if "reset" in faults and request.transport:
            request.transport.abort()
        sent = sum(recipient["messageId"] != "None" for recipient in recipients)
        parts = sum(recipient.pop("parts") for recipient in recipients)
        message = f"Sent to {sent}/{len(recipients)} Total Cost: {_price(parts)}"
        return _json(message, recipients, bare=BARE_TYPE in faults)

    async def _held(self) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), HOLD_SECONDS)
        except TimeoutError:
            return

    def _accept(self, number: str, wanted: Mapping[str, str], *, fault: str) -> dict[str, Any]:
        code, status = OUTCOMES.get(fault, (101, "Success"))
        row = {"statusCode": code, "number": number, "status": status}
        if code not in (101, 102):
            return {**row, "cost": "0", "messageId": "None", "parts": 0}
        message_id, parts = f"ATXid_{new_id()}", gsm7.segments(wanted["message"])
        self.world.keep(
            message_id,
            to=number,
            sender=wanted["from"],
            text=wanted["message"],
            at=self._clock(),
            parts=parts,
        )
        report, reason = REPORTS.get(fault, ("Success", ""))
        if report:
            self._report_later(message_id, number, report, reason)
        return {**row, "cost": _price(parts), "messageId": message_id, "parts": parts}

    # Delivery reports: once, whatever becomes of them

    def _report_later(self, message_id: str, number: str, status: str, reason: str) -> None:
        form = {
            "id": message_id,
            "status": status,
            "phoneNumber": number,
            "networkCode": "99999",
            "retryCount": "0",
        }
        if reason:
            form["failureReason"] = reason
        task = asyncio.create_task(self._report(form))
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def _report(self, form: Mapping[str, str]) -> None:
        await asyncio.sleep(REPORT_AFTER_SECONDS)
        url = self.world.setting("delivery")
        if not url:
            return
        try:
            timeout = ClientTimeout(total=CALLBACK_SECONDS)
            async with ClientSession(timeout=timeout) as session, session.post(url, data=dict(form)) as reply:
                said = str(reply.status)
        except (ClientError, TimeoutError) as error:
            said = type(error).__name__
        self.world.reported(form["id"], form["status"], said)

    # What only a sandbox has

    async def _messages(self, request: web.Request) -> web.Response:
        return web.json_response({"messages": self.world.messages(request.query.get("to", ""))})

    async def _faults(self, request: web.Request) -> web.Response:
        order = await request.json()
        fault = order.get("fault")
        if fault not in FAULTS:
            raise web.HTTPBadRequest(text=f"A fault is one of {', '.join(sorted(FAULTS))}.")
        self.world.order_fault(str(order.get("number", "")), fault, int(order.get("times", 1)))
        return web.json_response({"ordered": fault})

    async def _callbacks(self, request: web.Request) -> web.Response:
        self.world.set("delivery", str((await request.json()).get("delivery", "")))
        return web.json_response({"kept": True})

    async def _reset(self, request: web.Request) -> web.Response:
        self.world.reset()
        return web.json_response({"reset": True})


def _price(parts: int) -> str:
    return "KES {}.{:04d}".format(*divmod(parts * PRICE_PER_PART, 10_000))


def _plain(refusal: tuple[int, str]) -> web.Response:
    status, text = refusal
    return web.Response(status=status, text=text, content_type="text/plain")


def _json(message: str, recipients: list[dict[str, Any]], *, bare: bool) -> web.Response:
    body = {"SMSMessageData": {"Message": message, "Recipients": recipients}}
    reply = web.json_response(body, status=201)
    if bare:
        reply.headers["Content-Type"] = "application/json"
    return reply
