"""Help: a person, a missing payment, a lost phone, a forgotten PIN, a complaint."""

from __future__ import annotations

from dialogs import block, talk_to_us
from dialogs.forgot_pin import talk as forgot_pin
from dialogs.missing_payment import talk as missing_payment
from dialogs.screen import Text
from dialogs.script import BACK_KEY, Dialog, Form, Item


class HelpForm(Form):
    pass


def is_member(facts: object) -> bool:
    return bool(getattr(facts, "member", ""))


talk = Dialog("help", HelpForm, derived={"hours": lambda facts: Text(facts.house.care_hours)})
talk.menu(
    "what",
    "Help: {house.care_number}, {hours}",
    [
        Item("1", "Call me back", talk_to_us.call_back),
        Item("2", "A payment is missing", missing_payment, when=is_member),
        Item("3", "My phone is lost: block now", "whose"),
        Item("4", "Forgot PIN", forgot_pin, when=is_member),
        Item("5", "Complaint", talk_to_us.complaint),
    ],
    keys=(BACK_KEY,),
)
talk.menu(
    "whose",
    "Which account do you want to block?",
    [
        Item("1", "The account of this phone", block.own, when=is_member),
        Item("2", "The account of a lost phone", block.other),
    ],
    keys=(BACK_KEY,),
)
