"""She asks to be called: her PIN is taken by the keys of the call."""

from __future__ import annotations

from core.conversations import messages as conversations
from dialogs.script import Dialog, Form


class CallForm(Form):
    call: conversations.Calling


talk = Dialog("call_me", CallForm)
talk.do("call", conversations.AskCall, reason=lambda facts: "sign")
talk.end("done")
