"""Which conversations are going on, how long a person's words may be, and by which way they leave."""

from __future__ import annotations

from datetime import datetime

from core.talks.messages import CHATS, MOST_BUBBLE, MOST_SMS, MOST_SMS_UNUSUAL, WINDOW

WHATSAPP = "whatsapp"
#: Of plain characters these cost double in an SMS.
COSTLY = frozenset("^{}\\[~]|")


def chat_of(source: str, phone: str) -> str:
    """Names one chat of one phone."""
    return f"{source}:{phone}"


def is_chat(channel: str) -> bool:
    return channel in CHATS


def is_bubble(channel: str, *, heard_at: datetime, now: datetime) -> bool:
    """Will words of ours be taken by WhatsApp? Otherwise they are an SMS."""
    return channel == WHATSAPP and now - heard_at < WINDOW


def most_characters(text: str, *, as_bubble: bool) -> int:
    if as_bubble:
        return MOST_BUBBLE
    return MOST_SMS if text.isascii() and COSTLY.isdisjoint(text) else MOST_SMS_UNUSUAL


def cleaned(text: str) -> str:
    """Words that any database and any phone takes: no control characters, no halves of characters."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(each for each in whole if each == "\n" or each.isprintable())
