"""A form that a provider sends us: its fields, the names that came more than once, and who it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qsl

from core.messages import Reply
from core.phone import Phone

MOST_BODY_BYTES = 16 * 1024
MOST_FIELDS = 40
#: Longest value of an id or a status that we take over into keys, rows and logs.
MOST_ID_CHARACTERS = 100


class Unreadable(ValueError):
    """The form cannot be understood; the text says why, in words for the log and the answer."""


@dataclass(frozen=True)
class Form:
    """The first value of each field, and the names that came more than once."""

    values: Mapping[str, str]
    repeated: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Every field as it came, repeats too, in their order."""

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def short(self, name: str) -> str:
        """For ids and statuses: trimmed, and not longer than we would keep."""
        return self.get(name).strip()[:MOST_ID_CHARACTERS]


def read_form(body: bytes, *, most_bytes: int = MOST_BODY_BYTES, most_fields: int = MOST_FIELDS) -> Form:
    """The form of a raw body. Bytes that are no UTF-8 become U+FFFD, which no dialog takes for an answer."""
    if len(body) > most_bytes:
        raise Unreadable("the body is too long")
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=most_fields,
        )
    except ValueError:
        raise Unreadable("the body has too many fields") from None
    values: dict[str, str] = {}
    repeated = set()
    for name, value in pairs:
        if name in values:
            repeated.add(name)
        values.setdefault(name, value)
    return Form(values, frozenset(repeated), tuple(pairs))


def read_phone(value: str, *, blank_for_plus: bool = False) -> Phone:
    """An E.164 number as the provider writes it; anything else is unreadable, never repaired silently."""
    if blank_for_plus and value.startswith(" "):
        value = f"+{value[1:]}"
    if not re.fullmatch(r"\+[0-9]{8,15}", value):
        raise Unreadable("the phone number is not in international form")
    try:
        return Phone.read(value)
    except ValueError:
        raise Unreadable("the phone number has the wrong length for its country") from None


def body_key(body: bytes) -> str:
    """What tells a repeat from news where the provider gives no id."""
    return sha256(body).hexdigest()


def sentence(status: int, text: str) -> Reply:
    return Reply(status, text.encode())
