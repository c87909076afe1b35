"""The journal's two tables: entries and their postings. Append-only; no balance is kept beside them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class EntryRow(Rows):
    """One journal entry; `key` is unique, so it is posted once."""

    __tablename__ = "entries"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    what: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(80), index=True)
    booked_on: Mapped[date] = mapped_column(Date, index=True)
    at: Mapped[datetime] = mapped_column(Instant)


class PostingRow(Rows):
    """One line of an entry: debits positive, credits negative, in minor units."""

    __tablename__ = "postings"

    entry: Mapped[str] = mapped_column(String(32), ForeignKey("entries.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    account: Mapped[str] = mapped_column(String(80))
    minor_units: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))

    __table_args__ = (
        # The balance of an account is summed from this index alone.
        Index("postings_account", "account", "entry", postgresql_include=["currency", "minor_units"]),
    )


class ReasonRow(Rows):
    """Why an entry was posted by hand, and who asked for it and agreed."""

    __tablename__ = "entry_reasons"

    entry: Mapped[str] = mapped_column(String(32), ForeignKey("entries.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    asked_by: Mapped[str] = mapped_column(String(80))
    agreed_by: Mapped[str] = mapped_column(String(80))
