"""Meta's envelopes, opened: messages and statuses for each number, and what of a message is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from channels.chat import Unreadable
from channels.whatsapp.meta_codes import code_of
from channels.whatsapp.meta_wire import (
    FILES,
    TAPS,
    Change,
    Fields,
    decode,
    id_of,
    items,
    kind_of,
    number,
    part,
    phone_of,
    short,
    tapped,
    text,
)
from core.phone import Phone

ENVELOPE, FIELD = "whatsapp_business_account", "messages"
MOST_WORDS = 4096
#: A timestamp is in seconds; one this large was given in milliseconds.
MILLISECONDS_FROM = 100_000_000_000
MOST_TIMESTAMP_DIGITS = 16

Mask = Callable[[str], Awaitable[str]]

#: Type -> what of it is kept; of the rest (a place, a contact, an emoji) only that it came.
FILE = ("id", "mime_type", "sha256", "caption")
KEPT: Mapping[str, tuple[str, ...]] = {
    "text": ("body",),
    "button": ("payload", "text"),
    **dict.fromkeys(FILES, FILE),
}
#: Fields that hold what she wrote: they are masked, and may be longer than the others.
WRITTEN = frozenset({"body", "caption", "text"})
#: Types of a system message that say whose phone it is.
CHANGES: Mapping[str, str] = {
    "user_changed_number": "number",
    "customer_changed_number": "number",
    "customer_identity_changed": "identity",
}

_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True)
class Envelope:
    """Everything for one number of ours; `errors` are codes that concern no message."""

    number_id: str
    messages: list[Fields] = field(repr=False)
    statuses: list[Fields] = field(repr=False)
    errors: list[str]


@dataclass(frozen=True)
class Report:
    """One status. `status` is Meta's word."""

    id: str
    status: str
    code: str


def open_envelopes(body: bytes) -> list[Envelope]:
    """One for each change about messages. Raises Unreadable for what is no envelope of WhatsApp's."""
    outer = decode(body)
    if outer.get("object") != ENVELOPE:
        raise Unreadable("the body is no envelope of WhatsApp's")
    changes = [change for entry in items(outer, "entry") for change in items(entry, "changes")]
    return [_envelope(part(change, "value")) for change in changes if change.get("field") == FIELD]


def _envelope(value: Fields) -> Envelope:
    return Envelope(
        number_id=short(part(value, "metadata"), "phone_number_id"),
        messages=items(value, "messages"),
        statuses=items(value, "statuses"),
        errors=[str(code_of(error)) for error in items(value, "errors")],
    )


def in_order(messages: list[Fields], now: datetime) -> list[Fields]:
    """As they were written; without a time that can be read, as if now."""
    return sorted(messages, key=lambda message: _written_at(message, now))


def _written_at(message: Fields, now: datetime) -> float:
    digits = str(message.get("timestamp", ""))
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_TIMESTAMP_DIGITS):
        return now.timestamp()
    return int(digits) / (1000 if int(digits) >= MILLISECONDS_FROM else 1)


def is_of_a_group(message: Fields) -> bool:
    return bool(message.get("group_id") or part(message, "context").get("group_id"))


async def keep(message: Fields, mask: Mask) -> bytes:
    """What is kept of a message: the fields that we know, her words as `mask` leaves them."""
    kind = kind_of(message)
    content = part(message, kind)
    kept: dict[str, Any] = {}
    for name in KEPT.get(kind, ()):
        if name in content:
            kept[name] = (await mask(text(content, name)))[:MOST_WORDS] if name in WRITTEN else short(content, name)
    if size := number(content, "file_size"):
        kept["file_size"] = size
    if kind == "interactive":
        kept = {name: {"id": tapped(content)} for name in TAPS if name in content}
    return _encode(_outline(message) | ({kind: kept} if kept else {}))


def outline(message: Fields) -> bytes:
    """Its frame without anything that she wrote."""
    return _encode(_outline(message))


def _outline(message: Fields) -> dict[str, Any]:
    frame: dict[str, Any] = {
        name: found for name in ("id", "from", "from_user_id", "timestamp", "type") if (found := short(message, name))
    }
    errors = [code_of(error) for error in items(message, "errors")]
    return frame | ({"errors": errors} if errors else {})


def change_of(message: Fields, phone: Phone) -> Change | None:
    """What a message of type system says, where it concerns whose phone it is."""
    system = part(message, "system")
    what = CHANGES.get(short(system, "type"))
    if what is None:
        return None
    return Change(what, phone, id_of(message), phone_of(system, "wa_id") or phone_of(system, "new_wa_id"))


def keep_change(change: Change) -> bytes:
    """For `meta_wire.read_change`."""
    return _encode({"what": change.what, "id": change.message, "to": change.to.digits if change.to else ""})


def report_of(status: Fields) -> Report | None:
    """None for a status without an id, or with one that no message of ours has."""
    found, word = id_of(status), short(status, "status")
    if not (found and word):
        return None
    codes = [code_of(error) for error in items(status, "errors")]
    return Report(found, word, str(codes[0]) if codes and codes[0] is not None else "")
