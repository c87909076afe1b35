"""The job that tells a member something by SMS: words, a mark that we begin, the call, its outcome."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from channels import gsm7
from channels.sent import Sender
from core.ids import new_id
from core.messages import Door, Jobs, ProviderError, Refusal, Work
from core.notifications.messages import BeginSend, RecordSend, Tell
from core.phone import Phone

#: To whom, in which words, and which member's it is ("" for a stranger); None when there is nobody to tell.
Word = Callable[[Tell, Door], Awaitable[tuple[Phone, str, str] | None]]

TELL = "sms.tell"
SCOPE = "sms"
LEASE_SECONDS = 60

log = structlog.get_logger()


def jobs(sender: Sender, word: Word) -> Jobs:
    """`sms.tell`, served through `sender`. Raises ProviderError where the worker should try again later."""

    async def tell(event: Tell, door: Door) -> None:
        worded = await word(event, door)
        if worded is None:
            log.info("sms_nobody_to_tell", notice=event.notice)
            return
        phone, text, member = worded
        await _send(sender, door, event, phone=phone, text=gsm7.transliterate(text), member=member)

    return {TELL: Work(Tell, tell, lease_seconds=LEASE_SECONDS)}


async def _send(sender: Sender, door: Door, event: Tell, *, phone: Phone, text: str, member: str) -> None:
    segments = gsm7.segments(text)
    if segments > 1:
        # A receipt that costs two segments is better than none.
        log.warning("sms_too_long", notice=event.notice, segments=segments)
    begin = BeginSend(event=event.event, notice=event.notice, member=member, phone=phone, segments=segments)
    # A fresh key each time: a kept answer would look like a permission. The guard is the event, in core.
    attempt = new_id()
    message = await door.perform(begin, key=f"{attempt}:begin", scope=SCOPE)
    if isinstance(message, Refusal):
        log.info("sms_not_sent_again", notice=event.notice, refusal=type(message).__name__)
        return
    sent = await sender.send(phone, text)
    record = RecordSend(message=message, state=sent.state, provider_id=sent.provider_id, code=sent.code)
    await door.perform(record, key=f"{attempt}:outcome", scope=SCOPE)
    if sent.code in sender.alarming:
        log.error("sms_needs_a_person", code=sent.code)
    if sent.state == "retry":
        raise ProviderError(sent.code, retryable=True)
    log.info("sms_attempted", notice=event.notice, state=sent.state, code=sent.code)
