"""A member saves: an amount, then M-PESA's own prompt. No PIN of ours, because money only comes in."""

from __future__ import annotations

from core.money import Money
from core.payments import messages as payments
from core.phone import Phone
from dialogs import accepts
from dialogs.paying import add_collect, add_open_prompt, add_wallet
from dialogs.script import Dialog, Form


class SaveForm(Form):
    other: Phone
    open_prompt: payments.Collection
    amount: Money
    collection: payments.Collection


talk = Dialog("save", SaveForm, derived={"account": lambda facts: facts.number.replace("-", "")})
add_wallet(talk, account="{account}", after="open_prompt")
add_open_prompt(talk, purpose="save", target=lambda facts: "", after="amount")
talk.ask("amount", "How much do you want to save? Example: 200", accepts.money())
talk.go("was_typed", to="collection", when=lambda facts: not facts.meant)
talk.confirm("sure", "Save {amount} by M-PESA?", no=("Change", "amount"))
add_collect(talk, purpose="save", amount=lambda facts: facts.amount, target=lambda facts: "", again="amount")
