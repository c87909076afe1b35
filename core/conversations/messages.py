"""What may be asked of conversations: who may read where, going on in a chat, a call, and what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from msgspec import Struct

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


# The record

#: How a turn went. `began`: the first screen of a session; `answered`: a question was; `meant`: her own words led
#: somewhere; `asked_which`: it could be two things; `handed_over`: what comes next is typed on another channel, and
#: `went_on`: it was, and is told here; `refused`: core said no, and she heard it; `again`: nothing new was said.
Outcome = Literal[
    "began", "answered", "unclear", "meant", "asked_which", "handed_over", "went_on", "refused", "ended", "again",
    "resumed",
]  # fmt: skip
#: How long the record is kept: a year, and the month that is compared with it.
TURNS_KEPT = timedelta(days=400)
#: How her words came to us.
By = Literal["keys", "text", "speech"]
#: How a provider says that a session ended: properly, because she went or lost the line, or because nobody answered.
Ending = Literal["closed", "dropped", "timed_out"]


class Trace(Struct, frozen=True, kw_only=True):
    """One turn: where it stood and where it led. No texts, names or phones; `member` is an id, empty for strangers.

    A conversation may last over several sessions; a chat has none, there a conversation is one. `dialog` is empty
    where a session begins. `half_way`: it waits for an answer within a dialog, so to go now is to drop it.
    A struct, because one is made on the path of every hop.
    """

    at: datetime
    conversation: str
    session: str
    channel: str
    outcome: Outcome
    member: str = ""
    language: str = ""
    dialog: str = ""
    step: str = ""
    to_dialog: str = ""
    to_step: str = ""
    refusal: str = ""
    intent: str = ""
    decision: str = ""
    confidence_percent: int = 0
    by: By = "keys"
    milliseconds: int = 0
    half_way: bool = False
    ends: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordTurns(Command[None]):
    """Keep a batch of turns, of one process, in the order in which they ended."""

    turns: tuple[Trace, ...]


@dataclass(frozen=True, kw_only=True)
class NoteEnd(Command[None]):
    """The provider says how a session ended, and after how many seconds that it bills. Kept once."""

    channel: str
    session: str
    ending: Ending
    seconds: int = 0


@dataclass(frozen=True)
class FunnelStep:
    """Conversations that were shown this step, were left at it, and went on from it; our time to answer it."""

    step: str
    reached: int
    left: int
    went_on: int
    milliseconds: int


@dataclass(frozen=True, kw_only=True)
class FunnelOf(Query[tuple[FunnelStep, ...]]):
    """How far conversations come in a dialog, the step that most reach first."""

    dialog: str
    since: datetime


@dataclass(frozen=True)
class ChannelFigure:
    """Sessions by how they ended: `left` is from a menu, with nothing half-way. `unclear` of `turns` were not
    understood. `seconds` are the provider's, where it says."""

    channel: str
    turns: int
    unclear: int
    sessions: int
    completed: int
    handed_over: int
    left: int
    dropped: int
    timed_out: int
    still_open: int
    seconds: int
    p50_milliseconds: int
    p99_milliseconds: int

    @property
    def drops(self) -> int:
        """Sessions that stopped in the middle of something."""
        return self.dropped + self.timed_out

    @property
    def unclear_share(self) -> float:
        return self.unclear / self.turns if self.turns else 0.0


@dataclass(frozen=True, kw_only=True)
class ChannelFigures(Query[tuple[ChannelFigure, ...]]):
    """Every channel that was used, the busiest first."""

    since: datetime


@dataclass(frozen=True)
class IntentFigure:
    """How often an intent was understood, what was decided, and how often it led somewhere."""

    intent: str
    heard: int
    acted: int
    asked: int
    fell_back: int
    led: int
    confidence_percent: int


@dataclass(frozen=True, kw_only=True)
class IntentFigures(Query[tuple[IntentFigure, ...]]):
    """Every intent that was understood, the most frequent first."""

    since: datetime


@dataclass(frozen=True)
class Used:
    """An intent that somebody used, and how often that led somewhere."""

    intent: str
    times: int
    succeeded: int


@dataclass(frozen=True)
class Interactions:
    """What a member said in her own words, in a chat, by speech or to a program, and every turn of her calls.

    Neither succeeded nor failed: we asked back which of two things she meant.
    """

    interactions: int
    succeeded: int
    failed: int
    asked_back: int
    average_milliseconds: int
    p50_milliseconds: int
    p99_milliseconds: int
    used: tuple[Used, ...]
    channels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class InteractionsOf(Query[Interactions]):
    """What the record has of one member; nothing of a stranger."""

    member: str
    since: datetime
