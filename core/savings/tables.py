"""Savings accounts, deposits that nobody has confirmed yet, and withdrawals; the money itself is in the journal."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows

#: A withdrawal is taken, and then either paid or returned; nothing leads away from these two.
TAKEN, PAID, RETURNED = "taken", "paid", "returned"


class AccountRow(Rows):
    """One account of a member. `path` is its account in the journal."""

    __tablename__ = "savings_accounts"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    path: Mapped[str] = mapped_column(String(80), unique=True)
    opened_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10))


class ReportedRow(Rows):
    """A deposit that was only reported: in the balance at once, available when it is confirmed."""

    __tablename__ = "savings_reported"

    payment: Mapped[str] = mapped_column(String(32), primary_key=True)
    account: Mapped[str] = mapped_column(String(20))
    minor_units: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)

    __table_args__ = (Index("savings_reported_account", "account", "confirmed_at"),)


class WithdrawalRow(Rows):
    """One withdrawal. It keeps its provider: the institution may have changed it by the time the answer comes."""

    __tablename__ = "savings_withdrawals"

    payment: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(20))
    provider: Mapped[str] = mapped_column(String(40))
    minor_units: Mapped[int] = mapped_column(BigInteger)
    fee_minor_units: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(10))
    taken_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)

    __table_args__ = (Index("savings_withdrawals_member", "member", "at"),)
