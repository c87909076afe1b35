"""What every chat has in common: a message is kept at the edge, heard by a job afterwards, and answered once.

A chat keeps what is typed, so no secret is heard in it; it has no sessions, so it goes on where it stood. The host
does both for whoever is `Heard` with `chat=True`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import structlog

from channels.sent import Poster, Sender, Sent
from core.conversations.messages import GOES_ON, GoesOn
from core.ids import new_id
from core.messages import (
    Arrived,
    Door,
    Jobs,
    Kept,
    ProviderError,
    ReadArrival,
    Refusal,
    SetAsideArrival,
    Work,
)
from core.notifications.messages import BeginSend, RecordSend
from core.phone import Phone
from core.secret import Secret
from core.talks.messages import RESUMES, HearForPerson, Resumes, TakenOver
from dialogs.screen import Accent, Again, Answer, Heard, News, Seen

SCOPE = "chat"
DIGEST_BYTES = 16
NONCE_CHARACTERS = 12
LEASE_SECONDS = 60
#: Her next messages wait behind the one that cannot be answered: minutes, not hours.
MOST_ATTEMPTS = 5

Turn = Callable[[Heard, Accent], Awaitable[Answer]]

log = structlog.get_logger()


class Unreadable(ValueError):
    """What was kept is no message that anybody can read; the text says why."""


@dataclass(frozen=True)
class Message:
    """One message of hers. `id` is the provider's; `tap` the id of the button or row of ours that she touched."""

    phone: Phone
    id: str
    words: str = field(default="", repr=False)
    tap: str = ""


#: One kept arrival as a message; None for what needs no answer (a reaction, a receipt of reading). Raises Unreadable.
Read = Callable[[Kept], Message | None]


@dataclass(frozen=True)
class Line:
    """One chat through one provider. `source` names it in the inbox (`arrived.<source>`) and in a conversation."""

    source: str
    channel: str
    read: Read
    poster: Poster
    accent: Accent
    segments: Callable[[str], int] = lambda page: 1
    """How many parts a page is billed as."""
    instead: Sender | None = None
    """Takes the words of a page by SMS where she wrote too long ago for a free message here."""
    words: Callable[[str], str] = lambda page: page


@dataclass(frozen=True)
class ChatHop:
    """A message as the host reads it: news, a repeat, or a touch of something old."""

    id: str
    key: Secret
    words: str = field(default="", repr=False)
    tap: str = ""

    @property
    def digest(self) -> str:
        key = self.key.reveal().encode()[: blake2b.MAX_KEY_SIZE]
        return blake2b(self.id.encode("utf-8", "replace"), key=key, digest_size=DIGEST_BYTES).hexdigest()

    @property
    def nonce(self) -> str:
        """Names our answer to this message in the ids of its buttons."""
        return self.digest[:NONCE_CHARACTERS]

    def read(self, seen: Sequence[Seen]) -> Again | News:
        """Against what this chat answered before, oldest first."""
        for hop in reversed(seen):
            if hop.digest == self.digest:
                return Again(hop.reply)
        if self.tap:
            nonce, _, pressed = self.tap.partition(":")
            if not seen or not pressed or seen[-1].digest[:NONCE_CHARACTERS] != nonce:
                return News((), self.digest, known=False)
            return News((pressed,), self.digest)
        return News((self.words,) if self.words else (), self.digest)


def jobs(lines: Sequence[Line], turn: Turn, digest_key: Secret) -> Jobs:
    """`arrived.<source>` for every line, and for chats that waited for a signature elsewhere or for a person."""
    by_source = {line.source: line for line in lines}
    desk = _Desk(turn, digest_key, by_source)
    arrivals = {f"arrived.{line.source}": Work(Arrived, desk.hears(line), attempts=MOST_ATTEMPTS) for line in lines}
    goes_on = Work(GoesOn, desk.goes_on, lease_seconds=LEASE_SECONDS)
    return {**arrivals, GOES_ON: goes_on, RESUMES: Work(Resumes, desk.resumes, lease_seconds=LEASE_SECONDS)}


