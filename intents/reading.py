"""A message while entities are taken out of it: what was found, and which letters nobody has claimed yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intents.normal import Folded

PIECES = re.compile(
    r"2(?:day|moro|mrw|morrow|morow)(?!\w)|j[2-5](?!\w)|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*|\x00+|[,.;!?]"
)
CLAIMED = "\x00"


@dataclass(frozen=True, slots=True)
class Entity:
    """Something a message mentions. `value` is plain text: 5000, 2026-03-15, P3M, +254712345678, mpesa.

    `text` is message[start:end] as it was typed; `check` says that the value is a guess to be confirmed.
    """

    type: str
    value: str
    text: str
    start: int
    end: int
    unit: str = ""
    currency: str = ""
    grain: str = ""
    check: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number without its separators, a stop or a claimed gap, and where it stands in the folded text."""

    word: str
    start: int
    end: int


class Reading:
    """`free` is the folded text with everything that was claimed blotted out, letter for letter."""

    def __init__(self, folded: Folded, today: date, country: str) -> None:
        self.folded = folded
        self.today = today
        self.country = country
        self.free = folded.text
        self.found: list[Entity] = []
        self._tokens: list[Token] | None = None
        self._words: list[str] | None = None

    @property
    def tokens(self) -> list[Token]:
        if self._tokens is None:
            self._tokens = [
                Token(word.replace(",", "") or ",", match.start(), match.end())
                for match in PIECES.finditer(self.free)
                for word in (match.group(),)
            ]
        return self._tokens

    @property
    def words(self) -> list[str]:
        if self._words is None:
            self._words = [token.word for token in self.tokens]
        return self._words

    def claim(self, start: int, end: int) -> None:
        self.free = self.free[:start] + CLAIMED * (end - start) + self.free[end:]
        self._tokens = self._words = None

    def add(
        self, kind: str, value: str, start: int, end: int, *,
        unit: str = "", currency: str = "", grain: str = "", check: bool = False,
    ) -> None:  # fmt: skip
        """An entity in the folded letters [start, end), which nobody else may claim."""
        first, last = self.folded.span(start, end)
        self.found.append(Entity(kind, value, self.folded.typed[first:last], first, last, unit, currency, grain, check))
        self.claim(start, end)

    def between(self, tokens: Sequence[Token], first: int, after: int) -> tuple[int, int]:
        """The letters of tokens [first, after)."""
        return tokens[first].start, tokens[after - 1].end
