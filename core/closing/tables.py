"""Business days that are closed; nothing is booked into them or before."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class BusinessDayRow(Rows):
    """One closed day. `totals` is the trial balance at its end, as JSON."""

    __tablename__ = "business_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    closed_at: Mapped[datetime] = mapped_column(Instant)
    closed_by: Mapped[str] = mapped_column(String(80))
    totals: Mapped[str] = mapped_column(Text)
