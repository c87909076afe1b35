"""Agreed changes of terms. Append-only: a change that is not wanted any more is followed by another."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class TermRow(Rows):
    """From a day on a term has this value; `value` is written as `core.terms.rules` does."""

    __tablename__ = "terms"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    term: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(40))
    from_day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(200))
    asked_by: Mapped[str] = mapped_column(String(80))
    agreed_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("terms_term", "term", "id"),)
