"""What one turn shows, before any channel has its way with it, and after a language was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec import Struct, field

from core.phone import Phone


class Facts(Protocol):
    """Values by name: a dict, or what a conversation knows."""

    def __getitem__(self, name: str, /) -> Any: ...


NO_FACTS: Facts = dict[str, Any]()

# What screens are made of, a dozen a hop, are msgspec's structs: dataclasses cost several times as much to make.


class Text(Struct, frozen=True):
    """A sentence of the catalogue (English is the source) and the values for its placeholders.

    `plural` and `count` choose a form: Text("{0} month", {...}, plural="{0} months", count=3).
    """

    source: str
    values: Facts = field(default_factory=lambda: NO_FACTS)
    plural: str = ""
    count: int = 1


class Option(Struct, frozen=True):
    """`key` is what to press; `label` what it is called."""

    key: str
    label: Text


class Screen(Struct, frozen=True):
    """One question or ending in no channel's terms. `keys` are the footer: `0` back, `00` home, `9` forgot PIN."""

    message: Text
    options: tuple[Option, ...] = ()
    keys: tuple[Option, ...] = ()
    notice: Text | None = None
    secret: bool = False
    ends: bool = False
    before: str = ""
    """The answer to something she asked in between."""
    elsewhere: Text | None = None
    """In the place of the question, where it may not be answered: on which channel it is."""


class Said(Struct, frozen=True):
    """A screen in one language: plain words, ready for a channel's accent.

    `options` and `keys` are (key, label); `more` is the label of the key 98 that a renderer adds when it must page,
    `choose` what it calls a list that opens.
    `stay` marks footer keys that every page keeps. `language` is the code of the language it is in.
    """

    message: str
    options: tuple[tuple[str, str], ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    more: str = "More"
    choose: str = "Choose"
    secret: bool = False
    ends: bool = False
    language: str = "en"


class Accent(Protocol):
    """How a channel renders: one or more pages, each ready to be sent, none over the channel's budget.

    Options keep their numbers over pages and are never cut or lost. Every page but the last offers `98`.
    """

    def __call__(self, said: Said) -> list[str]: ...


class Seen(Struct, frozen=True):
    """An earlier hop of this session: the keyed digest of its transcript, and the reply that was given."""

    digest: str
    reply: str


@dataclass(frozen=True)
class Again:
    """The same hop once more (or a stale one): give this reply again, do nothing."""

    reply: str


@dataclass(frozen=True)
class News:
    """New words. Several tokens only at the first hop of a session: a deep dial.

    `digest` is what to keep for this hop. `known` False: the transcript does not continue what we saw; show the
    question again. `unclear`: because what she said or pressed there is no answer.
    """

    tokens: tuple[str, ...]
    digest: str
    known: bool = True
    unclear: bool = False


class Hop(Protocol):
    """What a provider sent, to be read against what was seen in this session: pure, made by a channel."""

    def read(self, seen: Sequence[Seen]) -> Again | News: ...


@dataclass(frozen=True)
class Heard:
    """One arrival from a member. `wallet` is what her line can be paid with ("mpesa", "airtel", or "" for none).

    `session` is the provider's; it never enters a key. A `chat` keeps what is typed and has no sessions: no secret is
    heard in it, and `session` names the chat itself.
    """

    channel: str
    phone: Phone
    session: str
    hop: Hop
    wallet: str = ""
    chat: bool = False
    goes_on: bool = False
    """Nobody said anything: what was signed elsewhere is to be told here."""
    spoken: bool = False
    """The words were recognised from speech."""
    resumes: bool = False
    """Nobody said anything: a person had this chat and gave it back."""


@dataclass(frozen=True)
class Answer:
    """What the channel sends back: one rendered page. `ends` closes the session."""

    words: str
    ends: bool
