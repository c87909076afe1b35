"""A screen as WhatsApp shows it: buttons, else a list, else numbered text; no option is ever lost or cut.

Limits: https://developers.facebook.com/documentation/business-messaging/whatsapp (interactive messages): at most 3
buttons of 20 characters, at most 10 rows of 24 with 72 more as a description, 1024 characters above them, 4096 alone.
"""

from __future__ import annotations

import textwrap
from typing import Literal

import msgspec

from dialogs.screen import Said

MOST_BUTTONS, BUTTON_CHARACTERS = 3, 20
MOST_ROWS, ROW_CHARACTERS, DESCRIPTION_CHARACTERS = 10, 24, 72
MORE_KEY = "98"
INTERACTIVE_CHARACTERS, TEXT_CHARACTERS = 1024, 4096


class Row(msgspec.Struct, frozen=True):
    """`key` is what pressing it means; `more` continues a title that is too long for its place."""

    key: str
    title: str
    more: str = ""


class Bubble(msgspec.Struct, frozen=True):
    """One message of ours: its form, its words, and what can be touched."""

    form: Literal["text", "buttons", "list"]
    text: str
    rows: tuple[Row, ...] = ()
    choose: str = ""
    """What the button that opens a list is called."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Bubble).decode


def read_bubble(page: str) -> Bubble:
    """A page of this accent, for whoever sends it."""
    return _decode(page)


def accent(said: Said) -> list[str]:
    """One bubble, as JSON; only words too long for one message make several pages, and `98` leads on."""
    bubble = _buttons(said) or _list(said)
    if bubble is not None:
        return [_encode(bubble).decode()]
    return [_encode(Bubble("text", page)).decode() for page in _pages(said)]


def _buttons(said: Said) -> Bubble | None:
    """Footer keys that find no button stay in the words: they can be typed."""
    beside = said.keys if len(said.options) + len(said.keys) <= MOST_BUTTONS else ()
    rows = tuple(Row(key, label) for key, label in (*said.options, *beside))
    below = () if beside else said.keys
    text = "\n".join((said.message, *map(_line, below)))
    titles = {row.title for row in rows}
    if not 0 < len(rows) <= MOST_BUTTONS or len(titles) < len(rows) or len(text) > INTERACTIVE_CHARACTERS:
        return None
    return None if any(len(title) > BUTTON_CHARACTERS for title in titles) else Bubble("buttons", text, rows)


def _list(said: Said) -> Bubble | None:
    entries = (*said.options, *said.keys)
    if not said.options or len(entries) > MOST_ROWS or len(said.message) > INTERACTIVE_CHARACTERS:
        return None
    rows = tuple(_row(key, label) for key, label in entries)
    if any(len(row.title) > ROW_CHARACTERS or len(row.more) > DESCRIPTION_CHARACTERS for row in rows):
        return None
    return Bubble("list", said.message, rows, said.choose)


def _row(key: str, label: str) -> Row:
    """As many whole words as a title holds; the rest is the description."""
    if len(label) <= ROW_CHARACTERS:
        return Row(key, label)
    at = label.rfind(" ", 0, ROW_CHARACTERS + 1)
    return Row(key, label[:at].rstrip(" ,;:"), label[at + 1 :]) if at > 0 else Row(key, label)


def _pages(said: Said) -> list[str]:
    """Numbered text. A page ends between lines, or between words where one line is longer than a message."""
    lines = [*said.message.split("\n"), *map(_line, said.options), *map(_line, said.keys)]
    more = f"\n{_line((MORE_KEY, said.more))}"
    room = TEXT_CHARACTERS - len(more)
    pages = [""]
    for line in lines:
        for piece in textwrap.wrap(line, room) if len(line) > room else [line]:
            if pages[-1] and len(pages[-1]) + 1 + len(piece) > room:
                pages.append("")
            pages[-1] = f"{pages[-1]}\n{piece}" if pages[-1] else piece
    return [page + more for page in pages[:-1]] + pages[-1:]


def _line(entry: tuple[str, str]) -> str:
    return f"{entry[0]}. {entry[1]}"
