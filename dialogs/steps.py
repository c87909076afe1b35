"""The kinds of steps a dialog is made of, the keys of a screen, and the ways out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.messages import Refusal, Request
from dialogs.accepts import Accepts

#: Facts that every text and every request may use without asking for them.
CONTEXT = ("member", "number", "first_name", "language", "channel", "phone", "wallet", "conversation", "tier")
FACTS = (*CONTEXT, "house", "today", "here", "refusal", "reason", "shown", "meant", "chat")


class Form:
    """The answers of one dialog: annotations only. Secrets are never stored."""


class ScriptError(Exception):
    """The dialog could strand a member; the message says where and why."""


@dataclass(frozen=True)
class Key:
    """A footer key that a screen prints: where it leads is a step, a dialog, BACK or HOME."""

    key: str
    label: str
    to: Any


class _Way:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


BACK, HOME = _Way("BACK"), _Way("HOME")
BACK_KEY, HOME_KEY = Key("0", "Back", BACK), Key("00", "Home", HOME)

Fact = Callable[[Any], Any]
#: (words, choices) -> one of them or None.
Said = Callable[[str, Sequence[Any]], Any]


@dataclass(frozen=True)
class Item:
    """A line of a menu. `when` hides it; the keys of the others do not move."""

    key: str
    label: str
    to: Any
    when: Fact | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    name: str
    then: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown(Step):
    """A step with a screen."""

    text: str
    keys: tuple[Key, ...] = (BACK_KEY,)


@dataclass(frozen=True, kw_only=True)
class Ask(Shown):
    accepts: Accepts
    secret: bool = False


@dataclass(frozen=True, kw_only=True)
class Choose(Shown):
    among: Fact
    label: str
    plural: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    skip_single: bool = True
    said: Said | None = None
    """Which choice the words of a sentence name, where they are not its label."""


@dataclass(frozen=True, kw_only=True)
class Confirm(Shown):
    yes: str = "Yes"
    no: tuple[str, Any] = ("No", BACK)
    more: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Menu(Shown):
    items: tuple[Item, ...]
    choices: Fact | None = None
    """Lines worked out when the menu is shown; they stand before the others."""


@dataclass(frozen=True, kw_only=True)
class Do(Step):
    request: type[Request[Any]]
    no: Mapping[type[Refusal], str]
    given: Mapping[str, Fact]
    secrets: Mapping[str, str]
    sets: Mapping[str, Fact]


@dataclass(frozen=True, kw_only=True)
class Go(Step):
    to: str
    when: Fact | None = None


@dataclass(frozen=True, kw_only=True)
class End(Step):
    """An empty text ends silently: the dialog that entered this one goes on."""

    text: str
