"""STOP and START, whole messages: offers end or begin; receipts and answers to her own questions always come."""

from __future__ import annotations

from core.members import messages as members
from dialogs.script import Dialog, Form

STOPPED = "You will get no offers or news from us. Receipts still come. To get offers again, send START."


class OptForm(Form):
    pass


out = Dialog("opt_out", OptForm)
out.do("stop", members.SetOffers, wanted=lambda facts: False)
out.end("stopped", STOPPED)

stranger_out = Dialog("stranger_opt_out", OptForm)
stranger_out.end("stopped", "We send you no offers or news. Help: {house.care_number}.")

into = Dialog("opt_in", OptForm)
into.do("start", members.SetOffers, wanted=lambda facts: True)
into.end("started", "You will get offers and news from us. To stop them, send STOP.")