@dataclass(frozen=True)
class _Desk:
    turn: Turn
    digest_key: Secret
    lines: Mapping[str, Line]

    def hears(self, line: Line) -> Callable[[Arrived, Door], Awaitable[None]]:
        async def hear(arrived: Arrived, door: Door) -> None:
            kept = await door.perform(ReadArrival(arrival=arrived.arrival))
            assert isinstance(kept, Kept)
            try:
                message = line.read(kept)
            except Unreadable as why:
                log.warning("chat_unreadable", source=line.source, why=str(why))
                aside = SetAsideArrival(arrival=arrived.arrival, reason=str(why))
                await door.perform(aside, key=f"aside:{arrived.arrival}", scope=SCOPE)
                return
            if message is not None:
                said = ChatHop(message.id, self.digest_key, message.words, message.tap)
                if not await self._waits_for_person(line, message, said.digest, door):
                    await self._answer(line, message.phone, said, door)

        return hear

    async def _waits_for_person(self, line: Line, message: Message, digest: str, door: Door) -> bool:
        """A person has this chat: the dialog hears nothing of it."""
        taken = await door.perform(TakenOver(source=line.source, phone=message.phone))
        if not taken:
            return False
        hear = HearForPerson(conversation=str(taken), words=message.words or message.tap.partition(":")[2])
        # Given back in this very moment, it is the dialog's again.
        return not isinstance(await door.perform(hear, key=f"{line.source}:{digest}", scope=SCOPE), Refusal)

    async def goes_on(self, event: GoesOn, door: Door) -> None:
        """What she waited for in this chat was signed somewhere else: say it here."""
        await self._by_itself(event, door, goes_on=True)

    async def resumes(self, event: Resumes, door: Door) -> None:
        """A person had this chat and gave it back: ask again what was asked."""
        await self._by_itself(event, door, resumes=True)

    async def _by_itself(
        self, event: GoesOn | Resumes, door: Door, *, goes_on: bool = False, resumes: bool = False
    ) -> None:
        line = self.lines.get(event.source)
        if line is None:
            log.warning("chat_is_gone", source=event.source)
            return
        await self._answer(
            line, event.phone, ChatHop(event.event, self.digest_key), door, goes_on=goes_on, resumes=resumes
        )

    async def _answer(
        self, line: Line, phone: Phone, said: ChatHop, door: Door, *, goes_on: bool = False, resumes: bool = False
    ) -> None:
        heard = Heard(line.channel, phone, line.source, said, chat=True, goes_on=goes_on, resumes=resumes)
        # A repeat of the job gets the same answer from the host, and the guard below says whether it left.
        answer = await self.turn(heard, line.accent)
        if not answer.words:
            return
        event = f"{line.source}:{said.digest}"
        segments = line.segments(answer.words)
        begin = BeginSend(
            event=event, notice="answer", member="", phone=phone, segments=segments, channel=line.channel
        )  # fmt: skip
        attempt = new_id()
        message = await door.perform(begin, key=f"{attempt}:begin", scope=SCOPE)
        if isinstance(message, Refusal):
            log.info("chat_not_answered_again", source=line.source, refusal=type(message).__name__)
            return
        sent = await line.poster.post(phone, answer.words, nonce=said.nonce)
        await self._record(line, message, sent, attempt, door)
        if sent.code in line.poster.closed and line.instead is not None:
            await self._instead(line, phone, line.words(answer.words), event, door)

    async def _instead(self, line: Line, phone: Phone, words: str, event: str, door: Door) -> None:
        """The window is closed: the same words by SMS, once."""
        assert line.instead is not None
        begin = BeginSend(event=f"{event}:sms", notice="answer", member="", phone=phone, segments=1)
        message = await door.perform(begin, key=f"{new_id()}:begin", scope=SCOPE)
        if isinstance(message, Refusal):
            return
        sent = await line.instead.send(phone, words)
        record = RecordSend(message=message, state=sent.state, provider_id=sent.provider_id, code=sent.code)
        await door.perform(record, key=f"{new_id()}:outcome", scope=SCOPE)
        log.info("chat_answered_by_sms", source=line.source, state=sent.state, code=sent.code)

    async def _record(self, line: Line, message: str, sent: Sent, attempt: str, door: Door) -> None:
        record = RecordSend(message=message, state=sent.state, provider_id=sent.provider_id, code=sent.code)
        await door.perform(record, key=f"{attempt}:outcome", scope=SCOPE)
        if sent.code in line.poster.alarming:
            log.error("chat_needs_a_person", source=line.source, code=sent.code)
        if sent.state == "retry":
            raise ProviderError(sent.code, retryable=True)
        log.info("chat_answered", source=line.source, state=sent.state, code=sent.code)
