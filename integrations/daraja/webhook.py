"""They call us: callbacks are kept raw and answered at once; only the validation thinks before it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import msgspec
import structlog

from core.messages import Arrival, Door, KeepArrival, KeyReused, Origin, Read, Refusal, Reply, Route
from core.payments.messages import KnownReference
from integrations.daraja.config import DarajaConfig
from integrations.daraja.keys import dedupe_key, digest
from integrations.daraja.wire import Unreadable, money_of, read_object, text_of

log = structlog.get_logger()
Clock = Callable[[], datetime]

SCOPE = "daraja"
BY_DARAJA = Origin(who="provider:daraja")
MOST_REFERENCE = 64

#: Daraja's codes for turning money away before it is taken.
TAKE, WRONG_ACCOUNT, WRONG_AMOUNT = "0", "C2B00012", "C2B00013"
WRONG_SHORTCODE, OTHER = "C2B00015", "C2B00016"


def routes(door: Door, config: DarajaConfig, clock: Clock) -> list[Route]:
    """The table of addresses that Daraja calls."""
    root = "/payments/daraja/{token}"
    keepers = (
        ("/stk/{payment}", "stk"),
        ("/result/{payment}", "result"),
        ("/timeout/{payment}", "timeout"),
        ("/c2b/confirmation", "c2b"),
    )
    kept = [("POST", root + path, _guarded(config, _keeper(door, kind))) for path, kind in keepers]
    return [*kept, ("POST", f"{root}/c2b/validation", _guarded(config, _validator(door, config, clock)))]


def _reply(code: int | str, said: str) -> Reply:
    body = msgspec.json.encode({"ResultCode": code, "ResultDesc": said})
    return Reply(body=body, content_type="application/json")


def _guarded(config: DarajaConfig, read: Read) -> Read:
    async def guarded(arrival: Arrival) -> Reply:
        if not config.knows_token(arrival.path.get("token", "")):
            return Reply(status=404, body=b"Not found")
        return await read(arrival)

    return guarded


def _keeper(door: Door, kind: str) -> Read:
    async def keep(arrival: Arrival) -> Reply:
        # Whatever stands there is kept with the arrival; core knows which tokens are its own.
        about = text_of(arrival.path.get("payment", ""))[:MOST_REFERENCE]
        key = dedupe_key(kind, about=about, body=arrival.body)
        kept = await _keep(door, kind=kind, key=key, about=about, body=arrival.body)
        if isinstance(kept, KeyReused):
            # The same event in other words, or at another address: neither may displace the other.
            log.warning("daraja_arrival_differs", kind=kind, about=about)
            other = f"{key}:{digest(about.encode(), arrival.body)}"
            kept = await _keep(door, kind=kind, key=other, about=about, body=arrival.body)
        if isinstance(kept, Refusal):
            # The inbox itself says no. Daraja will not repeat, so it must not hear that all is well.
            log.error("daraja_arrival_not_kept", kind=kind, about=about, refusal=type(kept).__name__)
            return Reply(status=503, body=b"Not kept")
        return _reply(0, "Accepted")

    return keep


async def _keep(door: Door, *, kind: str, key: str, about: str, body: bytes) -> bool | Refusal:
    order = about or _reference_in(body)
    request = KeepArrival(source=f"daraja.{kind}", key=key, body=body, about=about, order=order)
    return await door.perform(request, key=key, scope=SCOPE, by=BY_DARAJA)


def _reference_in(body: bytes) -> str:
    """What was typed at the paybill: payments to one account are read in the order of their arrival."""
    try:
        return text_of(read_object(body).get("BillRefNumber"))[:MOST_REFERENCE]
    except Unreadable:
        return ""


def _validator(door: Door, config: DarajaConfig, clock: Clock) -> Read:
    async def validate(arrival: Arrival) -> Reply:
        code = await _in_time(_decide(door, config, arrival.body), config.validation_seconds)
        late = (clock() - arrival.at).total_seconds()
        log.info("daraja_validated", code=code, seconds=round(late, 3))
        return _reply(code, "Accepted" if code == TAKE else "Rejected")

    return validate


async def _decide(door: Door, config: DarajaConfig, body: bytes) -> str:
    """Take the money or not. Posts nothing: the confirmation is what counts."""
    try:
        asked = read_object(body)
    except Unreadable:
        return OTHER
    if text_of(asked.get("BusinessShortCode")) != config.shortcode:
        return WRONG_SHORTCODE
    if money_of(asked.get("TransAmount"), config.currency) is None:
        return WRONG_AMOUNT
    reference = text_of(asked.get("BillRefNumber"))[:MOST_REFERENCE]
    # Asked even when unknown references are taken: if core cannot answer now, it could not keep
    # the confirmation either, and Daraja sends that only once.
    known = await door.perform(KnownReference(reference=reference), by=BY_DARAJA)
    if isinstance(known, Refusal):
        return OTHER
    return WRONG_ACCOUNT if config.refuse_unknown and not known else TAKE


async def _in_time(deciding: Coroutine[Any, Any, str], seconds: float) -> str:
    """Its answer, or `OTHER` when it fails or dawdles: Daraja must hear a no rather than nothing."""
    task = asyncio.ensure_future(deciding)
    await asyncio.wait({task}, timeout=seconds)
    if not task.done():
        task.cancel()
        log.error("daraja_validation_late")
        return OTHER
    if trouble := task.exception():
        log.error("daraja_validation_failed", trouble=type(trouble).__name__)
        return OTHER
    return task.result()
