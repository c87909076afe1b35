"""What a kept message from Meta says to the dialogs, which file came with it, whose number is another now."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.chat import Message, Unreadable
from channels.whatsapp.meta_codes import MOST_ID_CHARACTERS
from core.messages import Kept
from core.phone import Phone

MOST_SHORT = 300
#: Larger whole numbers are no sizes and no times.
MOST_NUMBER = 2**53

Fields = Mapping[str, Any]

FILES = ("image", "document", "audio", "voice", "video", "sticker")
TAPS = ("button_reply", "list_reply")
#: A button of a template gives back its payload; ours are named as in a chat, others say their text.
OURS = re.compile(r"[0-9a-f]{12}:.+")
#: They ask for nothing.
NOT_ANSWERED = frozenset({"reaction", "system"})


@dataclass(frozen=True)
class Attachment:
    """A file she sent; it lies at Meta for some days. `sha256` and `bytes` (0) may be unknown."""

    phone: Phone
    message: str
    id: str
    kind: str
    type: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Change:
    """Her account is no longer what it was: another `number` (`to`, if they say), or another phone (`identity`)."""

    what: str
    phone: Phone
    message: str
    to: Phone | None


def read(kept: Kept) -> Message | None:
    """A kept message for the dialogs. What has no words (a place, a picture) says nothing: they ask again."""
    message, phone = _decoded(kept), Phone(kept.about)
    kind = kind_of(message)
    content = part(message, kind)
    if kind in NOT_ANSWERED:
        return None
    if kind == "interactive":
        return Message(phone, id_of(message), tap=tapped(content))
    if kind == "button" and OURS.fullmatch(payload := text(content, "payload")):
        return Message(phone, id_of(message), tap=payload)
    words = {"text": "body", "button": "text"}.get(kind, "caption")
    return Message(phone, id_of(message), text(content, words))


def attachment(kept: Kept) -> Attachment | None:
    """The file of a kept message, if it has one."""
    message = _decoded(kept)
    content = part(message, kind_of(message))
    if kind_of(message) not in FILES or not short(content, "id"):
        return None
    return Attachment(
        phone=Phone(kept.about),
        message=id_of(message),
        id=short(content, "id"),
        kind=kind_of(message),
        type=bare_type(short(content, "mime_type")),
        sha256=short(content, "sha256"),
        bytes=number(content, "file_size"),
    )


def bare_type(value: str) -> str:
    """`audio/ogg; codecs=opus` is `audio/ogg`."""
    return value.partition(";")[0].strip().lower()


def read_change(kept: Kept) -> Change:
    """As `meta_envelope.keep_change` wrote it."""
    fields = _decoded(kept)
    return Change(text(fields, "what"), Phone(kept.about), text(fields, "id"), phone_of(fields, "to"))


# One message


def id_of(message: Fields) -> str:
    """Its wamid; empty for none that could be kept."""
    found = text(message, "id")
    return found if len(found) <= MOST_ID_CHARACTERS else ""


def kind_of(message: Fields) -> str:
    return short(message, "type")


def phone_of(fields: Fields, name: str = "from") -> Phone | None:
    """E.164 without its plus; None for an account that hides its number, or a number that is none."""
    digits = text(fields, name)
    if not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return Phone.read(f"+{digits}")
    except ValueError:
        return None


def tapped(content: Fields) -> str:
    """The id of the button or the row that she touched; empty for a form of Meta's that we do not use."""
    return next((short(part(content, name), "id") for name in TAPS if name in content), "")


# Whatever comes, a part of the wrong kind is as good as none


def decode(body: bytes) -> Fields:
    """Raises Unreadable. Bytes that are no UTF-8 and halves of characters become question marks."""
    try:
        found = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise Unreadable("the body is no JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("the body is no JSON object")
    return found


def items(fields: Fields, name: str) -> list[Fields]:
    found = fields.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def part(fields: Fields, name: str) -> Fields:
    found = fields.get(name)
    return found if isinstance(found, dict) else {}


def text(fields: Fields, name: str) -> str:
    found = fields.get(name)
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else ""


def short(fields: Fields, name: str) -> str:
    return text(fields, name)[:MOST_SHORT]


def number(fields: Fields, name: str) -> int:
    found = fields.get(name)
    return found if isinstance(found, int) and 0 <= found < MOST_NUMBER else 0


def _decoded(kept: Kept) -> Fields:
    return decode(kept.body)
