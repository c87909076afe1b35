"""How much she may borrow, after the PIN."""

from __future__ import annotations

from typing import Any

from core.lending import messages as lending
from core.money import Money
from dialogs.apply_for_loan import talk as apply_for_loan
from dialogs.balance import LIMIT
from dialogs.screen import Text
from dialogs.script import HOME, Dialog, Form, Item

NO_MORE = "You cannot borrow now. Help: {care}."


class LimitForm(Form):
    loans: tuple[lending.LoanSummary, ...]
    limit: Money


def _figure(facts: Any) -> Text:
    if facts.limit:
        return Text(LIMIT, {"limit": facts.limit})
    return Text(NO_MORE, {"care": facts.house.care_number})


talk = Dialog("loan_limit", LimitForm, derived={"figure": _figure})
# What she owes opens reading: the limit says as much about her.
talk.do("loans", lending.LoansOf, no={lending.NoLoan: "limit"})
talk.do("limit", lending.BorrowingLimit)
talk.menu(
    "shown_limit",
    "{figure}",
    [Item("2", "Borrow", apply_for_loan, when=lambda facts: facts.limit), Item("00", "Home", HOME)],
)
