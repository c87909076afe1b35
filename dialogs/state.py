"""What is remembered of a conversation between two turns: no secret, and nothing a deploy could break."""

from __future__ import annotations

import msgspec

from dialogs.screen import Seen

#: How long a half-finished dialog may be continued.
RESUME_HOURS = 24
MOST_SEEN = 20
MOST_TRAIL = 30
MOST_FRAMES = 8


class Frame(msgspec.Struct):
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


class State(msgspec.Struct):
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
