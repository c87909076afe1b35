"""The sandbox's control plane under `/_sim/`: let things go wrong, pay by hand, look at the books."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from integrations.daraja.sandbox_courier import Courier
from integrations.daraja.sandbox_paybill import Payment, pay
from integrations.daraja.sandbox_scenario import Faults, Scenario
from integrations.daraja.sandbox_settle import Settling
from integrations.daraja.sandbox_statement import statement
from integrations.daraja.sandbox_store import plain
from integrations.daraja.sandbox_world import World

MOST_ROWS = 1_000
MOST_MOVEMENTS = 20
T = TypeVar("T")


class Session(msgspec.Struct, frozen=True):
    """A subscriber's USSD session: M-PESA cannot prompt while it is open."""

    msisdn: str
    open: bool = True


class Hand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody holds this phone for so long: its prompts wait for her."""

    msisdn: str
    seconds: float = 15.0


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is left out stays as it is."""

    prompt_seconds: float | None = None
    payout_seconds: float | None = None
    status_seconds: float | None = None
    hang_seconds: float | None = None
    register_once: bool | None = None


class Balance(msgspec.Struct, frozen=True):
    """`account` is `utility`, `working` or a phone number; `amount` in whole shillings."""

    account: str
    amount: int


class Press(Faults, frozen=True, forbid_unknown_fields=True):
    """The owner of a phone answers the prompt that it shows, now; no `outcome` means she pays, if she can."""

    msisdn: str = ""


