"""She dials again with something unfinished: continue, start again, or go home. Neutral: the phone may be shared."""

from __future__ import annotations

from typing import Any

from dialogs import returning
from dialogs.screen import Text
from dialogs.script import HOME, Dialog, Form, Item


class BackForm(Form):
    unfinished: str


NAMED = "Welcome back {first_name}. You had not finished: {title}."
UNNAMED = "Welcome back. You had not finished: {title}."


def _greeting(facts: Any) -> Text:
    title = Text(facts.unfinished)
    if not facts.member:
        return Text(UNNAMED, {"title": title})
    return Text(NAMED, {"first_name": facts.first_name, "title": title})


talk = Dialog("welcome_back", BackForm, known=("unfinished",), derived={"greeting": _greeting})
talk.menu(
    "what_now",
    "{greeting}",
    [
        Item("1", "Continue", returning.go_on),
        Item("2", "Start again", returning.start_again),
        Item("00", "Home", HOME),
    ],
)
