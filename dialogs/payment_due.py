"""When she must pay, and how much, after the PIN."""

from __future__ import annotations

from typing import Any

from core.lending import messages as lending
from dialogs.repay import talk as repay
from dialogs.screen import Text
from dialogs.script import HOME, Dialog, Form, Item

DUE, LATE = (
    "Loan {loan.number}: {loan.next_amount} is due on {loan.next_due}.",
    "Loan {loan.number}: {loan.next_amount} is due now.",
)


class DueForm(Form):
    loans: tuple[lending.LoanSummary, ...]


def _lines(facts: Any) -> tuple[Text, ...]:
    return tuple(Text(LATE if loan.late else DUE, {"loan": loan}) for loan in facts.loans)


talk = Dialog("payment_due", DueForm, derived={"lines": _lines})
talk.do("loans", lending.LoansOf, no={lending.NoLoan: "none"})
talk.menu("due", "{lines}", [Item("3", "Repay", repay), Item("00", "Home", HOME)])
talk.menu("none", "{refusal}", [Item("00", "Home", HOME)])
