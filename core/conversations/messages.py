"""What may be asked of conversations: go on in a chat that waited for something signed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Command
from core.phone import Phone

GOES_ON = "chat.goes_on"


@dataclass(frozen=True)
class GoesOn:
    """The payload of the job `chat.goes_on`: the chat, by its `source`, that waits. Its words stand in the memory."""

    source: str
    phone: Phone
    event: str


@dataclass(frozen=True, kw_only=True)
class GoOnInChat(Command[None]):
    """She signed on another channel: her chat is told. `event` is once for ever."""

    source: str
    phone: Phone
    event: str
