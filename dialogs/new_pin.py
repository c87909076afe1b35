"""Choosing a PIN, twice: the steps that changing and resetting a PIN share."""

from __future__ import annotations

from core.members import messages as members
from dialogs import accepts
from dialogs.script import Dialog, Key

CHOOSE = "Choose a secret PIN of 4 digits. Not 1234, not your birth year. Tell nobody, not even us."
ONCE_MORE = "The same PIN once more, please."
ANOTHER = Key("0", "Choose another", "fresh")


def add_new_pin(talk: Dialog) -> None:
    """Steps `fresh`, `once_more` and the change; ends with `changed` or `too_late`."""
    talk.ask("fresh", CHOOSE, accepts.pin, secret=True)
    talk.do("proposed", members.ProposePin, pin="fresh", no={members.EasyPin: "fresh"})
    talk.ask("once_more", ONCE_MORE, accepts.pin, secret=True, keys=(ANOTHER,))
    talk.do(
        "change",
        members.ChangePin,
        pin="once_more",
        no={members.PinsDiffer: "fresh", members.PinExpired: "fresh", members.NotAllowed: "too_late"},
    )
    talk.end("changed", "Your new PIN is set. Tell nobody, not even us. An SMS will confirm.")
    talk.end("too_late", "{refusal}")
