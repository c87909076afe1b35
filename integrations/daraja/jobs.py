"""What the worker does for Daraja: send what core decided, ask what became of it, read what arrived."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import structlog

from core.ids import new_token
from core.messages import (
    Arrived,
    Door,
    Handle,
    Jobs,
    Kept,
    Origin,
    ReadArrival,
    Refusal,
    SetAsideArrival,
    Work,
)
from core.payments.messages import (
    Attempt,
    BeginAttempt,
    Outgoing,
    ReceiveMoney,
    RecordSubmission,
    ReportResult,
    Result,
    WhatWasAsked,
)
from core.providers.messages import AskBalance, BeginFloatQuestion, ReportFloat
from integrations.daraja.balances import read_balances
from integrations.daraja.client import DarajaClient
from integrations.daraja.config import MOST_DESCRIPTION, MOST_REMARKS, DarajaConfig
from integrations.daraja.submission import Submission
from integrations.daraja.wire import (
    Spoken,
    Unreadable,
    read_paybill,
    read_prompt_callback,
    read_result,
    read_reversal,
)

log = structlog.get_logger()

PROVIDER = "daraja"
SCOPE = "daraja"
BY_DARAJA = Origin(who="provider:daraja")
#: A call may fetch a token and be repeated once, each within the client's timeout.
LEASE_SECONDS = 120

What = Literal["prompt", "payout", "reversal", "ask", "confirm"]
Call = Callable[[DarajaClient, Attempt], Awaitable[Submission]]


def jobs(client: DarajaClient, config: DarajaConfig) -> Jobs:
    """Job name -> work, for the worker."""
    return {
        "daraja.prompt": _sends(client, "prompt", _prompt),
        "daraja.payout": _sends(client, "payout", _payout),
        "daraja.reversal": _sends(client, "reversal", _reversal),
        "daraja.confirm": _sends(client, "confirm", _confirm),
        "daraja.balance": Work(AskBalance, _asks_balance(client, config), attempts=3, lease_seconds=LEASE_SECONDS),
        "daraja.ask": Work(Outgoing, _asks(client, config), lease_seconds=LEASE_SECONDS),
        "arrived.daraja.stk": Work(Arrived, _reads(_stk, config)),
        "arrived.daraja.result": Work(Arrived, _reads_result(config)),
        "arrived.daraja.timeout": Work(Arrived, _reads(_timeout, config)),
        "arrived.daraja.c2b": Work(Arrived, _reads(_paybill, config)),
    }


# What we send


async def _begin(door: Door, payment: str, kind: What) -> Attempt | None:
    """Committed before the call. The key is new every time on purpose: under a repeated key the bus would
    hand out the attempt that it has kept, and a job that crashed after the call would call again."""
    key = f"attempt:{payment}:{kind}:{new_token()}"
    begun = await door.perform(BeginAttempt(payment=payment, kind=kind), key=key, scope=SCOPE)
    if isinstance(begun, Refusal):
        log.info("daraja_nothing_to_do", payment=payment, kind=kind, refusal=type(begun).__name__)
        return None
    return begun


async def _record(door: Door, attempt: Attempt, done: Submission) -> None:
    request = RecordSubmission(
        token=attempt.token,
        outcome=done.outcome,
        provider_id=done.provider_id,
        code=done.code,
        retryable=done.retryable,
    )
    await door.perform(request, key=f"submitted:{attempt.token}", scope=SCOPE, by=BY_DARAJA)


def _sends(client: DarajaClient, kind: What, call: Call) -> Work:
    async def send(outgoing: Outgoing, door: Door) -> None:
        if attempt := await _begin(door, outgoing.payment, kind):
            await _record(door, attempt, await call(client, attempt))

    return Work(Outgoing, send, lease_seconds=LEASE_SECONDS)


async def _prompt(client: DarajaClient, attempt: Attempt) -> Submission:
    return await client.prompt(
        attempt=attempt.token,
        phone=attempt.phone,
        amount=attempt.amount,
        reference=attempt.reference,
        description=(attempt.about or attempt.reference)[:MOST_DESCRIPTION],
    )


async def _payout(client: DarajaClient, attempt: Attempt) -> Submission:
    return await client.payout(
        attempt=attempt.token,
        phone=attempt.phone,
        amount=attempt.amount,
        remarks=f"Payout {attempt.about or attempt.reference}"[:MOST_REMARKS].strip(),
        occasion=attempt.reference[:MOST_REMARKS],
    )


async def _reversal(client: DarajaClient, attempt: Attempt) -> Submission:
    return await client.reverse(
        attempt=attempt.token,
        receipt=attempt.receipt,
        amount=attempt.amount,
        remarks=f"Paid by mistake {attempt.reference}",
    )


async def _confirm(client: DarajaClient, attempt: Attempt) -> Submission:
    return await client.ask_status(attempt=attempt.token, receipt=attempt.receipt)


# What we ask


def _asks(client: DarajaClient, config: DarajaConfig) -> Handle:
    async def ask(outgoing: Outgoing, door: Door) -> None:
        attempt = await _begin(door, outgoing.payment, "ask")
        if attempt is None:
            return
        if attempt.kind == "ask_prompt":
            await _ask_prompt(client, door, attempt)
            return
        await _record(door, attempt, await _ask_status(client, config, attempt))

    return ask


async def _ask_status(client: DarajaClient, config: DarajaConfig, attempt: Attempt) -> Submission:
    """A payout goes by our token. A reversal goes by the id that Daraja gave it, so one whose acknowledgement was
    lost cannot be asked after: its callback or the statement must tell."""
    if attempt.kind == "ask_reversal":
        return await client.ask_status(attempt=attempt.token, originator=attempt.asked)
    return await client.ask_status(
        attempt=attempt.token,
        receipt=attempt.receipt,
        originator=attempt.asked_token,
        shortcode=config.payer_shortcode,
    )


def _asks_balance(client: DarajaClient, config: DarajaConfig) -> Handle:
    """One question for both accounts, or one each where payouts have a shortcode of their own."""
    codes = {"": config.shortcode}
    if config.payer_shortcode != config.shortcode:
        codes = {"paybill": config.shortcode, "payouts": config.payer_shortcode}

    async def ask(asked: AskBalance, door: Door) -> None:
        for about, code in codes.items():
            request = BeginFloatQuestion(provider=asked.provider, about=about)
            token = await door.perform(request, key=f"float:{new_token()}", scope=SCOPE)
            if not isinstance(token, Refusal):
                await client.ask_balance(attempt=token, shortcode=code)

    return ask


async def _ask_prompt(client: DarajaClient, door: Door, attempt: Attempt) -> None:
    """A prompt whose acknowledgement was lost has no id to ask by: its callback or the paybill must tell."""
    if not attempt.asked:
        await _record(door, attempt, Submission("refused", code="nothing_to_ask_by"))
        return
    result = await client.ask_prompt(attempt.asked)
    heard = result.state != "unknown"
    await _record(door, attempt, Submission("accepted" if heard else "unknown", code=result.code))
    report = ReportResult(token=attempt.asked_token, provider_id=attempt.asked, result=result, trusted=True)
    await door.perform(report, key=f"asked:{attempt.token}", scope=SCOPE, by=BY_DARAJA)


# What arrived

Reads = Callable[[Kept, DarajaConfig], "ReportResult | ReceiveMoney | ReportFloat"]


def _reads(read: Reads, config: DarajaConfig) -> Handle:
    async def run(arrived: Arrived, door: Door) -> None:
        kept = await door.perform(ReadArrival(arrival=arrived.arrival))
        if isinstance(kept, Refusal):
            log.error("daraja_arrival_gone", arrival=arrived.arrival)
            return
        try:
            request = read(kept, config)
        except Unreadable as trouble:
            await _set_aside(door, arrived.arrival, str(trouble))
            return
        key = f"arrival:{arrived.arrival}"
        made = await door.perform(request, key=key, scope=SCOPE, by=BY_DARAJA)
        if isinstance(made, Refusal):
            await _set_aside(door, arrived.arrival, type(made).__name__)
            return
        log.info("daraja_arrival_read", arrival=arrived.arrival, source=kept.source, made=made)

    return run


async def _set_aside(door: Door, arrival: str, reason: str) -> None:
    log.warning("daraja_arrival_set_aside", arrival=arrival, reason=reason)
    request = SetAsideArrival(arrival=arrival, reason=reason)
    await door.perform(request, key=f"aside:{arrival}", scope=SCOPE, by=BY_DARAJA)


def _report(kept: Kept, spoken: Spoken) -> ReportResult:
    return ReportResult(token=kept.about, provider_id=spoken.provider_id, result=spoken.result)


def _stk(kept: Kept, config: DarajaConfig) -> ReportResult:
    return _report(kept, read_prompt_callback(kept.body, currency=config.currency))


def _reads_result(config: DarajaConfig) -> Handle:
    """A failed reversal looks like a failed question, so what was asked decides how the answer is read."""

    async def run(arrived: Arrived, door: Door) -> None:
        kept = await door.perform(ReadArrival(arrival=arrived.arrival))
        about = kept.about if isinstance(kept, Kept) else ""
        asked = await door.perform(WhatWasAsked(token=about), by=BY_DARAJA)
        read = _READ_AS.get(asked, _result) if isinstance(asked, str) else _result
        await _reads(read, config)(arrived, door)

    return run


def _went_back(kept: Kept, config: DarajaConfig) -> ReportResult:
    return _report(kept, read_reversal(kept.body, currency=config.currency))


def _balances(kept: Kept, config: DarajaConfig) -> ReportFloat:
    return ReportFloat(token=kept.about, accounts=read_balances(kept.body, currency=config.currency))


_READ_AS: Mapping[str, Reads] = {"reversal": _went_back, "balance": _balances}


def _result(kept: Kept, config: DarajaConfig) -> ReportResult:
    spoken = read_result(kept.body, token=kept.about, absent_codes=config.absent_codes, currency=config.currency)
    return _report(kept, spoken)


def _timeout(kept: Kept, config: DarajaConfig) -> ReportResult:
    """The body is undocumented and the address says it all: the request timed out in M-PESA's queue, and real
    results have followed. So it is unknown, never failed."""
    return _report(kept, Spoken("", Result("unknown", "queue_timeout")))


def _paybill(kept: Kept, config: DarajaConfig) -> ReceiveMoney:
    money = read_paybill(kept.body, currency=config.currency)
    return ReceiveMoney(
        provider=PROVIDER,
        receipt=money.receipt,
        amount=money.amount,
        reference=money.reference,
        payer=money.payer,
        at=money.at or kept.at,
    )
