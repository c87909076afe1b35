"""What is kept of payments: each payment, every attempt to move it, whose receipt is whose, and unplaced money."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class PaymentRow(Rows):
    """One movement of money in or out, asked for by us or arrived by itself. Payers' names stand nowhere.

    `open_key` is (member, purpose, target) while a prompt has no final answer: unique, so there is one open prompt.
    `minor_units` is what was asked for, `booked` what the provider says was paid. `asks` and `next_ask_at` count the
    questions of the running chain. `about` is the loan number of a notice, `account` what to type at the paybill.
    `reversal` is the payment that sends this one back, or tried to.
    """

    __tablename__ = "payments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    direction: Mapped[str] = mapped_column(String(3))
    purpose: Mapped[str] = mapped_column(String(12))
    member: Mapped[str] = mapped_column(String(32))
    phone: Mapped[str] = mapped_column(String(20))
    minor_units: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    provider: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    target: Mapped[str] = mapped_column(String(80))
    about: Mapped[str] = mapped_column(String(40))
    account: Mapped[str] = mapped_column(String(40))
    receipt: Mapped[str] = mapped_column(String(40))
    booked: Mapped[int] = mapped_column(BigInteger)
    placed: Mapped[str] = mapped_column(String(12))
    confirmed: Mapped[bool] = mapped_column(Boolean)
    flagged: Mapped[str] = mapped_column(String(40))
    reversal: Mapped[str] = mapped_column(String(32))
    open_key: Mapped[str | None] = mapped_column(String(200), unique=True, nullable=True)
    asks: Mapped[int] = mapped_column(Integer)
    next_ask_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_on: Mapped[date] = mapped_column(Date)
    settled_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)

    __table_args__ = (
        Index("payments_member_day", "member", "created_on"),
        Index("payments_phone", "phone", "state"),
        Index(
            "payments_unconfirmed",
            "settled_at",
            postgresql_where=text("state = 'succeeded' and not confirmed"),
        ),
    )


class AttemptRow(Rows):
    """One call to a provider, written before it is made. `asked` is the token of the attempt an ask is about.

    `state`: begun, accepted, refused, unknown; then the last answer: succeeded, failed, expired, pending, absent.
    """

    __tablename__ = "attempts"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    payment: Mapped[str] = mapped_column(String(32), ForeignKey("payments.id"))
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int] = mapped_column(Integer)
    provider_id: Mapped[str] = mapped_column(String(80), index=True)
    state: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(40))
    asked: Mapped[str] = mapped_column(String(32))
    begun_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("attempts_payment", "payment", "number", unique=True),)


class ReceiptRow(Rows):
    """Whose receipt this is: claimed in the transaction that books it, so one receipt is booked once."""

    __tablename__ = "receipts"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(40), primary_key=True)
    payment: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime] = mapped_column(Instant)


class SuspenseRow(Rows):
    """Money that arrived and nobody knows for what.

    `payer` is a digest of the payer's phone, its visible digits, or empty.
    """

    __tablename__ = "suspense"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    payment: Mapped[str] = mapped_column(String(32), ForeignKey("payments.id"), unique=True)
    provider: Mapped[str] = mapped_column(String(20))
    receipt: Mapped[str] = mapped_column(String(40))
    minor_units: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    reference: Mapped[str] = mapped_column(String(40))
    payer: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(12))
    allocated_to: Mapped[str] = mapped_column(String(80))

    __table_args__ = (Index("suspense_open", "state", "id"),)
