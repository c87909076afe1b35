"""A number that was silent for months, or is said to have changed: whose is it now? Nothing personal is said before."""

from __future__ import annotations

from core.members import messages as members
from core.secret import Secret
from dialogs import accepts
from dialogs.new_number import talk as new_number
from dialogs.script import HOME, Dialog, Form, Item
from dialogs.signing import ENTER_PIN, PIN_KEYS, check_usable, end_unsigned, unsigned
from dialogs.talk_to_us import call_back


class ProveForm(Form):
    digits: str
    pin: Secret


talk = Dialog("prove_number", ProveForm)
talk.menu(
    "whose",
    "We have not heard from this number for long. Are you its owner as before?",
    [
        Item("1", "Yes, it is my number", "usable"),
        Item("2", "I am a member, this is a new number", new_number),
        Item("4", "Talk to us", call_back),
    ],
)
check_usable(talk)
talk.ask("digits", "The last 4 digits of your ID card number?", accepts.last_digits)
talk.ask("pin", ENTER_PIN, accepts.pin, secret=True, keys=PIN_KEYS)
talk.do(
    "proven",
    members.ProveNumber,
    no={**unsigned(), members.WrongDigits: "digits"},
    sets={"doubtful": lambda facts: False},
)
talk.menu("hers", "Thank you. This is your number as before.", [Item("00", "Home", HOME)])
end_unsigned(talk)
