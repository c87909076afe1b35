"""Cases: what a person has to look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class CaseRow(Rows):
    """One case. `open_key` is what makes it the only open one of its kind about this; a closed case has none."""

    __tablename__ = "cases"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(20))
    member: Mapped[str] = mapped_column(String(32))
    phone: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    outcome: Mapped[str] = mapped_column(String(200))
    open_key: Mapped[str | None] = mapped_column(String(160), unique=True, nullable=True)

    __table_args__ = (Index("cases_open", "state", "number"), {"sqlite_autoincrement": True})