class Control:
    """The handlers, over one world."""

    def __init__(self, world: World, settling: Settling, courier: Courier, certificate: str) -> None:
        self._world = world
        self._settling = settling
        self._courier = courier
        self._certificate = certificate

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/_sim/log", self.log)
        app.router.add_get("/_sim/ledger", self.ledger)
        app.router.add_get("/_sim/certificate", self.certificate)
        app.router.add_get("/_sim/statement/{account:paybill|payouts}", self.statement)
        app.router.add_post("/_sim/scenario", _read(Scenario, self._scenario))
        app.router.add_post("/_sim/answer", _read(Press, self._answered))
        app.router.add_post("/_sim/hand", _read(Hand, self._held))
        app.router.add_post("/_sim/c2b", _read(Payment, self._paid))
        app.router.add_post("/_sim/session", _read(Session, self._session))
        app.router.add_post("/_sim/settings", _read(Settings, self._settings))
        app.router.add_post("/_sim/balance", _read(Balance, self._balance))
        app.router.add_post("/_sim/revoke", self.revoke)
        app.router.add_post("/_sim/reset", self.reset)

    async def log(self, request: web.Request) -> web.Response:
        """Requests that came, calls that went out, transactions, and how many calls still wait."""
        store = self._world.store
        latest = f"ORDER BY id DESC LIMIT {MOST_ROWS}"
        requests = [plain(row) for row in store.rows(f"SELECT * FROM daraja_log {latest}")]
        for line in requests:
            line["asked"], line["said"] = json.loads(line["asked"]), json.loads(line["said"])
        transactions = [
            {name: value for name, value in plain(row).items() if name not in ("fields", "faults")}
            for row in store.rows(f"SELECT * FROM daraja_transaction {latest}")
        ]
        callbacks = [plain(row) for row in store.rows(f"SELECT * FROM daraja_delivery {latest}")]
        return web.json_response(
            {
                "requests": requests,
                "transactions": transactions,
                "callbacks": callbacks,
                "waiting": len(self._courier.tasks),
            }
        )

    async def ledger(self, request: web.Request) -> web.Response:
        """Balances in cents; their sum is always zero, and so is that of every receipt."""
        rows = self._world.store.rows("SELECT name, cents FROM daraja_account ORDER BY name")
        accounts = {row["name"]: row["cents"] for row in rows}
        uneven = self._world.store.rows("SELECT receipt FROM daraja_posting GROUP BY receipt HAVING SUM(cents) <> 0")
        said = {"accounts": accounts, "sum": sum(accounts.values()), "uneven": [row[0] for row in uneven]}
        return web.json_response(said)

    async def statement(self, request: web.Request) -> web.Response:
        """As the portal of the provider gives it."""
        return web.Response(text=statement(self._world, request.match_info["account"]), content_type="text/csv")

    async def certificate(self, request: web.Request) -> web.Response:
        """The PEM to encrypt the initiator password with."""
        return web.Response(text=self._certificate, content_type="application/x-pem-file")

    async def revoke(self, request: web.Request) -> web.Response:
        """End all access tokens, as Daraja does now and then."""
        return web.json_response({"revoked": self._world.store.run("DELETE FROM daraja_token")})

    async def reset(self, request: web.Request) -> web.Response:
        """A new world; receipts go on counting, registered addresses stay."""
        await self._courier.forget()
        self._world.store.empty()
        return web.json_response({"state": "empty"})

    async def _scenario(self, scenario: Scenario) -> dict[str, Any]:
        number = self._world.store.add(
            "INSERT INTO daraja_scenario (scenario, left_over) VALUES (?, ?)",
            msgspec.json.encode(scenario).decode(), scenario.times,
        )  # fmt: skip
        return {"scenario": number}

    async def _answered(self, press: Press) -> dict[str, Any]:
        """How many prompts this phone showed: one, or none."""
        sql = "SELECT id FROM daraja_transaction WHERE kind = 'stk' AND state = 'waiting' AND msisdn = ?"
        row = self._world.store.row(sql, press.msisdn.lstrip("+"))
        if row is None:
            return {"answered": 0}
        faults = Faults(outcome=press.outcome, callback=press.callback)
        said = msgspec.json.encode(faults).decode()
        self._world.store.run("UPDATE daraja_transaction SET faults = ? WHERE id = ?", said, row["id"])
        if press.callback.delay_seconds:
            self._courier.after(0.0, row["id"])
        else:
            await self._courier.end_now(row["id"])
        return {"answered": 1}

    async def _held(self, hand: Hand) -> dict[str, Any]:
        """What the phone shows: open prompts, the money that came and went, and what is in its wallet."""
        msisdn = hand.msisdn.lstrip("+")
        self._world.hold(msisdn, hand.seconds)
        return {
            "prompts": [plain(row) for row in self._world.open_prompts(msisdn)],
            "movements": [plain(row) for row in self._world.movements(msisdn, MOST_MOVEMENTS)],
            "cents": self._world.balance(f"wallet:{msisdn}"),
        }

    async def _paid(self, payment: Payment) -> dict[str, Any]:
        done = await pay(payment, world=self._world, settling=self._settling, courier=self._courier)
        return msgspec.structs.asdict(done)

    async def _session(self, session: Session) -> dict[str, Any]:
        msisdn = session.msisdn.lstrip("+")
        sql = "INSERT OR IGNORE INTO daraja_session (msisdn) VALUES (?)"
        self._world.store.run(sql if session.open else "DELETE FROM daraja_session WHERE msisdn = ?", msisdn)
        return {"open": session.open}

    async def _settings(self, settings: Settings) -> dict[str, Any]:
        given = {k: v for k, v in msgspec.structs.asdict(settings).items() if v is not None}
        for name, value in given.items():
            setattr(self._world.timing, name, value)
        return given

    async def _balance(self, wanted: Balance) -> dict[str, Any]:
        is_org = wanted.account in ("utility", "working")
        account = self._world.org(wanted.account) if is_org else f"wallet:{wanted.account.lstrip('+')}"
        self._world.balance("issued")
        change = wanted.amount * 100 - self._world.balance(account)
        self._world.move("adjustment", change, source="issued", target=account)
        return {"account": account, "cents": self._world.balance(account)}


def _read(
    kind: type[T], do: Callable[[T], Awaitable[dict[str, Any]]]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A typed body in, JSON out; a body that does not fit is told why."""

    async def handle(request: web.Request) -> web.Response:
        try:
            wanted = msgspec.json.decode(await request.read(), type=kind)
        except (msgspec.DecodeError, msgspec.ValidationError) as trouble:
            return web.json_response({"error": str(trouble)}, status=400)
        return web.json_response(await do(wanted))

    return handle
