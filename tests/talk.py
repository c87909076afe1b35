"""A phone for tests: dials and presses on the real engine, over a real core, in memory or over any store."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from channels.chat import ChatHop
from channels.ussd.render import accent
from channels.ussd.transcript import Transcript
from core.phone import Phone
from core.secret import Secret
from dialogs.host import Host
from dialogs.screen import Answer, Heard

KEY = Secret("a key for transcripts in tests")


@dataclass
class MemoryInMemory:
    """Conversations in a dict, with the same promise as the real stores: a write only over what was read."""

    kept: dict[str, tuple[bytes, int]] = field(default_factory=dict)

    async def recall(self, key: str) -> tuple[bytes | None, int]:
        return self.kept.get(key, (None, 0))

    async def remember(self, key: str, state: bytes, version: int) -> bool:
        if self.kept.get(key, (b"", 0))[1] != version:
            return False
        self.kept[key] = (state, version + 1)
        return True


_sessions, _messages = count(1), count(1)


@dataclass
class Handset:
    """One phone on one line. `screen` is what it shows."""

    host: Host
    phone: Phone
    wallet: str = "mpesa"
    session: str = ""
    text: str = ""
    answer: Answer = field(default_factory=lambda: Answer("", True))

    @property
    def screen(self) -> str:
        return self.answer.words

    async def hop(self, text: str) -> str:
        """Send this transcript, whatever was sent before."""
        self.text = text
        heard = Heard(
            channel="ussd",
            phone=self.phone,
            session=self.session,
            hop=Transcript(self.session, text, KEY),
            wallet=self.wallet,
        )
        self.answer = await self.host.turn(heard, accent())
        return self.screen

    async def dial(self, beyond: str = "") -> str:
        """A new session; `beyond` is what was dialled after the code: `*384*1*3#` is dial("3")."""
        self.session = f"S{next(_sessions)}"
        return await self.hop(beyond)

    async def press(self, *keys: str) -> str:
        for key in keys:
            await self.hop(f"{self.text}*{key}" if self.text else key)
        return self.screen


def host_of(house: Any, memory: Any = None) -> Host:
    from dialogs.library import LIBRARY, TONGUES

    return Host(
        door=house.bus,
        memory=memory or MemoryInMemory(),
        library=LIBRARY,
        tongues=TONGUES,
        house=house.hold.institution,
        clock=house.clock,
    )


@dataclass
class Chat:
    """One phone in one chat. `screen` is what was answered last."""

    host: Host
    phone: Phone
    source: str = "test.sms"
    screen: str = ""

    async def text(self, *messages: str) -> str:
        for words in messages:
            await self._hear(ChatHop(f"M{next(_messages)}", KEY, words))
        return self.screen

    async def goes_on(self) -> str:
        """The job that tells a chat what was signed elsewhere."""
        return await self._hear(ChatHop(f"M{next(_messages)}", KEY), goes_on=True)

    async def _hear(self, hop: ChatHop, *, goes_on: bool = False) -> str:
        heard = Heard("sms", self.phone, self.source, hop, chat=True, goes_on=goes_on)
        self.screen = (await self.host.turn(heard, accent())).words
        return self.screen
