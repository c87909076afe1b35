"""She wants a person: a call-back or a complaint becomes a case with a number."""

from __future__ import annotations

from typing import Any

from core.cases import messages as cases
from dialogs.screen import Text
from dialogs.script import Dialog, Form


class CaseForm(Form):
    opened: cases.Case


def _who(facts: Any) -> str:
    who: str = facts.member or facts.phone.digits
    return who


def _dialog(name: str, kind: str, words: str) -> Dialog:
    talk = Dialog(name, CaseForm, derived={"hours": lambda facts: Text(facts.house.care_hours)})
    talk.do(
        "opened",
        cases.OpenCase,
        kind=lambda facts: kind,
        about=_who,
        phone=lambda facts: "" if facts.member else facts.phone.number,
    )
    talk.end("done", words)
    return talk


call_back = _dialog("call_back", "call_back", "We will call you on this number. Your case is {opened.number}. {hours}.")
complaint = _dialog(
    "complaint",
    "complaint",
    "Your complaint is {opened.number}. A person will call you and listen. Help: {house.care_number}.",
)
