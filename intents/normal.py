"""The same words however they were typed: lower case, plain letters, no ornaments, and where each letter came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: What is read of a message. Longer ones are pasted letters or attacks; their beginning says what they are.
LONGEST_TEXT = 600
MOST_WORDS = 60
LONGEST_WORD = 24

PLAIN = str.maketrans(dict.fromkeys((*range(32), 127), " "))
#: Signs that say a word, for the matcher only: entities are looked for in what was typed.
SIGNS = {
    "\N{THUMBS UP SIGN}": "ndio", "\N{WHITE HEAVY CHECK MARK}": "ndio", "\N{OK HAND SIGN}": "ndio",
    "\N{HEAVY CHECK MARK}": "ndio", "\N{BALLOT BOX WITH CHECK}": "ndio", "\N{THUMBS DOWN SIGN}": "hapana",
    "\N{CROSS MARK}": "hapana", "\N{NEGATIVE SQUARED CROSS MARK}": "hapana", "\N{NO ENTRY SIGN}": "hapana",
    "\N{PERSON WITH FOLDED HANDS}": "asante", "\N{WAVING HAND SIGN}": "hello",
}  # fmt: skip
LETTERS = {
    "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'", "`": "'", "\N{ACUTE ACCENT}": "'",
    "\N{LATIN SMALL LETTER ENG}": "ng", "\N{EN DASH}": "-", "\N{EM DASH}": "-",
    "\N{MINUS SIGN}": "-",
}  # fmt: skip
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?")
THREE_TIMES = re.compile(r"([^\W\d_])\1{2,}")
DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` in plain lower-case letters; letter i of it came from letter `came_from[i]` of what was typed."""

    text: str
    typed: str
    came_from: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the typed text the letters [start, end) of the folded text are."""
        if self.came_from is None:
            return start, end
        return self.came_from[start], self.came_from[end - 1] + 1


def fold(typed: str) -> Folded:
    typed = typed[:LONGEST_TEXT]
    if typed.isascii():
        return Folded(typed.lower().translate(PLAIN), typed)
    letters: list[str] = []
    came_from: list[int] = []
    for place, letter in enumerate(typed):
        for plain in _plain(letter):
            letters.append(plain)
            came_from.append(place)
    return Folded("".join(letters), typed, tuple(came_from))


def _plain(letter: str) -> str:
    if letter in LETTERS:
        return LETTERS[letter]
    kind = unicodedata.category(letter)
    if kind in ("Cf", "Mn", "Me"):
        return ""
    if kind[0] in "CZ":
        return " "
    parts = unicodedata.normalize("NFKD", letter).lower()
    if kind[0] == "N" and len(parts) > 1:
        # A fraction or a number in a circle is no part of the digits beside it.
        return " "
    return "".join(LETTERS.get(part, part) for part in parts if unicodedata.category(part) != "Mn")


def words(folded: Folded) -> list[str]:
    """The words the matcher sees: signs spelt out, letters typed thrice once, every digit a 0."""
    text = folded.text
    if not text.isascii():
        text = "".join(f" {SIGNS[letter]} " if letter in SIGNS else letter for letter in text)
    text = DIGIT.sub("0", THREE_TIMES.sub(r"\1", text))
    return [word[:LONGEST_WORD] for word in WORD.findall(text)[:MOST_WORDS]]
