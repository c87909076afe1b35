"""What imports asks of members, savings and lending: who is here already, and many rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.messages import Command, Query, Refusal
from core.money import Money
from core.phone import Phone

# Asked of members


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """As in members.RegisterMember, with a number of her own and no PIN: a reset gives her one."""

    number: str
    full_name: str
    id_number: str
    born_on: date
    phone: Phone
    language: str
    tier: int
    joined_on: date


@dataclass(frozen=True)
class KnownMember:
    """A member as the books know her."""

    member: str
    number: str
    full_name: str
    id_number: str
    born_on: date
    joined_on: date
    phones: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class KnownMembers(Query[tuple[KnownMember, ...]]):
    """Everybody who has one of these member numbers, ID numbers or phones, as they are stored."""

    numbers: tuple[str, ...] = ()
    id_numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LatestBirth(Query[date]):
    """Who was born after this day is too young to be a member by herself."""


@dataclass(frozen=True)
class SomeKnown(Refusal):
    """One of the new members is a member already: nobody was registered."""


@dataclass(frozen=True, kw_only=True)
class RegisterMembers(Command[tuple[str, ...]]):
    """Many members who are members already, with their accounts. Answers their ids; tells nobody."""

    refuses: ClassVar = (SomeKnown,)
    members: tuple[NewMember, ...]


# Asked of savings


@dataclass(frozen=True)
class AccountToOpen:
    """`opened_with` is what was brought in for it, None while nothing was."""

    member: str
    kind: str
    number: str
    opened_with: Money | None


@dataclass(frozen=True, kw_only=True)
class AccountsToOpen(Query[tuple[AccountToOpen, ...]]):
    """The open accounts of these members, and what was brought in for each."""

    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OpenBalances(Command[None]):
    """Balances of (account number, amount), in one entry under `entry_key`; accounts are opened once."""

    balances: tuple[tuple[str, Money], ...]
    entry_key: str
    about: str
    on: date


# Asked of lending


@dataclass(frozen=True, kw_only=True)
class RunningLoan:
    """A loan of other books. `left` is the principal they say is open, None: what our schedule leaves."""

    member: str
    number: str
    product: str
    amount: Money
    months: int
    disbursed_on: date
    paid_instalments: int
    left: Money | None
    penalties: Money


@dataclass(frozen=True)
class LoanLook:
    """What lending says of a RunningLoan. `trouble`: product | plan | number, or nothing.

    `left` is the principal that our schedule leaves open; `known` is the loan that has this number already.
    """

    trouble: str
    left: Money | None
    known: RunningLoan | None


@dataclass(frozen=True, kw_only=True)
class LookAtLoans(Query[tuple[LoanLook, ...]]):
    """One look for each loan, in their order; `on` is the day they come in."""

    loans: tuple[RunningLoan, ...]
    on: date


@dataclass(frozen=True)
class SomeLoanRefused(Refusal):
    """One of the loans cannot be brought in: none was."""


@dataclass(frozen=True, kw_only=True)
class OpenLoans(Command[None]):
    """Running loans that come in on one day, their principal and late charges in one entry under `entry_key`."""

    refuses: ClassVar = (SomeLoanRefused,)
    loans: tuple[RunningLoan, ...]
    entry_key: str
    about: str
    on: date


@dataclass(frozen=True)
class DueOf:
    """What is due of a running loan until a day, the oldest first. Nothing due: zero."""

    member: str
    loan: str
    number: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class DuesOf(Query[tuple[DueOf, ...]]):
    """The running loans of these members, and what of each is due until `until`, late parts and charges included."""

    members: tuple[str, ...]
    until: date
