"""What every signature has in common: the PIN screen's keys, and where a refused PIN leads."""

from __future__ import annotations

from collections.abc import Mapping

from core.members import messages as members
from core.messages import AccountBlocked, PinPaused, Refusal, WrongPin
from dialogs.forgot_pin import talk as forgot_pin
from dialogs.script import BACK_KEY, Dialog, Key

PIN_KEYS = (Key("9", "Forgot PIN", forgot_pin), BACK_KEY)
ENTER_PIN = "Enter your Imarisha PIN."


def unsigned(asked: str = "pin") -> Mapping[type[Refusal], str]:
    """A wrong PIN asks again at the step `asked`; a paused one and a blocked account end."""
    return {WrongPin: asked, PinPaused: "not_signed", AccountBlocked: "not_signed"}


def check_usable(talk: Dialog, *, moves: bool = False) -> None:
    """Whoever may not sign now hears it before she is asked for anything."""
    no = {PinPaused: "not_signed", AccountBlocked: "not_signed"}
    talk.do("usable", members.PinUsable, no=no, moves=lambda facts: moves)


def end_unsigned(talk: Dialog) -> None:
    """The ending that `unsigned()` leads to."""
    talk.end("not_signed", "{refusal}")
