"""Messages that were begun, one per event, and what the provider reported under its own ids."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class MessageRow(Rows):
    """One message: no text, and a digest where the phone was."""

    __tablename__ = "messages"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    event: Mapped[str] = mapped_column(String(190), unique=True)
    notice: Mapped[str] = mapped_column(String(60))
    member: Mapped[str] = mapped_column(String(32))
    phone: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12))
    provider_id: Mapped[str] = mapped_column(String(120), default="")
    code: Mapped[str] = mapped_column(String(60), default="")
    segments: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("messages_member", "member", "id"),)


class DeliveryRow(Rows):
    """What became of a provider's id. `message` is empty while a report is all we have of it."""

    __tablename__ = "delivery_reports"

    provider_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    message: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("delivery_reports_unmatched", "message", "at"),)
