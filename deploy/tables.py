"""The tables of the running system itself, beside those of core: conversations that are under way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class LiveConversationRow(Rows):
    """What the host remembers of one phone; `version` counts the turns, so that only one of two at once is kept."""

    __tablename__ = "live_conversations"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("live_conversations_at", "at"),)


class CronFireRow(Rows):
    """One firing of one schedule: whoever inserts it enqueues the job, the other replicas find it there."""

    __tablename__ = "cron_fires"

    schedule: Mapped[str] = mapped_column(String(40), primary_key=True)
    fires_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
