"""Which chats were linked with a PIN, and what was recorded of every turn and of the end of every session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class ChatLinkRow(Rows):
    """A chat (`meta.whatsapp`, `africastalking.sms`) that may show a member what she has and owes, until then."""

    __tablename__ = "chat_links"

    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    chat: Mapped[str] = mapped_column(String(40), primary_key=True)
    until: Mapped[datetime] = mapped_column(Instant)


class TurnRow(Rows):
    """One turn, as `Trace` tells it: no text, no name, no phone. Forgotten after `TURNS_KEPT`."""

    __tablename__ = "conversation_turns"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    conversation: Mapped[str] = mapped_column(String(32))
    session: Mapped[str] = mapped_column(String(100))
    channel: Mapped[str] = mapped_column(String(20))
    member: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    dialog: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(40))
    to_dialog: Mapped[str] = mapped_column(String(40))
    to_step: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(12))
    refusal: Mapped[str] = mapped_column(String(40))
    intent: Mapped[str] = mapped_column(String(30))
    decision: Mapped[str] = mapped_column(String(10))
    confidence_percent: Mapped[int] = mapped_column(Integer)
    by: Mapped[str] = mapped_column(String(8))
    milliseconds: Mapped[int] = mapped_column(Integer)
    half_way: Mapped[bool] = mapped_column(Boolean)
    ends: Mapped[bool] = mapped_column(Boolean)

    __table_args__ = (Index("conversation_turns_at", "at"), Index("conversation_turns_member", "member", "at"))


class EndRow(Rows):
    """How a provider said that a session ended. It may stand here before the session's turns do."""

    __tablename__ = "conversation_ends"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    session: Mapped[str] = mapped_column(String(100), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    ending: Mapped[str] = mapped_column(String(10))
    seconds: Mapped[int] = mapped_column(Integer)
