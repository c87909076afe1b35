"""A screen as WhatsApp shows it: buttons, else a list, else numbered text; no option is ever lost or cut.

Limits: https://developers.facebook.com/documentation/business-messaging/whatsapp (interactive messages): at most 3
buttons of 20 characters, at most 10 rows of 24 with 72 more as a description, 1024 characters above them, 4096 alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Literal

import msgspec

from dialogs.screen import Said

MOST_BUTTONS, BUTTON_CHARACTERS = 3, 20
MOST_ROWS, ROW_CHARACTERS, DESCRIPTION_CHARACTERS = 10, 24, 72
MORE_KEY = "98"
INTERACTIVE_CHARACTERS, TEXT_CHARACTERS = 1024, 4096


class Row(msgspec.Struct, frozen=True):
    """`key` is what pressing it means; `more` continues a title that is too long for its place, after the `seam`."""

    key: str
    title: str
    more: str = ""
    seam: str = " "


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
    for bubble in _forms(said):
        if _is_allowed(bubble):
            return [_encode(bubble).decode()]
    return [_encode(Bubble("text", page)).decode() for page in _pages(said)]


def _forms(said: Said) -> Iterator[Bubble]:
    """From the handiest to the plainest. Footer keys that find no place to be touched stand in the words."""
    below = "\n".join((said.message, *map(_line, said.keys)))
    everything = (*said.options, *said.keys)
    yield Bubble("buttons", said.message, tuple(Row(*entry) for entry in everything))
    yield Bubble("buttons", below, tuple(Row(*entry) for entry in said.options))
    if said.options:
        yield Bubble("list", said.message, tuple(_row(*entry) for entry in everything), said.choose)
        yield Bubble("list", below, tuple(_row(*entry) for entry in said.options), said.choose)


def _is_allowed(bubble: Bubble) -> bool:
    """Within every limit; titles in one message must differ, in lists as well."""
    most_rows, most_characters = (
        (MOST_BUTTONS, BUTTON_CHARACTERS) if bubble.form == "buttons" else (MOST_ROWS, ROW_CHARACTERS)
    )
    return (
        0 < len(bubble.rows) <= most_rows
        and len({row.title for row in bubble.rows}) == len(bubble.rows)
        and len({row.key for row in bubble.rows}) == len(bubble.rows)
        and bool(bubble.text.strip())
        and len(bubble.text) <= INTERACTIVE_CHARACTERS
        and (bubble.form == "buttons" or _is_title(bubble.choose, BUTTON_CHARACTERS))
        and all(_is_title(row.title, most_characters) for row in bubble.rows)
        and all(len(row.more) <= DESCRIPTION_CHARACTERS and "\n" not in row.more for row in bubble.rows)
    )


def _is_title(text: str, most_characters: int) -> bool:
    return 0 < len(text) <= most_characters and text == text.strip() and text.isprintable()


def _row(key: str, label: str) -> Row:
    """What stands before a colon, or as many whole words as a title holds; the rest is the description."""
    if len(label) <= ROW_CHARACTERS:
        return Row(key, label)
    name, colon, price = label.partition(": ")
    if colon and 0 < len(name) <= ROW_CHARACTERS:
        return Row(key, name, price.strip(), colon)
    at = label.rfind(" ", 0, ROW_CHARACTERS + 1)
    return Row(key, label[:at].rstrip(" ,;:"), label[at:].strip()) if at > 0 else Row(key, label)


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
