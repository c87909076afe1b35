"""Not sure what she wants: two or three things it could be, and a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from dialogs import free_text
from dialogs.help import talk as help_menu
from dialogs.meanings import MEANINGS
from dialogs.script import BACK_KEY, Dialog, Form, Item

HELP_KEY = "7"


class MeantForm(Form):
    senses: tuple[str, ...]


def _way(intent: str) -> Callable[[Any], Any]:
    return lambda conversation: free_text.go(conversation, intent)


def _items(facts: Any) -> list[Item]:
    return [Item(str(number), MEANINGS[sense].says, _way(sense)) for number, sense in enumerate(facts.senses, 1)]


talk = Dialog("did_you_mean", MeantForm, known=("senses",))
talk.menu(
    "which",
    "Did you mean:",
    [Item(HELP_KEY, "Help", help_menu)],
    choices=partial(_items),
    keys=(BACK_KEY,),
)
