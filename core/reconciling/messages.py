"""What may be asked of reconciling: lay a statement beside our payments, and read what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from core.messages import PAGE, Command, Page, Query, Refusal
from core.money import Money

#: Whose statement it is: what the paybill took in, what payouts were taken from, or both in one.
Account = Literal["", "paybill", "payouts"]
MOST_LETTERS = 1_000_000


@dataclass(frozen=True)
class StatementLine:
    """One completed movement: `amount` is negative where money went out, `party` what is shown of a phone.

    A charge bears the receipt of the payment that it is for; of a reversal `linked` is the receipt that went back.
    """

    receipt: str
    at: datetime
    amount: Money
    balance: Money
    reason: str = ""
    party: str = ""
    linked: str = ""
    reference: str = ""

    @property
    def is_charge(self) -> bool:
        return "charge" in self.reason.lower()

    @property
    def is_reversal(self) -> bool:
        return "reversal" in self.reason.lower()


@dataclass(frozen=True)
class Finding:
    """One line that is not simply the same on both sides. Amounts are negative where money went out.

    `kind`: imported (money that came in and we did not know: it is booked now), left (the same, but the statement had
    too many: lay it beside our books again), unknown_out (money went out there, not here), reversed_there (they sent
    `about` back, we did not), differs, ours_only (booked here, not in their statement), repeated (a receipt twice),
    balance (their balance does not follow from the line before).
    """

    kind: str
    receipt: str
    theirs: Money | None
    ours: Money | None
    payment: str
    about: str


@dataclass(frozen=True)
class Reconciliation:
    """What came of one statement. `adds_up`: its balances follow from each other, from `opening` to `closing`."""

    reconciliation: str
    provider: str
    account: str
    at: datetime
    by: str
    since: datetime
    until: datetime
    lines: int
    matched: int
    imported: int
    theirs_only: int
    ours_only: int
    differ: int
    came_in: Money
    went_out: Money
    charges: Money
    opening: Money
    closing: Money
    adds_up: bool


@dataclass(frozen=True)
class ReconciliationInFull(Reconciliation):
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class NotAStatement(Refusal):
    """`line` of the file cannot be read, or is the last one where no head of a table was found; `why` says what is
    wrong: head | receipt | time | amount | empty | too_long."""

    line: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Reconcile(Command[Reconciliation]):
    """Lay a provider's statement beside our payments of the same time: CSV as its portal gives it, or its `lines`.

    Money in that we did not know is booked like any that arrives, once per receipt; so the same file again, or one
    that overlaps, books nothing twice.
    """

    refuses: ClassVar = (NotAStatement,)
    provider: str
    statement: str = ""
    lines: tuple[StatementLine, ...] = ()
    account: Account = ""


@dataclass(frozen=True, kw_only=True)
class Reconciliations(Query[Page[Reconciliation]]):
    """The newest first."""

    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class NoSuchReconciliation(Refusal):
    """No reconciliation has this id."""


@dataclass(frozen=True, kw_only=True)
class ReconciliationOf(Query[ReconciliationInFull]):
    refuses: ClassVar = (NoSuchReconciliation,)
    reconciliation: str
