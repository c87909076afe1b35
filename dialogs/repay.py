"""A member repays a loan by M-PESA's prompt: which loan, how much, from which phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.lending import messages as lending
from core.money import Money
from core.payments import messages as payments
from core.phone import Phone
from dialogs import accepts
from dialogs.paying import add_collect, add_open_prompt, add_wallet
from dialogs.script import HOME, Dialog, Form, Item


@dataclass(frozen=True)
class Way:
    """One line of the question how much. `amount` is None where she types it."""

    kind: str
    amount: Money | None = None
    on: date | None = None


def _ways(facts: Any) -> list[Way]:
    loan, unit = facts.loan, facts.house.payable_unit
    due = Way("late" if loan.late else "due", loan.next_amount.rounded_to(unit), loan.next_due)
    ways = [due, Way("all", loan.payoff.rounded_to(unit)), Way("amount")]
    return ways if facts.other else [*ways, Way("phone")]


def _loan(facts: Any) -> str:
    number: str = facts.loan.loan
    return number


class RepayForm(Form):
    loans: tuple[lending.LoanSummary, ...]
    loan: lending.LoanSummary
    other: Phone
    open_prompt: payments.Collection
    way: Way
    amount: Money
    collection: payments.Collection


talk = Dialog("repay", RepayForm, derived={"account": lambda facts: facts.loan.number.replace("-", "")})
talk.do("loans", lending.LoansOf, no={lending.NoLoan: "none"})
talk.choose("loan", "Which loan do you pay?", among=lambda form: form.loans, label="{0.number}: {0.left} left")
add_wallet(talk, account="{account}", after="open_prompt")
add_open_prompt(talk, purpose="repay", target=_loan, after="way")
talk.choose(
    "way",
    "Loan {loan.number}. Pay from M-PESA:",
    among=_ways,
    label={
        "due": "What is due {0.on}: {0.amount}",
        "late": "What is due now: {0.amount}",
        "all": "All of it: {0.amount}",
        "amount": "Another amount",
        "phone": "From another phone",
    },
    said=lambda words, ways: next(way for way in ways if way.kind == "amount"),
)
talk.go("to_other", to="other", when=lambda form: form.way.kind == "phone")
talk.go("known_amount", to="collection", when=lambda form: form.way.amount is not None)
talk.ask("amount", "Loan {loan.number}. How much do you pay? Example: 500", accepts.money())
talk.go("was_typed", to="collection", when=lambda facts: not facts.meant)
talk.confirm("sure", "Pay {amount} for loan {loan.number} by M-PESA?", no=("Change", "amount"))
add_collect(talk, purpose="repay", amount=lambda form: form.way.amount or form.amount, target=_loan, again="amount")
talk.menu("none", "{refusal}", [Item("00", "Home", HOME)])
