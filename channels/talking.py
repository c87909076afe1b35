"""A person's words in a chat, or by SMS: sent once, through the same line; and the chat that goes on afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from channels import gsm7
from channels.chat import NONCE_CHARACTERS, SCOPE, Line
from channels.sent import Sender, Sent
from channels.sms.tell import Word
from core.ids import new_id
from core.messages import Door, Jobs, ProviderError, Refusal, Work
from core.notifications.messages import BeginSend, RecordSend, Tell
from core.talks.messages import (
    SAYS,
    UNANSWERED,
    LapseTakeover,
    NoteSaid,
    Says,
    Unanswered,
    WordsOf,
)
from dialogs.screen import Said

SMS = "sms"
NO_FACTS = "{}"
LEASE_SECONDS = 60

log = structlog.get_logger()


def jobs(lines: Sequence[Line], sms: Sender, word: Word) -> Jobs:
    """`chat.says` for every line and for SMS, and the end of the time in which a person answers."""
    desk = _Desk({line.source: line for line in lines}, sms, word)
    return {SAYS: Work(Says, desk.says, lease_seconds=LEASE_SECONDS), UNANSWERED: Work(Unanswered, unanswered)}


async def unanswered(event: Unanswered, door: Door) -> None:
    lapse = LapseTakeover(takeover=event.takeover, asked_at=event.asked_at)
    key = f"lapse:{event.takeover}:{event.asked_at.isoformat()}"
    log.info("talk_looked_after", lapsed=await door.perform(lapse, key=key, scope=SCOPE))


@dataclass(frozen=True)
class _Desk:
    """`word` puts our own notices into words; `sms` takes what cannot go into a chat."""

    lines: Mapping[str, Line]
    sms: Sender
    word: Word

    async def says(self, says: Says, door: Door) -> None:
        text = await self._text(says, door)
        if not text:
            log.info("talk_has_no_words", notice=says.notice)
            return
        line = self.lines.get(says.source)
        if line is None:
            await self._by_sms(says, says.event, text, door)
        else:
            sent = await self._in_chat(line, says, text, door)
            if sent is not None and sent.code in line.poster.closed and line.instead is not None:
                await self._by_sms(says, f"{says.event}:sms", text, door)
        if says.notice:
            await door.perform(
                NoteSaid(conversation=says.conversation, text=text), key=f"said:{says.event}", scope=SCOPE
            )

    async def _text(self, says: Says, door: Door) -> str:
        if says.line:
            found = await door.perform(WordsOf(line=says.line))
            return "" if isinstance(found, Refusal) else found
        tell = Tell(says.event, says.notice, NO_FACTS, phone=says.phone.number, language=says.language)
        worded = await self.word(tell, door)
        return worded[1] if worded else ""

    async def _in_chat(self, line: Line, says: Says, text: str, door: Door) -> Sent | None:
        """None: it was sent before."""
        pages = line.accent(Said(text))
        page = pages[0] if len(pages) == 1 else text
        message, attempt = await self._begins(says, says.event, line.channel, line.segments(page), door)
        if message is None:
            return None
        sent = await line.poster.post(says.phone, page, nonce=attempt[:NONCE_CHARACTERS])
        await self._record(message, attempt, sent, line.poster.alarming, door)
        return sent

    async def _by_sms(self, says: Says, event: str, text: str, door: Door) -> None:
        words = gsm7.transliterate(text)
        message, attempt = await self._begins(says, event, SMS, gsm7.segments(words), door)
        if message is not None:
            await self._record(message, attempt, await self.sms.send(says.phone, words), self.sms.alarming, door)

    async def _begins(self, says: Says, event: str, channel: str, segments: int, door: Door) -> tuple[str | None, str]:
        begin = BeginSend(
            event=event, notice=says.notice or "reply", member="", phone=says.phone, segments=segments, channel=channel
        )  # fmt: skip
        attempt = new_id()
        message = await door.perform(begin, key=f"{attempt}:begin", scope=SCOPE)
        if isinstance(message, Refusal):
            log.info("talk_not_sent_again", channel=channel, refusal=type(message).__name__)
            return None, attempt
        return message, attempt

    async def _record(self, message: str, attempt: str, sent: Sent, alarming: frozenset[str], door: Door) -> None:
        record = RecordSend(message=message, state=sent.state, provider_id=sent.provider_id, code=sent.code)
        await door.perform(record, key=f"{attempt}:outcome", scope=SCOPE)
        if sent.code in alarming:
            log.error("talk_needs_a_person", code=sent.code)
        if sent.state == "retry":
            raise ProviderError(sent.code, retryable=True)
        log.info("talk_sent", state=sent.state, code=sent.code)
