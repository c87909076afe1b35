"""What the cash desk answers: a till, its day, a count, a receipt, the vault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.money import Money

#: What a receipt is for. `closing` is what went back to the vault; a reversal has the kind of what it takes back.
KINDS = (
    "opening", "float_in", "float_out", "closing", "deposit", "repayment", "withdrawal", "short", "over",
    "vault_in", "vault_out",
)  # fmt: skip


#: Notes and coins in use, in minor units, the largest first.
DENOMINATIONS: dict[str, tuple[int, ...]] = {
    "KES": (100_000, 50_000, 20_000, 10_000, 5_000, 4_000, 2_000, 1_000, 500, 100),
    "UGX": (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50),
    "TZS": (1_000_000, 500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000),
    "RWF": (5_000, 2_000, 1_000, 500, 100, 50, 20, 10, 5, 1),
    "ETB": (20_000, 10_000, 5_000, 1_000, 500, 100, 50, 25, 10, 5),
    "USD": (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25, 10, 5, 1),
    "EUR": (20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "GBP": (5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
}


@dataclass(frozen=True)
class Pieces:
    """So many notes or coins of one value."""

    value: Money
    pieces: int


@dataclass(frozen=True)
class Till:
    """`teller` keeps it now, for the business day `day`; nobody does while it is closed. `holds` is by the books."""

    till: str
    name: str
    branch: str
    teller: str
    teller_name: str
    day: date | None
    holds: Money


@dataclass(frozen=True)
class Count:
    """What was counted against what the books expected; `difference` is negative where cash is missing."""

    till: str
    at: datetime
    by: str
    counted: Money
    expected: Money
    difference: Money
    pieces: tuple[Pieces, ...]


@dataclass(frozen=True)
class TillDay:
    """One day of a till, from its float to its close. `expected` = `opening` + `cash_in` - `cash_out`.

    `state` is open | closed. `count` is the last one. `is_counted`: nothing has moved since then.
    """

    till: str
    name: str
    branch: str
    day: date
    teller: str
    teller_name: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    opening: Money
    cash_in: Money
    cash_out: Money
    expected: Money
    count: Count | None
    is_counted: bool


@dataclass(frozen=True)
class Receipt:
    """One movement of cash. `comes_in`: into the till (or, without a till, into the vault).

    `target` is the savings account or the loan; `reverses` the receipt that this one takes back, `reversed_by` the
    one that took back this.
    """

    receipt: str
    kind: str
    amount: Money
    comes_in: bool
    till: str
    member: str
    target: str
    day: date
    at: datetime
    by: str
    by_name: str
    note: str
    reverses: str
    reversed_by: str


@dataclass(frozen=True)
class AccountAtDesk:
    """A savings account; `available` is what may be taken out."""

    account: str
    kind: str
    balance: Money
    available: Money


@dataclass(frozen=True)
class LoanAtDesk:
    """A running loan, by its number: what is due next, and what would finish it today."""

    loan: str
    next_amount: Money
    next_due: date
    payoff: Money


@dataclass(frozen=True)
class AtDesk:
    """A member who stands at the desk. `tier` 0: her identity is not checked, so no cash goes out."""

    member: str
    number: str
    full_name: str
    tier: int
    blocked: bool
    accounts: tuple[AccountAtDesk, ...]
    loans: tuple[LoanAtDesk, ...]


@dataclass(frozen=True)
class Vault:
    """Cash that is in the vault, and in all tills together."""

    holds: Money
    in_tills: Money
