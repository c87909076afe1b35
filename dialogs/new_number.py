"""A member with a new number: a case is opened, the old number is told, nothing moves by itself."""

from __future__ import annotations

from core.members import messages as members
from dialogs import accepts
from dialogs.script import Dialog, Form


class NewNumberForm(Form):
    id_number: str
    case: str


talk = Dialog("new_number", NewNumberForm)
talk.ask("id_number", "Your ID card number? A person will call you and check.", accepts.id_number)
talk.do("case", members.ReportNewNumber)
talk.end(
    "reported", "Thank you. Your case is {case}. A person will call you on this number. Help: {house.care_number}."
)
