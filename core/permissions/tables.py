"""The rows of permissions: requests that wait for a second person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class ApprovalRow(Rows):
    """A request as it was made. `body` is emptied when it is decided: it may name people and phones.

    `scope` and `key` are those of the maker, so that a repeat finds what became of the first.
    """

    __tablename__ = "approvals"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    scope: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    request: Mapped[str] = mapped_column(String(80))
    request_hash: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(String(80))
    maker: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(12))
    checker: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(200))

    __table_args__ = (
        UniqueConstraint("scope", "key"),
        Index("approvals_state", "state", "id"),
        Index("approvals_subject", "subject", "id"),
    )
