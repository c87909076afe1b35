"""One sentence of several, chosen by the facts: so that a catalogue can list them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pick:
    """`which(facts)` is a key of `words`."""

    which: Callable[[Any], Any]
    words: Mapping[Any, str]


Words = str | Pick


def choose(words: Words, facts: Any) -> str:
    return words if isinstance(words, str) else words.words[words.which(facts)]


def every(words: Words) -> list[str]:
    """All the sentences it could be."""
    return [words] if isinstance(words, str) else list(words.words.values())
