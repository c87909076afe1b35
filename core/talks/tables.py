"""Conversations as they stand, the words that were said in them, and the chats that are in the hands of a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class ConversationRow(Rows):
    """One conversation as it stands: with whom, on which channel last, and where in which dialog.

    `source` names the chat (`meta.whatsapp`); of a session it is the provider's. Forgotten with its words.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    phone: Mapped[str] = mapped_column(String(20))
    member: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(100))
    began_at: Mapped[datetime] = mapped_column(Instant)
    heard_at: Mapped[datetime] = mapped_column(Instant)
    dialog: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(40))
    half_way: Mapped[bool] = mapped_column(Boolean)
    ends: Mapped[bool] = mapped_column(Boolean)

    __table_args__ = (
        Index("conversations_heard", "heard_at"),
        Index("conversations_member", "member", "id"),
        Index("conversations_chat", "phone", "source", "id"),
    )


class LineRow(Rows):
    """The words of one turn: what was `heard` from a member, without secrets, and what was `said` to her by `speaker`.

    The words of a person, and those that wait for one, have a row of their own.
    """

    __tablename__ = "conversation_lines"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(32))
    member: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(20))
    heard: Mapped[str] = mapped_column(Text)
    said: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str] = mapped_column(String(80))

    __table_args__ = (
        Index("conversation_lines_of", "conversation", "id"),
        Index("conversation_lines_member", "member", "id"),
        Index("conversation_lines_at", "at"),
    )


class TakeoverRow(Rows):
    """A chat in the hands of a person. `chat` makes it the only one; it has none once it ended.

    `asked_at`: the first words of hers that nobody has answered yet.
    """

    __tablename__ = "conversation_takeovers"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(32), index=True)
    chat: Mapped[str | None] = mapped_column(String(140), unique=True)
    staff: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ending: Mapped[str] = mapped_column(String(12))
