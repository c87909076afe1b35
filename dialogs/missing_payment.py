"""A payment is missing: she types M-PESA's code and hears at once where the money is, or gets a case number."""

from __future__ import annotations

from typing import Any

from core.payments import messages as payments
from dialogs import accepts
from dialogs.screen import Text
from dialogs.script import HOME, Dialog, Form, Item

WORDS = {
    "booked": "We have it: {found.amount} for {found.target}, received {found.at}.",
    "suspense": "We have {found.amount}, but not what it is for. Your case is {found.case}; a person will call you.",
    "unknown": "We have not seen this code yet. Your case is {found.case}; we ask M-PESA and send an SMS.",
}


class MissingForm(Form):
    code: str
    found: payments.Whereabouts


def _result(facts: Any) -> Text | None:
    return Text(WORDS[facts.found.state], {"found": facts.found}) if facts.found else None


talk = Dialog("missing_payment", MissingForm, derived={"result": _result})
talk.ask("code", "Type the M-PESA code from its message: 10 letters and digits. Example: UKM41AB2CD", accepts.receipt)
talk.do("found", payments.WhereIsMyMoney, receipt=lambda form: form.code)
talk.menu("told", "{result}\nHelp: {house.care_number}.", [Item("00", "Home", HOME)])
