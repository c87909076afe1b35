"""Daraja's own addresses, as the sandbox serves them: token, prompt, payout, reversal, questions, registration."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from integrations.daraja import sandbox_checks as checks
from integrations.daraja.sandbox_checks import Terms, Trouble
from integrations.daraja.sandbox_courier import Courier
from integrations.daraja.sandbox_scenario import Faults
from integrations.daraja.sandbox_world import HELD_SECONDS, World
from integrations.daraja.wire import Unreadable, read_object, text_of

TOKEN_SECONDS = 3599
_NOT_LOGGED = ("Password", "SecurityCredential")
_ACCEPTED = {"ResponseCode": "0", "ResponseDescription": "Accept the service request successfully."}
_REJECTED = "<html><body>Request Rejected</body></html>"
_SPIKE = {
    "fault": {
        "faultstring": "Spike arrest violation. Allowed rate : 5ps",
        "detail": {"errorcode": "policies.ratelimit.SpikeArrestViolation"},
    }
}

#: By what a scenario may tell requests apart, besides phone and amount.
_REFERENCES = ("AccountReference", "Occassion", "TransactionID")

Said = tuple[int, Mapping[str, Any]]
Do = Callable[[Mapping[str, Any], Faults], Awaitable[Said]]


@dataclass(frozen=True)
class Keys:
    """The credentials that this sandbox gave out."""

    consumer_key: str
    consumer_secret: str
    passkey: str


def error(trouble: Trouble) -> Said:
    said = {"requestId": "sandbox", "errorCode": trouble.code, "errorMessage": trouble.message}
    return trouble.status, said


#: Faults that come instead of any effect.
_INSTEAD: dict[str, Said] = {
    "429": (429, _SPIKE),
    "spike": error(Trouble(500, "500.003.02", "Error Occurred: Spike Arrest Violation")),
    "busy": error(Trouble(500, "500.003.02", "System is busy. Please try again in few minutes.")),
}


def _cut(request: web.Request) -> web.Response:
    """Hang up without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


