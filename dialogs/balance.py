"""What she has, what she owes, what she may borrow: one screen, after the PIN."""

from __future__ import annotations

from typing import Any

from core.lending import messages as lending
from core.money import Money, total
from core.savings import messages as savings
from dialogs.apply_for_loan import talk as apply_for_loan
from dialogs.repay import talk as repay
from dialogs.save import talk as save
from dialogs.screen import Text
from dialogs.script import HOME, Dialog, Form, Item

SAVINGS, DEPOSITS, SHARES = "Savings: {balance}", "Deposits: {balance}", "Shares: {balance}"
LOAN, LOAN_NEXT, LOAN_LATE, LOANS = (
    "Loan: {loan.left} left",
    "Next: {loan.next_amount} on {loan.next_due}",
    "Due now: {loan.next_amount}",
    "{count} loans: {left} left",
)
NO_LOAN, LIMIT = "Loan: none", "You may borrow up to {limit}"


class BalanceForm(Form):
    accounts: tuple[savings.Account, ...]
    loans: tuple[lending.LoanSummary, ...]
    limit: Money


def _lines(facts: Any) -> tuple[Text, ...]:
    """Savings first; other kinds only where there is something; then loans, or what she may borrow."""
    labels = {"ordinary": SAVINGS, "deposits": DEPOSITS, "shares": SHARES}
    lines = [
        Text(labels[kind], {"balance": account.balance})
        for kind in ("ordinary", "deposits", "shares")
        for account in facts.accounts
        if account.kind == kind and (kind == "ordinary" or account.balance)
    ]
    if facts.loans:
        return (*lines, *loan_lines(facts.loans))
    limit = (Text(LIMIT, {"limit": facts.limit}),) if facts.limit else ()
    return (*lines, Text(NO_LOAN), *limit)


def loan_lines(loans: tuple[lending.LoanSummary, ...]) -> tuple[Text, ...]:
    """What is left and what comes next, of one loan or of several together."""
    first = loans[0]
    if len(loans) > 1:
        left = total((loan.left for loan in loans), first.left.currency)
        head = Text(LOANS, {"count": len(loans), "left": left})
    else:
        head = Text(LOAN, {"loan": first})
    return head, Text(LOAN_LATE if first.late else LOAN_NEXT, {"loan": first})


talk = Dialog("balance", BalanceForm, derived={"lines": _lines})
talk.do("accounts", savings.AccountsOf)
talk.do("loans", lending.LoansOf, no={lending.NoLoan: "limit"}, then="figures")
talk.do("limit", lending.BorrowingLimit)
talk.menu(
    "figures",
    "{lines}",
    [
        Item("1", "Last 5 by SMS", "send"),
        Item("2", "Borrow", apply_for_loan, when=lambda facts: not facts.loans),
        Item("3", "Repay", repay, when=lambda facts: facts.loans),
        Item("4", "Save", save),
        Item("00", "Home", HOME),
    ],
)
talk.do("send", savings.SendLastLines)
talk.menu("sent", "Your last 5 movements come by SMS.", [Item("00", "Home", HOME)])
