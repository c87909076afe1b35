"""Theft or fraud: money out is blocked at once, before anything is asked, and a person calls."""

from __future__ import annotations

from core.cases import messages as cases
from core.members import messages as members
from dialogs.script import Dialog, Form


class FraudForm(Form):
    opened: cases.Case


talk = Dialog("fraud", FraudForm)
talk.do("blocked", members.BlockMember, number=lambda facts: "", id_number=lambda facts: "")
talk.do(
    "opened",
    cases.OpenCase,
    kind=lambda facts: "fraud",
    about=lambda facts: facts.member,
    phone=lambda facts: "",
)
talk.end(
    "done",
    "We blocked your account now: no money goes out. Case {opened.number}: a person will call you."
    " If it was a mistake, call {house.care_number}.",
)
