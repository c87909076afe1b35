"""Messages that were begun, one per event, what the provider reported of them, and what a person asked for."""

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
    channel: Mapped[str] = mapped_column(String(20))
    segments: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("messages_member", "member", "id"),)


class WishRow(Rows):
    """A notice that a person sent to a member from the list of those that may be sent so; they are counted."""

    __tablename__ = "notice_wishes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32))
    notice: Mapped[str] = mapped_column(String(60))
    staff: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("notice_wishes_member", "member", "at"),)


class DeliveryRow(Rows):
    """What became of a provider's id. `message` is empty while a report is all we have of it."""

    __tablename__ = "delivery_reports"

    provider_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    message: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("delivery_reports_unmatched", "message", "at"),)
