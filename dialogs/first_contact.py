"""An unknown number dials: the language first, in both languages, then what we are and how to join."""

from __future__ import annotations

from core.members import messages as members
from dialogs import talk_to_us
from dialogs.join import talk as join
from dialogs.new_number import talk as new_number
from dialogs.prices import talk as prices
from dialogs.script import Dialog, Form, Item


class FirstForm(Form):
    pass


talk = Dialog("first_contact", FirstForm)
talk.go("knows_language", to="what", when=lambda facts: bool(facts.language))
talk.menu(
    "language_first",
    "Karibu Imarisha. Welcome.",
    [Item("1", "Kiswahili", "swahili"), Item("2", "English", "english")],
)
talk.do(
    "swahili", members.ChooseLanguage, language=lambda facts: "sw", sets={"language": lambda facts: "sw"}, then="what"
)
talk.do(
    "english", members.ChooseLanguage, language=lambda facts: "en", sets={"language": lambda facts: "en"}, then="what"
)
talk.menu(
    "what",
    "Imarisha: save and borrow by phone. Joining is free.",
    [
        Item("1", "Join", join),
        Item("2", "I am a member, this is a new number", new_number),
        Item("3", "What it costs", prices),
        Item("4", "Talk to us", talk_to_us.call_back),
    ],
)
