"""Choosing a language: the first question to a stranger, one key for a member. Each is written in itself."""

from __future__ import annotations

from typing import Any

from core.members import messages as members
from dialogs.script import Dialog, Form


class LanguageForm(Form):
    chosen: str


def _other(facts: Any) -> str:
    return "en" if facts.language == "sw" else "sw"


talk = Dialog("language", LanguageForm)
talk.do("changed", members.ChooseLanguage, language=_other, sets={"language": _other})
talk.end("done")
