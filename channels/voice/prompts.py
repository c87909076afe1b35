"""Recorded prompts: which phrases have a recording, and a sentence cut into recordings and words for a machine's voice.

`python -m channels.voice.prompts sw` lists what has to be recorded, each with the name of its file.
"""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from channels.voice import phrases
from channels.voice.aloud import aloud, every_little_word
from channels.voice.words import every_word
from dialogs import notices
from dialogs.catalogue import sentences
from dialogs.library import LIBRARY, TONGUES
from dialogs.pick import every

NAME_BYTES = 8
SUFFIX = ".mp3"

_WORD = re.compile(r"[^\s]+")
_MARKS = '.,:;!?"()'

Words = tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """`play` is the address of a recording, `say` words for the provider's own voice."""

    how: Literal["play", "say"]
    what: str


@dataclass(frozen=True)
class Recordings:
    """For each language, the phrases that have a recording, by their words, and where each is fetched."""

    by_language: Mapping[str, Mapping[Words, str]] = field(default_factory=dict)

    def cut(self, sentences: tuple[str, ...], language: str) -> list[Piece]:
        """What is said, in order: the longest recorded phrases, and everything else in one piece each."""
        known = self.by_language.get(language)
        if not known:
            return [Piece("say", " ".join(sentences))] if sentences else []
        pieces: list[Piece] = []
        for sentence in sentences:
            pieces += self._cut(sentence, known)
        return pieces

    def _cut(self, sentence: str, known: Mapping[Words, str]) -> list[Piece]:
        found = _WORD.findall(sentence.replace("-", " "))
        plain = [_plain(word) for word in found]
        longest = max(map(len, known))
        pieces, left, at = list[Piece](), list[str](), 0
        while at < len(found):
            length = next((n for n in range(longest, 0, -1) if tuple(plain[at : at + n]) in known), 0)
            if not length:
                left.append(found[at])
                at += 1
                continue
            pieces += [Piece("say", " ".join(left))] if left else []
            pieces.append(Piece("play", known[tuple(plain[at : at + length])]))
            left, at = [], at + length
        return [*pieces, *([Piece("say", " ".join(left))] if left else [])]


NO_RECORDINGS = Recordings()


def joined(pieces: list[Piece]) -> list[Piece]:
    """What a machine's voice says on end, in one breath."""
    made: list[Piece] = []
    for piece in pieces:
        if made and piece.how == "say" == made[-1].how:
            made[-1] = Piece("say", f"{made[-1].what} {piece.what}")
        else:
            made.append(piece)
    return made


def words_of(phrase: str) -> Words:
    """A phrase as it is compared: words without case and marks."""
    return tuple(filter(None, (_plain(word) for word in _WORD.findall(phrase.replace("-", " ")))))


def _plain(word: str) -> str:
    return word.strip(_MARKS).casefold()


def name_of(phrase: str) -> str:
    """The file that a phrase is recorded in."""
    return blake2b(" ".join(words_of(phrase)).encode(), digest_size=NAME_BYTES).hexdigest() + SUFFIX


def read_recordings(folder: Path, base_url: str) -> Recordings:
    """`folder`/<language>/<name>.mp3, served below `base_url`. What is not there is said by the provider's voice."""
    found: dict[str, dict[Words, str]] = {}
    for language in TONGUES:
        there = {path.name for path in (folder / language).glob(f"*{SUFFIX}")}
        named = {words_of(phrase): name_of(phrase) for phrase in to_record(language)} if there else {}
        found[language] = {
            words: f"{base_url.rstrip('/')}/{language}/{name}" for words, name in named.items() if name in there
        }
    return Recordings(found)


def to_record(language: str) -> tuple[str, ...]:
    """Every fixed phrase of the dialogs and of the telephone, and the words that numbers and days are made of."""
    told = {text for words in notices.SENTENCES.values() for text in every(words)}
    tongue = TONGUES[language]
    texts: list[str] = []
    for source, plural in sentences(dict(LIBRARY)):
        if source not in told:
            forms = tongue.plurals.get(source, (source, plural)) if plural else (tongue.words.get(source, source),)
            texts += forms
    texts += [phrase[language] for phrase in phrases.EVERY]
    spoken = [aloud(part, language) for text in texts for part in _fixed_parts(text)]
    unique: dict[Words, str] = {}
    for phrase in (*spoken, *every_little_word(language), *every_word(language)):
        unique.setdefault(words_of(phrase), phrase)
    return tuple(phrase for words, phrase in unique.items() if words)


def _fixed_parts(text: str) -> Iterator[str]:
    """The words of a sentence between its placeholders, line by line."""
    for line in text.split("\n"):
        for literal, _, _, _ in string.Formatter().parse(line):
            yield literal.strip().lstrip(_MARKS).lstrip()


def main(language: str) -> None:
    for phrase in to_record(language):
        sys.stdout.write(f"{name_of(phrase)}\t{phrase}\n")


if __name__ == "__main__":
    main(*sys.argv[1:2])
