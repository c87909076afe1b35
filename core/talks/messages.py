"""What may be asked of talks: who talks with us now, what was said, and to take over, answer and give back a chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from msgspec import Struct

from core.messages import PAGE, Command, Notice, Page, Query, Refusal
from core.phone import Phone

#: Jobs that channels serve: a person's words leave, a chat goes on where it stood, nobody answered in time.
SAYS, RESUMES, UNANSWERED = "chat.says", "chat.resumes", "chat.unanswered"
#: Channels in which a person may take over; in the others a session is over before anybody has read it.
CHATS = ("sms", "whatsapp")
#: So long after her last message a chat, or a session, is still going on.
LIVE_CHAT, LIVE_SESSION = timedelta(hours=24), timedelta(minutes=5)
#: WhatsApp takes free words so long after hers; afterwards they go by SMS.
WINDOW = timedelta(hours=24)
#: Two parts of an SMS, or half as much outside its alphabet; a bubble that is still read.
MOST_SMS, MOST_SMS_UNUSUAL, MOST_BUBBLE = 300, 130, 1_000
MOST_WORDS = 2_000

Direction = Literal["in", "out"]


# The record


class Exchange(Struct, frozen=True, kw_only=True):
    """The words of one turn, without secrets: what was heard, what was said, and where the conversation stands now.

    `source` names a chat, or a session. A struct, because one is made for every hop.
    """

    conversation: str
    at: datetime
    phone: str
    member: str
    language: str
    channel: str
    source: str
    dialog: str
    step: str
    half_way: bool
    ends: bool
    heard: str
    said: str


@dataclass(frozen=True, kw_only=True)
class KeepWords(Command[None]):
    """Keep a batch of exchanges, of one process, in the order in which they ended."""

    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, kw_only=True)
class NoteSaid(Command[None]):
    """Words of ours that left outside a turn."""

    conversation: str
    text: str


# Looking


@dataclass(frozen=True)
class NoSuchConversation(Refusal):
    """No conversation has this id, or its words are not kept any more."""


@dataclass(frozen=True)
class Conversation:
    """With whom, where and since when. `dialog` and `step` are where she stands; `half_way`: she was asked something.

    `case`: the open case by which she asked for a person. `taken_by` has the chat now; `asked_at` is since when she
    waits for an answer of that person. `name` is empty for strangers.
    """

    conversation: str
    member: str
    name: str
    phone: Phone
    language: str
    channel: str
    dialog: str
    step: str
    half_way: bool
    began_at: datetime
    heard_at: datetime
    case: str
    taken_by: str
    asked_at: datetime | None

    @property
    def waits(self) -> bool:
        """For a person."""
        return bool(self.asked_at or (self.case and not self.taken_by))


@dataclass(frozen=True, kw_only=True)
class LiveConversations(Query[Page[Conversation]]):
    """Those that are going on, the one that began last first. `waiting`: those alone that wait for a person."""

    channel: str = ""
    member: str = ""
    waiting: bool = False
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class Line:
    """Something that was said. `who`: member | system | staff:<id>. `state`: what became of a person's words."""

    line: str
    conversation: str
    at: datetime
    channel: str
    direction: Direction
    who: str
    text: str
    state: str


@dataclass(frozen=True, kw_only=True)
class TranscriptOf(Query[Page[Line]]):
    """What was said in one conversation, or with one member: the last part first, each part in its order."""

    conversation: str = ""
    member: str = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class Talk:
    """A conversation and the last that was said in it."""

    conversation: Conversation
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class ConversationOf(Query[Talk]):
    refuses: ClassVar = (NoSuchConversation,)
    conversation: str


# A person answers


@dataclass(frozen=True)
class NotAChat(Refusal):
    """A session or a call cannot be taken over: it is over before anybody has read it. An answer goes by SMS."""


@dataclass(frozen=True)
class TakenByAnother(Refusal):
    """Somebody else has this chat."""

    staff: str


@dataclass(frozen=True)
class NotTaken(Refusal):
    """Nobody has taken this chat over, or it was given back."""


@dataclass(frozen=True)
class TooLong(Refusal):
    """More than `most` characters do not fit into one message there."""

    most: int


@dataclass(frozen=True)
class NothingSaid(Refusal):
    """There are no words."""


@dataclass(frozen=True, kw_only=True)
class TakeOver(Command[Conversation]):
    """From now on what she writes in this chat waits for whoever asks; the dialog rests, and she is told once."""

    refuses: ClassVar = (NoSuchConversation, NotAChat, TakenByAnother)
    conversation: str


@dataclass(frozen=True, kw_only=True)
class Reply(Command[str]):
    """A person's words, on the same channel. A chat that nobody has is taken over; to a session they go by SMS.

    Answers the line's id alone: answers are kept for good, and words are not.
    """

    refuses: ClassVar = (NoSuchConversation, TakenByAnother, TooLong, NothingSaid)
    conversation: str
    text: str


@dataclass(frozen=True, kw_only=True)
class GiveBack(Command[None]):
    """The dialog has the chat again, and goes on where she stood."""

    refuses: ClassVar = (NoSuchConversation, NotTaken)
    conversation: str


@dataclass(frozen=True, kw_only=True)
class CloseConversation(Command[None]):
    """There is no more to say: the dialog answers when she writes again, and what she asked a person for is closed."""

    refuses: ClassVar = (NoSuchConversation,)
    conversation: str
    outcome: str = "answered"


@dataclass(frozen=True)
class PersonComes(Notice):
    """A person has taken her chat over and will answer."""


@dataclass(frozen=True)
class NobodyAnswered(Notice):
    """The person did not answer in time; the dialog has her chat again."""


# What channels ask and do


@dataclass(frozen=True, kw_only=True)
class TakenOver(Query[str]):
    """The conversation of this chat that a person has; empty if the dialog answers."""

    source: str
    phone: Phone


@dataclass(frozen=True, kw_only=True)
class HearForPerson(Command[None]):
    """What she wrote waits for the person who has her chat."""

    refuses: ClassVar = (NotTaken,)
    conversation: str
    words: str


@dataclass(frozen=True)
class Says:
    """The payload of `chat.says`: a person's `line`, or a notice of ours, for a chat. An empty `source`: by SMS."""

    source: str
    phone: Phone
    conversation: str
    event: str
    line: str = ""
    notice: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class WordsOf(Query[str]):
    """A person's words, when they are sent; empty if they are not kept any more."""

    line: str


@dataclass(frozen=True)
class Resumes:
    """The payload of `chat.resumes`: the dialog asks again what it asked before a person came."""

    source: str
    phone: Phone
    event: str


@dataclass(frozen=True)
class Unanswered:
    """The payload of `chat.unanswered`: has anybody answered what she asked at that moment?"""

    takeover: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class LapseTakeover(Command[bool]):
    """Nobody answered what she asked then: the dialog has the chat again, with an apology. False: somebody did."""

    takeover: str
    asked_at: datetime
