"""The PIN that opens reading, once per session and channel. The engine enters it before a private question."""

from __future__ import annotations

from core.conversations import messages as conversations
from core.secret import Secret
from dialogs import accepts
from dialogs.script import Dialog, Form
from dialogs.signing import ENTER_PIN, PIN_KEYS, check_usable, end_unsigned, unsigned


class OpenForm(Form):
    pin: Secret


talk = Dialog("open_reading", OpenForm)
check_usable(talk)
talk.ask("pin", ENTER_PIN, accepts.pin, secret=True, keys=PIN_KEYS)
talk.do(
    "open",
    conversations.OpenReading,
    no=unsigned(),
    sets={"opened": lambda facts: facts.here},
)
talk.end("opened")
end_unsigned(talk)
