"""The last movements, on the screen and by SMS."""

from __future__ import annotations

from typing import Any

from core.money import Money
from core.savings import messages as savings
from dialogs.screen import Text
from dialogs.script import BACK_KEY, HOME, Dialog, Form, Item

#: What a movement is called in a member's words; the names are those of `savings.Line` and `lending.LoanLine`.
WHAT = {
    "deposit": "Saved",
    "opening": "Brought in",
    "withdrawal": "Taken out",
    "withdrawal_returned": "Came back",
    "overpaid": "Loan overpaid",
    "repay_loan": "Loan paid",
    "disburse_loan": "Loan",
    "reversal": "Corrected",
}
LINE, NOTHING = "{on} {what} {amount:n}", "No movements yet."


def lines_of(lines: tuple[savings.Line, ...]) -> tuple[Text, ...]:
    """One sentence a line, newest first."""
    if not lines:
        return (Text(NOTHING),)
    return tuple(
        Text(LINE, {"on": line.on, "what": Text(WHAT.get(line.what, "Other")), "amount": _amount(line)})
        for line in lines
    )


def _amount(line: savings.Line) -> Money:
    """A loan is money that she got, though the books call it owed."""
    return -line.amount if line.what == "disburse_loan" else line.amount


def _listing(facts: Any) -> tuple[Text, ...]:
    return lines_of(facts.lines)


class StatementForm(Form):
    lines: tuple[savings.Line, ...]


talk = Dialog("statement", StatementForm, derived={"listing": _listing})
talk.do("lines", savings.LastLines)
talk.menu(
    "shown_lines",
    "{listing}",
    [Item("1", "Last 5 by SMS", "send"), Item("00", "Home", HOME)],
    keys=(BACK_KEY,),
)
talk.do("send", savings.SendLastLines)
talk.menu("sent", "Your last 5 movements come by SMS.", [Item("00", "Home", HOME)])
