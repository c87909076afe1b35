"""What may be asked of conversations: who may read where, going on in a chat, a call, and what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.messages import Command, Notice, Query
from core.phone import Phone
from core.secret import Secret

#: Jobs that channels serve.
GOES_ON, CALL = "chat.goes_on", "voice.call"


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


@dataclass(frozen=True)
class PlaceCall:
    """The payload of the job `voice.call`. `reason`: sign | reminder | call_back."""

    phone: Phone
    reason: str
    event: str
    language: str = ""


@dataclass(frozen=True)
class Calling:
    """We call `phone`."""

    phone: Phone


@dataclass(frozen=True, kw_only=True)
class AskCall(Command[Calling]):
    """Call this phone: to sign with its keys, or because it called us and should not pay. Once in five minutes."""

    phone: Phone
    reason: str
    language: str = ""


@dataclass(frozen=True)
class CallUnfinished(Notice):
    """Her call ended before what she wanted was done: how to go on."""


@dataclass(frozen=True, kw_only=True)
class SayGoodbye(Command[None]):
    """A call was ended by us, after silence or wrong keys: an SMS says how to go on. `event` is once for ever."""

    phone: Phone
    event: str


@dataclass(frozen=True, kw_only=True)
class OpenReading(Command[None]):
    """The PIN opens reading for this session on this channel, or, where a `chat` waits for it, there for 30 days."""

    signed: ClassVar = True
    even_blocked: ClassVar = True
    member: str
    pin: Secret
    chat: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadingOpen(Query[bool]):
    """Was this chat linked with her PIN, and is the link still good?"""

    member: str
    chat: str


@dataclass(frozen=True, kw_only=True)
class CloseReading(Command[None]):
    """Her chats forget the PIN: a new SIM, a new device, or she asked."""

    member: str
