"""Which of the choices on a screen somebody means who answers in words: a number word, an emoji, a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

#: A misspelt title: this similar, in percent, and this long.
SIMILAR_PERCENT, LEAST_LETTERS = 85, 4

_NUMBERS = (
    ("one", "first", "moja", "kwanza", "mmoja"), ("two", "second", "mbili", "pili", "miwili"),
    ("three", "third", "tatu", "mitatu"), ("four", "fourth", "nne", "minne"), ("five", "fifth", "tano", "mitano"),
    ("six", "sixth", "sita"), ("seven", "seventh", "saba"), ("eight", "eighth", "nane", "minane"),
    ("nine", "ninth", "tisa"), ("ten", "tenth", "kumi"),
)  # fmt: skip
_NUMBER = {word: str(number) for number, words in enumerate(_NUMBERS, 1) for word in words}
#: What makes a keycap emoji of a digit, and the joiners around it.
_DRESS = re.compile("[\ufe0e\ufe0f\u20e3\u200d]")
_KEYCAP_TEN = "\U0001f51f"
_POLITE = frozenset({"option", "number", "no", "namba", "nambari", "ya", "the", "please", "tafadhali", "chaguo"})


def plain(words: str) -> str:
    """Lower case, no punctuation around it, number words as digits: `Miezi mitatu!` is `miezi 3`."""
    words = _DRESS.sub("", words.replace(_KEYCAP_TEN, "10")).casefold()
    return " ".join(_NUMBER.get(word, word) for word in re.findall(r"[\w'.,-]*\w", words))


def pick(words: str, entries: Sequence[tuple[str, str]]) -> str | None:
    """The key of the one entry (key, label) that the words name, or None: never a guess between two."""
    said = plain(words)
    keys = {key for key, _ in entries}
    bare = " ".join(word for word in said.split() if word not in _POLITE)
    for candidate in (said, bare):
        if candidate in keys:
            return candidate
    if len(said) < 2:
        return None
    labels = [(key, plain(label)) for key, label in entries]
    for names in (_is, _begins, _resembles):
        named = [key for key, label in labels if names(said, label)]
        if named:
            return named[0] if len(named) == 1 else None
    return None


def _is(said: str, label: str) -> bool:
    return said == label


def _begins(said: str, label: str) -> bool:
    """`boost` for `boost up to kes 20,000`, `miezi 3` for `miezi 3 3 x 1,742`: whole words."""
    return len(said) >= 3 and f"{label} ".startswith(f"{said} ")


def _resembles(said: str, label: str) -> bool:
    return len(said) >= LEAST_LETTERS and fuzz.ratio(said, label) >= SIMILAR_PERCENT
