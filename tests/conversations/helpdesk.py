"""What people who answer do in a transcript: they look who talks, take a chat over, answer, give it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.messages import Origin
from core.talks.messages import (
    CHATS,
    CloseConversation,
    Conversation,
    GiveBack,
    LiveConversations,
    Reply,
    TakeOver,
    TranscriptOf,
)
from tests.conversations.town import Town

if TYPE_CHECKING:
    from tests.conversations.runner import Player

GRACE = Origin("staff:grace", "console", frozenset({"manager"}))


@dataclass
class Helpdesk:
    """`has` is the conversation that each member's chat was when it was taken over."""

    town: Town
    has: dict[str, Conversation] = field(default_factory=dict)

    async def take_over(self, who: str) -> list[str]:
        chat = next(each for each in await self._live() if self._is(each, who) and each.channel in CHATS)
        self.has[who] = await self.town.must(TakeOver(conversation=chat.conversation), by=GRACE)
        return []

    async def answer(self, who: str, words: str) -> list[str]:
        talk = self.has.get(who) or next(each for each in await self._live() if self._is(each, who))
        await self.town.must(Reply(conversation=talk.conversation, text=words), by=GRACE)
        return []

    async def give_back(self, who: str) -> list[str]:
        await self.town.must(GiveBack(conversation=self.has.pop(who).conversation), by=GRACE)
        return []

    async def close(self, who: str) -> list[str]:
        talk = self.has.pop(who, None) or next(each for each in await self._live() if self._is(each, who))
        await self.town.must(CloseConversation(conversation=talk.conversation), by=GRACE)
        return []

    async def look(self) -> list[str]:
        """Who talks with us: on which channel, where, and who waits for whom."""
        lines = [f"  {self._name(each):<8} {each.channel:<9} {_where(each)}" for each in await self._live()]
        return lines or ["  nobody talks with us"]

    async def read(self, who: str) -> list[str]:
        """The record of what was said with somebody, as staff read it."""
        await self.town.app.recorder.flush()
        asked = TranscriptOf(member=self._member(who), limit=200)
        lines = (await self.town.must(asked, by=GRACE)).items
        return [
            f"  {_speaker(line.who, who):<8} {line.channel:<9} {words}"
            for line in lines
            for words in line.text.split("\n")
        ]

    async def _live(self) -> list[Conversation]:
        await self.town.app.recorder.flush()
        return list((await self.town.must(LiveConversations(), by=GRACE)).items)

    def _is(self, talk: Conversation, who: str) -> bool:
        return talk.phone.number == self.town.phone_of(who)

    def _name(self, talk: Conversation) -> str:
        return self.town.name_of(talk.phone.number)

    def _member(self, who: str) -> str:
        return next(member for member, name in self.town.names.items() if name == who)


def _where(talk: Conversation) -> str:
    place = f"{talk.dialog}.{talk.step}" if talk.dialog else "at an end"
    if talk.taken_by:
        return f"{place}, {'waits for' if talk.waits else 'with'} {_speaker(talk.taken_by, '')}"
    return f"{place}, waits for a person ({talk.case})" if talk.waits else place


SPEAKERS: Mapping[str, str] = {"system": "Imarisha", GRACE.who: "Grace"}


def _speaker(who: str, member: str) -> str:
    return member if who == "member" else SPEAKERS[who]


# In a transcript


async def _staff(player: Player, act: str, who: str) -> list[str]:
    return await ACTS[act](player.helpdesk, who or player.speaker)


async def _answer(player: Player, who: str, words: str) -> list[str]:
    return await player.helpdesk.answer(who or player.speaker, words)


async def _talks(player: Player) -> list[str]:
    return await player.helpdesk.look()


async def _transcript(player: Player, who: str) -> list[str]:
    return await player.helpdesk.read(who)


ACTS = {"takes over": Helpdesk.take_over, "gives back": Helpdesk.give_back, "closes": Helpdesk.close}
VERBS: Mapping[str, Callable[..., Awaitable[list[str]]]] = {
    rf"staff (?P<act>{'|'.join(ACTS)})(?: (?P<who>\w+))?": _staff,
    r"staff (?:to (?P<who>\w+) )?\| (?P<words>.+)": _answer,
    r"talks": _talks,
    r"transcript of (?P<who>\w+)": _transcript,
}
