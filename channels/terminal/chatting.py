"""A chat in the terminal: a line is a message, buttons and lists are written out, and what is told later shows up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from channels.chat import ChatHop
from channels.whatsapp.render import Bubble, read_bubble
from core.ids import new_id
from core.phone import Phone
from core.secret import Secret
from dialogs.pins import MASK
from dialogs.screen import Accent, Answer, Heard

Turn = Callable[[Heard, Accent], Awaitable[Answer]]
Mask = Callable[[Phone, str], Awaitable[str]]
Write = Callable[[str], None]

PIN = "(PIN)"


@dataclass(frozen=True)
class Chat:
    """One chat of one phone. `source` is the line it is on, as in the inbox; `show` makes a page readable here."""

    channel: str
    source: str
    accent: Accent
    show: Callable[[str], str]
    digest_key: Secret

    async def say(self, turn: Turn, mask: Mask, phone: Phone, words: str, *, write: Write, record: Write) -> None:
        """A message of hers, kept out of the record where it may be a PIN, and our answer."""
        safe = await mask(phone, words)
        record(f"> {safe.replace(MASK, PIN)}")
        hop = ChatHop(new_id(), self.digest_key, safe)
        answer = await turn(Heard(self.channel, phone, self.source, hop, chat=True), self.accent)
        shown = self.show(answer.words)
        for line in shown.split("\n"):
            record(f"{self.channel} | {line}")
        write(f"{shown}\n\n")


def text_shown(page: str) -> str:
    return page


def bubble_shown(page: str) -> str:
    """Buttons and rows below the words, by the number that may be typed instead."""
    return "\n".join(_lines(read_bubble(page)))


def _lines(bubble: Bubble) -> list[str]:
    head = [bubble.text, *([f"[{bubble.choose}]"] if bubble.form == "list" else [])]
    return [*head, *(f"  [{row.title}] {row.key} {row.more}".rstrip() for row in bubble.rows)]
