"""What is remembered of a conversation between two turns: no secret, and nothing a deploy could break."""

from __future__ import annotations

import msgspec

from dialogs.screen import Said, Seen

#: How long a half-finished dialog may be continued.
RESUME_HOURS = 24
MOST_SEEN = 20
MOST_TRAIL = 30
MOST_FRAMES = 8


class Frame(msgspec.Struct, omit_defaults=True):
    """One dialog that was entered and has not ended: where it stands and what was answered."""

    dialog: str
    step: str
    fits: str = ""
    form: msgspec.Raw = msgspec.Raw(b"{}")
    trail: list[str] = []
    shown: str = ""
    refused: str = ""
    reason: str = ""
    answered: bool = False
    offered: dict[str, str] = {}
    """What she said before, by the step it answers."""
    meant: bool = False
    """Something of it was taken from free text."""
    aside: bool = False
    """Asked in between: answered before the question she was at."""


class Waiting(msgspec.Struct):
    """The chat in which something waits that is signed on another channel."""

    channel: str
    source: str


class Carried(msgspec.Struct):
    """What was reached on another channel and is to be said in the chat, once."""

    event: str
    said: Said


class State(msgspec.Struct, omit_defaults=True):
    """One person in one conversation. `opened` is the channel and session in which a PIN opened reading."""

    id: str = ""
    at: float = 0.0
    day: str = ""
    channel: str = ""
    session: str = ""
    wallet: str = ""
    member: str = ""
    number: str = ""
    first_name: str = ""
    language: str = ""
    tier: int = 0
    doubtful: bool = False
    """The number may have a new owner: nothing personal is said before it is proven."""
    opened: str = ""
    visits: int = 0
    tries: int = 0
    more: bool = False
    frames: list[Frame] = []
    parked: list[Frame] = []
    pages: list[str] = []
    page: int = 0
    ends: bool = False
    seen: list[Seen] = []
    answered: list[Seen] = []
    """The messages of chats that were answered: they outlast a change of channel, as their repeats do."""
    waiting: Waiting | None = None
    carried: Carried | None = None


encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(State).decode


def read(raw: bytes | None) -> State:
    """What was remembered; a state from before a change of its shape is forgotten, not guessed at."""
    if raw is None:
        return State()
    try:
        return _decode(raw)
    except msgspec.ValidationError:
        return State()
