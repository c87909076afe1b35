"""The chart of accounts: a path names an account, its first part the control account it belongs to."""

from __future__ import annotations

from typing import Literal

Kind = Literal["asset", "liability", "equity", "income", "expense"]

#: Kinds whose balance is a debit; the others are owed, owned by the members, or earned.
DEBIT_KINDS: frozenset[Kind] = frozenset({"asset", "expense"})

#: Control account -> kind. Every path starts with one of these.
CONTROLS: dict[str, Kind] = {
    "cash": "asset",
    "bank": "asset",
    "clearing": "asset",
    "loans": "asset",
    "receivable": "asset",
    "savings": "liability",
    "deposits": "liability",
    # Shares are never paid back on demand, which makes them equity (IFRIC 2, paragraph 7).
    "shares": "equity",
    "opening": "equity",
    "capital": "equity",
    "in_transit": "liability",
    "fees_held": "liability",
    "suspense": "liability",
    "excise": "liability",
    "interest_income": "income",
    "fee_income": "income",
    "penalty_income": "income",
    "recoveries": "income",
    "loan_losses": "expense",
    "other_income": "income",
    "expenses": "expense",
    # What tills were short of, less what they had too much.
    "cash_differences": "expense",
}


def control(path: str) -> str:
    """The control account of a path. Raises KeyError for an account nobody knows."""
    head, _, rest = path.partition(":")
    if head not in CONTROLS or not rest:
        raise KeyError(f"{path!r} is in no chart of accounts")
    return head


def kind(path: str) -> Kind:
    return CONTROLS[control(path)]


def own_side(path: str, minor_units: int) -> int:
    """A sum of postings (debits positive) as the account's owner reads it: positive on the account's own side."""
    return minor_units if kind(path) in DEBIT_KINDS else -minor_units


def clearing(provider: str) -> str:
    """Money that lies with a provider for us."""
    return f"clearing:{provider}"


def till(code: str) -> str:
    """Notes and coins in one till."""
    return f"cash:{code}"


def in_transit(provider: str) -> str:
    """Money promised to a member and on its way out."""
    return f"in_transit:{provider}"


def suspense(provider: str) -> str:
    """Money that arrived and nobody knows for what."""
    return f"suspense:{provider}"


def savings(account: str, kind: str) -> str:
    """A member's savings account; `kind` is shares, deposits or ordinary."""
    return f"{'savings' if kind == 'ordinary' else kind}:{account}"


def principal(loan: str) -> str:
    """What a member still owes of the sum lent; `loan` is the loan's number."""
    return f"loans:{loan}:principal"


def penalties(loan: str) -> str:
    """Late charges assessed and not yet paid."""
    return f"receivable:{loan}:penalties"


VAULT = "cash:vault"
BANK = "bank:main"
CASH_DIFFERENCES = "cash_differences:tills"
EXCISE = "excise:payable"
FEES_HELD = "fees_held:withdrawals"
INTEREST_INCOME = "interest_income:loans"
LOAN_FEE_INCOME = "fee_income:loans"
WITHDRAWAL_FEE_INCOME = "fee_income:withdrawals"
PENALTY_INCOME = "penalty_income:loans"
RECOVERIES = "recoveries:loans"
LOAN_LOSSES = "loan_losses:written_off"
OPENING = "opening:balance"

#: What may be posted to by hand, besides the money at the provider, and what it is called; every other account
#: belongs to a feature.
BY_HAND: dict[str, str] = {
    BANK: "Bank account",
    "capital:paid_in": "Capital paid in",
    "capital:retained": "Retained earnings",
    OPENING: "Opening balances",
    EXCISE: "Excise duty payable",
    CASH_DIFFERENCES: "Cash differences",
    "other_income:other": "Other income",
    "expenses:salaries": "Salaries",
    "expenses:rent": "Rent",
    "expenses:provider_charges": "Bank and M-PESA charges",
    "expenses:communication": "Airtime and messages",
    "expenses:office": "Office",
    "expenses:other": "Other expenses",
}


def by_hand(provider: str) -> dict[str, str]:
    """Account -> what it is called, for what may be posted to by hand."""
    return {clearing(provider): "Mobile money", **BY_HAND}
