"""Cases: what a person has to look at, and what was noted on them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
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
    due_at: Mapped[datetime] = mapped_column(Instant)
    assigned: Mapped[str] = mapped_column(String(80))

    __table_args__ = (
        Index("cases_open", "state", "number"),
        Index("cases_due", "state", "due_at", "number"),
        Index("cases_member", "member", "number"),
        {"sqlite_autoincrement": True},
    )


class NoteRow(Rows):
    """What somebody noted on a case: for staff, who may name people in it."""

    __tablename__ = "case_notes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    staff: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
