"""The end of a call, whoever carried it: a prompt that waited may leave, and a call of ours has reached her or not."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from core.conversations.messages import NoteEnd
from core.messages import Door, Origin, Refusal
from core.notifications.messages import RecordDelivery
from core.payments.messages import SessionEnded
from core.phone import Phone

SCOPE = "voice"
PROVIDER = Origin(who="provider:voice")

log = structlog.get_logger()


@dataclass(frozen=True)
class End:
    """`reached`: somebody, or something, picked up. `cause` is one of the provider's known words, or `other`."""

    session: str
    phone: Phone
    outbound: bool
    reached: bool
    cause: str
    seconds: int | None = None


async def record(end: End, door: Door) -> None:
    """Once per call, however often it is told."""
    log.info("voice_ended", outbound=end.outbound, reached=end.reached, cause=end.cause, seconds=end.seconds)
    if end.outbound:
        state = "delivered" if end.reached else "failed"
        report = RecordDelivery(provider_id=end.session, state=state, code="" if end.reached else end.cause)
        await door.perform(report, key=f"reached:{end.session}:{state}", scope=SCOPE, by=PROVIDER)
    if end.reached:
        noted = NoteEnd(channel="voice", session=end.session, ending="closed", seconds=end.seconds or 0)
        await door.perform(noted, key=f"noted:{end.session}", scope=SCOPE, by=PROVIDER)
    ended = SessionEnded(phone=end.phone)
    answer = await door.perform(ended, key=f"ended:{end.session}", scope=SCOPE, by=PROVIDER)
    if isinstance(answer, Refusal):
        log.warning("voice_end_refused", refusal=type(answer).__name__)
