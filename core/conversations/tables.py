"""Which chats were linked with a PIN, and until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class ChatLinkRow(Rows):
    """A chat (`meta.whatsapp`, `africastalking.sms`) that may show a member what she has and owes, until then."""

    __tablename__ = "chat_links"

    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    chat: Mapped[str] = mapped_column(String(40), primary_key=True)
    until: Mapped[datetime] = mapped_column(Instant)
