"""The job that calls a member: a mark that we begin, one call, its outcome; nobody is called twice for one event."""

from __future__ import annotations

from hashlib import sha256
from typing import Protocol

import structlog

from channels.sent import Sent
from channels.voice.desk import REASONS
from channels.voice.ending import SCOPE
from core.conversations.messages import CALL, PlaceCall
from core.ids import new_id
from core.messages import Door, Jobs, ProviderError, Refusal, Work
from core.notifications.messages import BeginSend, RecordSend
from core.phone import Phone

LEASE_SECONDS = 60
#: Who hears from us half an hour later that her phone rang for nothing is not helped.
ATTEMPTS = 5
GUARD_CHARACTERS = 40

log = structlog.get_logger()


class Caller(Protocol):
    """Has a phone rung, once; what is said when it is picked up, our webhook says.

    `alarming`: codes that a person must hear of (no credit, wrong keys).
    """

    alarming: frozenset[str]

    async def call(self, phone: Phone, *, reason: str) -> Sent: ...


def jobs(caller: Caller) -> Jobs:
    """`voice.call`, served through `caller`. Raises ProviderError where the worker should try again later."""

    async def place(event: PlaceCall, door: Door) -> None:
        if event.reason not in REASONS:
            log.error("voice_reason_unknown", reason=event.reason)
            return
        begin = BeginSend(event=_guard(event), notice="call", member="", phone=event.phone, segments=1)
        # A fresh key each time: a kept answer would look like a permission. The guard is the event, in core.
        attempt = new_id()
        message = await door.perform(begin, key=f"{attempt}:begin", scope=SCOPE)
        if isinstance(message, Refusal):
            log.info("voice_not_called_again", reason=event.reason, refusal=type(message).__name__)
            return
        sent = await caller.call(event.phone, reason=event.reason)
        outcome = RecordSend(message=message, state=sent.state, provider_id=sent.provider_id, code=sent.code)
        await door.perform(outcome, key=f"{attempt}:outcome", scope=SCOPE)
        if sent.code in caller.alarming:
            log.error("voice_needs_a_person", code=sent.code)
        if sent.state == "retry":
            raise ProviderError(sent.code, retryable=True)
        log.info("voice_called", reason=event.reason, state=sent.state, code=sent.code)

    return {CALL: Work(PlaceCall, place, attempts=ATTEMPTS, lease_seconds=LEASE_SECONDS)}


def _guard(event: PlaceCall) -> str:
    """An event may be named after a phone, and this one is kept in the open."""
    return f"call:{sha256(event.event.encode()).hexdigest()[:GUARD_CHARACTERS]}"
