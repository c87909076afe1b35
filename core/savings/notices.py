"""What members are told of their savings."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Notice
from core.money import Money


@dataclass(frozen=True)
class DepositArrived(Notice):
    amount: Money
    receipt: str


@dataclass(frozen=True)
class WithdrawalTaken(Notice):
    amount: Money
    fee: Money


@dataclass(frozen=True)
class WithdrawalPaid(Notice):
    amount: Money
    receipt: str


@dataclass(frozen=True)
class WithdrawalReturned(Notice):
    amount: Money


@dataclass(frozen=True)
class CashPaidOut(Notice):
    amount: Money
    receipt: str


@dataclass(frozen=True)
class MiniStatement(Notice):
    """The worker asks for the lines when it sends, so that no amounts lie in the outbox."""

    member: str
