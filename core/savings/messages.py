"""What may be asked of savings: balances, the last lines, deposits and withdrawals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.members.messages import NoSuchMember
from core.messages import AccountBlocked, Command, Query, Refusal
from core.money import Money
from core.phone import Phone
from core.savings.notices import CashPaidOut as CashPaidOut
from core.savings.notices import DepositArrived as DepositArrived
from core.savings.notices import MiniStatement as MiniStatement
from core.savings.notices import WithdrawalPaid as WithdrawalPaid
from core.savings.notices import WithdrawalReturned as WithdrawalReturned
from core.savings.notices import WithdrawalTaken as WithdrawalTaken
from core.secret import Secret

#: shares are never withdrawn, deposits secure loans, ordinary savings come and go.
KINDS = ("shares", "deposits", "ordinary")


@dataclass(frozen=True)
class Account:
    """`available` is what may be taken out or lent against: not reported-only money, not shares or deposits."""

    number: str
    kind: str
    balance: Money
    available: Money


@dataclass(frozen=True)
class Line:
    """One line of a mini statement: positive came in, negative went out."""

    on: date
    what: str
    amount: Money
    account: str


@dataclass(frozen=True, kw_only=True)
class OpenAccounts(Command[tuple[str, ...]]):
    """One account of each kind for a new member; answers their numbers, in the order of KINDS."""

    member: str
    member_number: str


@dataclass(frozen=True, kw_only=True)
class OpenAccountsFor(Command[None]):
    """The same for many new members at once: (member id, member number) of each."""

    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class OpenBalance(Command[str]):
    """A balance brought in from before (seeds, imports), booked on its own day, once per account.

    Answers the account number.
    """

    member: str
    kind: str
    amount: Money
    on: date


@dataclass(frozen=True, kw_only=True)
class AccountsOf(Query[tuple[Account, ...]]):
    private: ClassVar = True
    member: str


@dataclass(frozen=True)
class SavingsAccount:
    """`available` may be taken out now; money that was only reported is in the balance alone."""

    number: str
    kind: str
    balance: Money
    available: Money
    opened_on: date


@dataclass(frozen=True, kw_only=True)
class SavingsOf(Query[tuple[SavingsAccount, ...]]):
    """Her accounts as staff see them."""

    refuses: ClassVar = (NoSuchMember,)
    member: str


@dataclass(frozen=True, kw_only=True)
class LastLines(Query[tuple[Line, ...]]):
    """The last movements over all accounts and loans, newest first."""

    private: ClassVar = True
    member: str
    count: int = 5


@dataclass(frozen=True, kw_only=True)
class SendLastLines(Command[None]):
    """The last five by SMS; she asked for it, so amounts are in it."""

    member: str


@dataclass(frozen=True)
class NoSuchAccount(Refusal):
    """No savings account has this number."""


@dataclass(frozen=True, kw_only=True)
class FindAccount(Query[tuple[str, str]]):
    """(account number, member id) behind an account number as typed, blanks and dashes aside."""

    refuses: ClassVar = (NoSuchAccount,)
    words: str


@dataclass(frozen=True, kw_only=True)
class Deposit(Command[str]):
    """Book money that has arrived: Dr provider clearing, Cr the account (the member's ordinary one when empty).

    Nested in payments. `entry_key` makes it once; `confirmed` False keeps it out of `available` until ConfirmDeposit.
    Answers the account number.
    """

    member: str
    amount: Money
    payment: str
    entry_key: str
    source: str
    account: str = ""
    confirmed: bool = True
    receipt: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfirmDeposit(Command[None]):
    """Reported money is real: it may be withdrawn from now on."""

    payment: str


@dataclass(frozen=True)
class NotEnough(Refusal):
    """`most` is what can be taken out now, the fee already taken off."""

    most: Money


@dataclass(frozen=True)
class OverDailyLimit(Refusal):
    """`left` may still go out today; `why` is tier | new_pin | new_number."""

    left: Money
    why: str


@dataclass(frozen=True)
class AmountOutOfRange(Refusal):
    least: Money
    most: Money


@dataclass(frozen=True)
class JustDone(Refusal):
    """An equal withdrawal was taken less than two minutes ago: did she mean a second one?"""

    amount: Money
    at: datetime


@dataclass(frozen=True)
class FeeChanged(Refusal):
    """The fee is not what she was shown: it changed while she read it. Nothing was taken."""

    fee: Money


@dataclass(frozen=True)
class IdentityNeeded(Refusal):
    """Money out needs a checked identity."""


@dataclass(frozen=True)
class WithdrawalQuote:
    amount: Money
    fee: Money
    keeps: Money
    to: Phone


@dataclass(frozen=True, kw_only=True)
class QuoteWithdrawal(Query[WithdrawalQuote]):
    refuses: ClassVar = (NotEnough, OverDailyLimit, AmountOutOfRange, IdentityNeeded)
    private: ClassVar = True
    member: str
    amount: Money


@dataclass(frozen=True)
class Withdrawal:
    payment: str
    amount: Money
    fee: Money
    to: Phone


@dataclass(frozen=True, kw_only=True)
class Withdraw(Command[Withdrawal]):
    """Reserve the money and have it paid out to her own registered number.

    `fee` is what she was shown; another one is not taken from her unseen. None: she was shown none.
    """

    signed: ClassVar = True
    refuses: ClassVar = (NotEnough, OverDailyLimit, AmountOutOfRange, IdentityNeeded, JustDone, FeeChanged)
    member: str
    amount: Money
    pin: Secret
    again: bool = False
    fee: Money | None = None


@dataclass(frozen=True, kw_only=True)
class PayOutSavings(Command[Withdrawal]):
    """Staff have savings paid out to the member's own registered number: two people instead of her PIN.

    The limits are those of her own withdrawals, and she is told.
    """

    refuses: ClassVar = (
        NotEnough, OverDailyLimit, AmountOutOfRange, IdentityNeeded, JustDone, AccountBlocked, NoSuchMember,
    )  # fmt: skip
    member: str
    amount: Money
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class SettleWithdrawal(Command[None]):
    """Nested in payments when the payout is proven: `paid` True confirms, False puts the money back."""

    payment: str
    paid: bool
    receipt: str
    reason: str = ""


# Cash (nested in tills)


@dataclass(frozen=True, kw_only=True)
class PayOutCash(Command[str]):
    """Book ordinary savings that leave in cash: Cr `source`, the till. Looked at like a withdrawal by phone, but free.

    Answers the account number.
    """

    refuses: ClassVar = (
        NotEnough, OverDailyLimit, AmountOutOfRange, IdentityNeeded, JustDone, AccountBlocked,
    )  # fmt: skip
    member: str
    amount: Money
    payment: str
    entry_key: str
    source: str
    receipt: str
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class ReverseDeposit(Command[None]):
    """Take back a deposit that was a mistake, unless its money is gone by now."""

    refuses: ClassVar = (NotEnough,)
    member: str
    account: str
    amount: Money
    entry_key: str
    reversal_key: str


@dataclass(frozen=True, kw_only=True)
class ReverseCashPaid(Command[None]):
    """The cash came back: so does her balance, and what she may still take out today."""

    payment: str
    entry_key: str
    reversal_key: str
