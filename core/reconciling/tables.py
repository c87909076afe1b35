"""Every reconciliation and what it found; the statement itself is not kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class ReconciliationRow(Rows):
    """`findings` is a list of Finding, encoded."""

    __tablename__ = "reconciliations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    provider: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))
    since: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    lines: Mapped[int] = mapped_column(Integer)
    matched: Mapped[int] = mapped_column(Integer)
    imported: Mapped[int] = mapped_column(Integer)
    theirs_only: Mapped[int] = mapped_column(Integer)
    ours_only: Mapped[int] = mapped_column(Integer)
    differ: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(String(3))
    came_in: Mapped[int] = mapped_column(BigInteger)
    went_out: Mapped[int] = mapped_column(BigInteger)
    charges: Mapped[int] = mapped_column(BigInteger)
    opening: Mapped[int] = mapped_column(BigInteger)
    closing: Mapped[int] = mapped_column(BigInteger)
    adds_up: Mapped[bool] = mapped_column(Boolean)
    findings: Mapped[str] = mapped_column(Text)
