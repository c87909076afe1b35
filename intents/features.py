"""What the matcher looks at: words, pairs of words, their letters in groups of two to five, concepts and mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from intents.concepts import Lexicon

SHORTEST_GROUP, LONGEST_GROUP = 2, 5
MOST_REMEMBERED = 5_000


class Looker:
    """From words to features, each once and in a fixed order."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._remembered: dict[str, tuple[str, ...]] = {}

    def features(self, typed: Sequence[str], meant: Sequence[str], mentions: Iterable[str]) -> list[str]:
        """`meant` are the typed words after repair; `mentions` the kinds of entities in the message."""
        found: dict[str, None] = {}
        for word in typed:
            found.update(dict.fromkeys(self._letters(word)))
        before = "^"
        for word in (*meant, "$"):
            found["=" + word] = None
            found[f"={before} {word}"] = None
            before = word
        found.update(dict.fromkeys(_paired(self._tags(meant, mentions))))
        return list(found)

    def _letters(self, word: str) -> tuple[str, ...]:
        groups = self._remembered.get(word)
        if groups is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            groups = self._remembered[word] = tuple(_groups(f" {word} "))
        return groups

    def _tags(self, meant: Sequence[str], mentions: Iterable[str]) -> list[str]:
        tags: dict[str, None] = {}
        before = ""
        for word in meant:
            for tag in self._lexicon.tags(word):
                tags[tag] = None
            phrase = self._lexicon.phrase(f"{before} {word}")
            if phrase:
                tags[phrase] = None
            before = word
        return [*tags, *(f"@{kind}" for kind in dict.fromkeys(mentions))]


def _groups(padded: str) -> Iterable[str]:
    for size in range(SHORTEST_GROUP, LONGEST_GROUP + 1):
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


def _paired(tags: Sequence[str]) -> Iterable[str]:
    """Each tag, and each two of them whichever came first."""
    for place, tag in enumerate(tags):
        yield tag
        for other in tags[place + 1 :]:
            yield tag + other if tag < other else other + tag
    if not tags:
        yield "#"