class Api:
    """The handlers, over one world."""

    def __init__(self, world: World, courier: Courier, keys: Keys) -> None:
        self._world = world
        self._courier = courier
        self._keys = keys

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/oauth/v1/generate", self.token)
        table: tuple[tuple[str, str, Do], ...] = (
            ("/mpesa/stkpush/v1/processrequest", "stk", self._prompt),
            ("/mpesa/stkpushquery/v1/query", "query", self._query),
            ("/mpesa/b2c/v3/paymentrequest", "b2c", self._payout),
            ("/mpesa/transactionstatus/v1/query", "status", self._status),
            ("/mpesa/reversal/v1/request", "reversal", self._reversal),
            ("/mpesa/accountbalance/v1/query", "balance", self._balance),
            ("/mpesa/c2b/v1/registerurl", "register", self._register("v1")),
            ("/mpesa/c2b/v2/registerurl", "register", self._register("v2")),
        )
        for path, kind, do in table:
            app.router.add_post(path, self._served(kind, do))

    async def token(self, request: web.Request) -> web.Response:
        """Wrong credentials answer 400 with nothing in it, like the real one."""
        pair = f"{self._keys.consumer_key}:{self._keys.consumer_secret}".encode()
        if request.headers.get("Authorization") != f"Basic {base64.b64encode(pair).decode()}":
            return web.Response(status=400)
        if request.query.get("grant_type") != "client_credentials":
            _, said = error(Trouble(400, "400.008.02", "Invalid grant type passed"))
            return web.json_response(said, status=400)
        number = self._world.store.next_number("token")
        seed = f"{self._world.seed}:token:{number}:{self._world.now()}"
        word = hashlib.sha256(seed.encode()).hexdigest()[:28]
        until = self._world.clock() + timedelta(seconds=TOKEN_SECONDS)
        self._world.store.run(
            "INSERT OR REPLACE INTO daraja_token (token, until) VALUES (?, ?)", word, until.isoformat()
        )
        self._note(request, 200, {}, {"expires_in": str(TOKEN_SECONDS)})
        return web.json_response({"access_token": word, "expires_in": str(TOKEN_SECONDS)})

    def _token_taken(self, request: web.Request) -> bool:
        word = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = self._world.store.row("SELECT until FROM daraja_token WHERE token = ?", word)
        return found is not None and datetime.fromisoformat(found["until"]) > self._world.clock()

    def _served(self, kind: str, do: Do) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            if not self._token_taken(request):
                return self._say(request, {}, error(Trouble(404, "404.001.03", "Invalid Access Token")))
            try:
                fields = read_object(await request.read())
            except Unreadable:
                return self._say(request, {}, error(checks.bad("Request Body")))
            faults = self._faults(kind, fields)
            if faults.ack == "reset":
                self._note(request, 0, fields, "reset")
                return _cut(request)
            if faults.ack == "html":
                self._note(request, 200, fields, "html")
                return web.Response(text=_REJECTED, content_type="text/html")
            if faults.ack in _INSTEAD:
                return self._say(request, fields, _INSTEAD[faults.ack])
            return await self._answered(request, fields, faults, await do(fields, faults))

        return serve

    async def _answered(
        self, request: web.Request, fields: Mapping[str, Any], faults: Faults, said: Said
    ) -> web.StreamResponse:
        """The effect has happened; the acknowledgement may still go wrong."""
        if faults.ack == "hang":
            await asyncio.sleep(self._world.timing.hang_seconds)
        if faults.ack in ("lost", "hang"):
            self._note(request, 0, fields, faults.ack)
            return _cut(request)
        if faults.ack == "empty":
            self._note(request, 200, fields, "empty")
            return web.Response(status=200)
        if faults.ack == "error":
            said = error(Trouble(500, "500.003.1001", "Internal Server Error"))
        return self._say(request, fields, said)

    def _faults(self, kind: str, fields: Mapping[str, Any]) -> Faults:
        phone = text_of(fields.get("PhoneNumber")) or text_of(fields.get("PartyB"))
        amount = text_of(fields.get("Amount"))
        return self._world.faults_for(
            kind=kind, msisdn=phone, amount=int(amount) if amount.isdecimal() else 0,
            reference=next((text_of(fields[name]) for name in _REFERENCES if fields.get(name)), ""),
        )  # fmt: skip

    def _say(self, request: web.Request, fields: Mapping[str, Any], said: Said) -> web.Response:
        self._note(request, said[0], fields, said[1])
        return web.json_response(said[1], status=said[0])

    def _note(self, request: web.Request, status: int, fields: Mapping[str, Any], said: object) -> None:
        asked = {name: str(value) for name, value in fields.items() if name not in _NOT_LOGGED}
        self._world.store.note(at=self._world.now(), path=request.path, status=status, asked=asked, said=said)

    def _terms(self) -> Terms:
        return Terms(self._world.shortcode, self._keys.passkey, self._world.clock())

    async def _prompt(self, fields: Mapping[str, Any], faults: Faults) -> Said:
        if trouble := checks.check_prompt(fields, self._terms()):
            return error(trouble)
        msisdn = text_of(fields["PhoneNumber"])
        if self._world.has_open_prompt(msisdn):
            lock = "Unable to lock subscriber, a transaction is already in process for the current subscriber"
            return error(Trouble(500, "500.001.1001", lock))
        if self._world.is_held(msisdn) and not faults.outcome:
            faults = Faults(ack=faults.ack, outcome="timeout", callback=faults.callback)
        checkout, merchant = self._world.new_id("ws_CO_"), self._world.new_id("29115-")
        number = self._world.begin(
            "stk", provider_id=checkout, other_id=merchant, fields=fields, faults=faults, msisdn=msisdn,
            cents=int(text_of(fields["Amount"])) * 100, reference=text_of(fields["AccountReference"]),
        )  # fmt: skip
        held = self._world.is_held(msisdn)
        await self._ends(number, HELD_SECONDS if held else self._world.timing.prompt_seconds, faults)
        said = "Success. Request accepted for processing"
        return 200, {
            "MerchantRequestID": merchant,
            "CheckoutRequestID": checkout,
            "ResponseCode": "0",
            "ResponseDescription": said,
            "CustomerMessage": said,
        }

    async def _ends(self, number: int | None, seconds: float, faults: Faults) -> None:
        if number is not None and faults.callback.before_ack:
            await self._courier.end_now(number)
        elif number is not None:
            self._courier.after(seconds, number)

    async def _query(self, fields: Mapping[str, Any], faults: Faults) -> Said:
        if trouble := checks.check_query(fields, self._terms()):
            return error(trouble)
        checkout = text_of(fields["CheckoutRequestID"])
        row = self._world.store.row("SELECT * FROM daraja_transaction WHERE provider_id = ?", checkout)
        if row is None:
            return error(Trouble(500, "500.001.1001", "The transaction does not Exist"))
        code = faults.outcome or row["code"]
        if not code:
            return error(Trouble(500, "500.001.1001", "The transaction is being processed"))
        return 200, {
            "ResponseCode": "0",
            "ResponseDescription": "The service request has been accepted successfully",
            "MerchantRequestID": row["other_id"],
            "CheckoutRequestID": checkout,
            "ResultCode": code,
            "ResultDesc": "See the code",
        }

    async def _payout(self, fields: Mapping[str, Any], faults: Faults) -> Said:
        if trouble := checks.check_payout(fields, self._terms()):
            return error(trouble)
        originator, conversation = text_of(fields["OriginatorConversationID"]), self._world.new_id("AG_")
        number = self._world.begin(
            "b2c", provider_id=conversation, other_id=originator, fields=fields, faults=faults,
            msisdn=text_of(fields["PartyB"]), cents=int(text_of(fields["Amount"])) * 100,
            reference=text_of(fields.get("Occassion")),
        )  # fmt: skip
        if number is None:
            return error(Trouble(500, "500.002.1001", "Duplicate OriginatorConversationID."))
        await self._ends(number, self._world.timing.payout_seconds, faults)
        return 200, {"ConversationID": conversation, "OriginatorConversationID": originator} | _ACCEPTED

    async def _reversal(self, fields: Mapping[str, Any], faults: Faults) -> Said:
        if trouble := checks.check_reversal(fields, self._terms()):
            return error(trouble)
        cents = int(text_of(fields["Amount"])) * 100
        receipt = text_of(fields["TransactionID"])
        seconds = self._world.timing.payout_seconds
        return await self._taken("reversal", fields, faults, seconds, cents=cents, reference=receipt)

    async def _balance(self, fields: Mapping[str, Any], faults: Faults) -> Said:
        if trouble := checks.check_balance(fields, self._terms()):
            return error(trouble)
        return await self._taken("balance", fields, faults, self._world.timing.status_seconds)

    async def _status(self, fields: Mapping[str, Any], faults: Faults) -> Said:
        if trouble := checks.check_status(fields, self._terms()):
            return error(trouble)
        return await self._taken("status", fields, faults, self._world.timing.status_seconds)

    async def _taken(self, kind: str, fields: Mapping[str, Any], faults: Faults, seconds: float, **about: Any) -> Said:
        """Taken under an originator id that the caller did not choose; the result comes later."""
        originator, conversation = self._world.new_id("6e86-"), self._world.new_id("AG_")
        number = self._world.begin(
            kind, provider_id=conversation, other_id=originator, fields=fields, faults=faults, **about
        )
        await self._ends(number, seconds, faults)
        return 200, {"ConversationID": conversation, "OriginatorConversationID": originator} | _ACCEPTED

    def _register(self, version: str) -> Do:
        async def register(fields: Mapping[str, Any], faults: Faults) -> Said:
            if trouble := checks.check_register(fields, self._terms()):
                return error(trouble)
            if self._world.timing.register_once and self._world.address():
                return error(Trouble(500, "500.003.1001", "Urls are already registered"))
            self._world.store.run(
                "INSERT OR REPLACE INTO daraja_address"
                " (shortcode, confirmation, validation, when_silent, version) VALUES (?, ?, ?, ?, ?)",
                self._world.shortcode, fields["ConfirmationURL"], fields["ValidationURL"],
                fields["ResponseType"], version,
            )  # fmt: skip
            said = {"OriginatorCoversationID": self._world.new_id("6e86-"), "ResponseCode": "0"}
            return 200, said | {"ResponseDescription": "Success"}

        return register
