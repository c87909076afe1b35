"""The lexicon: which thing of the trade a word stands for, and how Swahili verbs are put together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

LEXICON = Path(__file__).parent / "lexicon.toml"
MOST_REMEMBERED = 5_000

#: ni-li-ku-lip-a: who, when, whom, the root, and an ending of at most six letters.
WHO = "(?:hatu|hawa|ham|hai|hazi|nime|tume|ume|ame|wame|ime|zime|ni|tu|wa|mu|si|hu|ha|na|ku|zi|i|u|a|m|n|y|k)?"
WHEN = "(?:singe|nge|sha|mesha|lisha|ka|li|ta|me|na|ja|ki|ku|si|to|taka|eza)?"
WHOM = "(?:ni|ku|tu|wa|mu|ji|zi|m|i|n|li|ki|ya)?"
ENDING = "(?:[a-z]{0,5}[aeiu](?:ni)?)?"
NEGATED = re.compile(
    r"(?:si|hatu|hawa|ham|hai|hazi|ha|hu|usi|nisi|tusi|msi|wasi)(?:ta|ja|ku|wez|na|tak|on|ju|po|fa|hi)[a-z]*"
)
DONE = re.compile(
    r"(?:ni|tu|u|a|wa|i|zi|m|ya|ki)(?:me|mesha|li|lisha)[a-z]{3,}|n(?:she|sha|li|me)[a-z]{3,}|ne[ml]i?[a-z]{3,}"
)
WILL = re.compile(r"(?:ni|tu|u|a|wa|i|zi)ta(?!k)[a-z]{3,}|nta[a-z]{3,}")


class Lexicon:
    """Words and phrases by concept; `tags` answers for one word, `phrase` for two in a row."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._exact: dict[str, list[str]] = {}
        self._phrases: dict[str, str] = {}
        self._shapes: list[tuple[str, re.Pattern[str]]] = []
        self._remembered: dict[str, tuple[str, ...]] = {}
        for concept, entries in concepts.items():
            self._enter(f"#{concept}", entries)

    def _enter(self, tag: str, entries: Iterable[str]) -> None:
        shapes = []
        for entry in entries:
            if " " in entry:
                self._phrases[entry] = tag
            elif entry.endswith("-"):
                shapes.append(WHO + WHEN + WHOM + re.escape(entry[:-1]) + ENDING)
            elif entry.endswith("*"):
                shapes.append(re.escape(entry[:-1]) + "[a-z]*")
            else:
                self._exact.setdefault(entry, []).append(tag)
        if shapes:
            self._shapes.append((tag, re.compile("|".join(shapes))))

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """Words that stand in the lexicon as they are, those of its phrases too."""
        return frozenset(self._exact) | {word for phrase in self._phrases for word in phrase.split()}

    def tags(self, word: str) -> tuple[str, ...]:
        found = self._remembered.get(word)
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> tuple[str, ...]:
        found = list(self._exact.get(word, ()))
        if not found:
            found = [tag for tag, shape in self._shapes if shape.fullmatch(word)]
        grammar = (("#NEG", NEGATED), ("#DONE", DONE), ("#WILL", WILL))
        found += [tag for tag, shape in grammar if tag not in found and shape.fullmatch(word)]
        return tuple(found)

    def phrase(self, pair: str) -> str | None:
        return self._phrases.get(pair)


def load() -> Lexicon:
    return Lexicon(tomllib.loads(LEXICON.read_text(encoding="utf-8")))
