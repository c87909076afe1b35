"""What became of her request for a loan, after the PIN."""

from __future__ import annotations

from typing import Any

from core.lending import messages as lending
from dialogs.balance import loan_lines
from dialogs.script import HOME, Dialog, Form, Item


class StatusForm(Form):
    loans: tuple[lending.LoanSummary, ...]
    offers: tuple[lending.Offer, ...]


def _lines(facts: Any) -> tuple[Any, ...]:
    return loan_lines(facts.loans)


talk = Dialog("loan_status", StatusForm, derived={"lines": _lines})
talk.do("loans", lending.LoansOf, no={lending.NoLoan: "offers"})
talk.go("has_loan", to="running", when=lambda facts: bool(facts.loans))
talk.do("offers", lending.LoanOffers, no={lending.NotYet: "nothing", lending.AlreadyApplied: "is_in"})
talk.menu("nothing", "No request for a loan is open. Help: {house.care_number}.", [Item("00", "Home", HOME)])
talk.menu("is_in", "{refusal}", [Item("00", "Home", HOME)])
talk.menu("running", "{lines}", [Item("00", "Home", HOME)])
