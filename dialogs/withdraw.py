"""A member takes savings out to her own M-PESA: an amount, then one screen that reads it back and takes the PIN."""

from __future__ import annotations

from typing import Any

from core.money import Money
from core.savings import messages as savings
from core.secret import Secret
from dialogs import accepts
from dialogs.script import HOME, Dialog, Form, Item
from dialogs.signing import PIN_KEYS, check_usable, end_unsigned, unsigned

TAKEN = (
    "Request taken. {amount} is on its way to M-PESA {phone}; an SMS will confirm."
    " It is set aside; no need to ask again."
)


class WithdrawForm(Form):
    accounts: tuple[savings.Account, ...]
    amount: Money
    quote: savings.WithdrawalQuote
    pin: Secret
    withdrawal: savings.Withdrawal
    pin_again: Secret
    withdrawal_again: savings.Withdrawal


def _ordinary(facts: Any) -> Money:
    """What could be taken out before any fee or limit."""
    accounts: tuple[savings.Account, ...] = facts.accounts
    return next(account.available for account in accounts if account.kind == "ordinary")


NO = {
    **unsigned(),
    savings.NotEnough: "amount",
    savings.OverDailyLimit: "amount",
    savings.AmountOutOfRange: "amount",
    savings.IdentityNeeded: "refused",
    savings.FeeChanged: "changed",
}

talk = Dialog("withdraw", WithdrawForm, title="Withdraw", derived={"available": _ordinary})
check_usable(talk, moves=True)
talk.do("accounts", savings.AccountsOf)
talk.go("has_some", to="amount", when=lambda facts: _ordinary(facts) >= facts.house.least_payout)
talk.menu("nothing", "There is nothing to take out now. Help: {house.care_number}.", [Item("00", "Home", HOME)])
talk.ask(
    "amount",
    "You have {available} to take out. How much do you want? Example: 500",
    accepts.money(least=lambda facts: facts.house.least_payout),
)
talk.do("quote", savings.QuoteWithdrawal, no={refusal: NO[refusal] for refusal in savings.QuoteWithdrawal.refuses})
talk.ask(
    "pin",
    "Withdraw {amount} to {phone}. Fee {quote.fee}. You keep {quote.keeps}.\nEnter PIN to sign.",
    accepts.pin,
    secret=True,
    keys=PIN_KEYS,
)
talk.do(
    "withdrawal",
    savings.Withdraw,
    no={**NO, savings.JustDone: "same"},
    again=lambda facts: False,
    fee=lambda facts: facts.quote.fee,
)
talk.end("taken", TAKEN)
talk.menu("changed", "{refusal}", [Item("1", "Go on", "quote"), Item("00", "Home", HOME)])
talk.confirm("same", "{refusal}", no=("No", HOME))
talk.ask("pin_again", "Enter PIN to sign.", accepts.pin, secret=True, keys=PIN_KEYS)
talk.do(
    "withdrawal_again",
    savings.Withdraw,
    pin="pin_again",
    again=lambda facts: True,
    fee=lambda facts: facts.quote.fee,
    no={**NO, **unsigned("pin_again"), savings.JustDone: "same"},
    then="taken",
)
talk.menu("refused", "{refusal}", [Item("00", "Home", HOME)])
end_unsigned(talk)
