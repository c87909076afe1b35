"""The matcher: a linear classifier over features, whole numbers of one byte each, with a measure of what it knows."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

ZERO = 128
LEAST_ALIKE, SHORTEST_REPAIRED, MOST_REPAIRS = 0.79, 4, 8
MOST_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Scores:
    """Per label the share of belief, in the order of the labels; and how much of the message is known, 0 to 1."""

    shares: tuple[float, ...]
    best_score: float
    coverage: float


@dataclass(frozen=True)
class Model:
    """What training leaves: per feature one byte for each label (128 is nothing) and one for its rarity."""

    labels: tuple[str, ...]
    rows: dict[str, bytes]
    scale: float
    rarest: float
    known: frozenset[str]
    sources: str

    def to_bytes(self) -> bytes:
        head = {
            "labels": self.labels, "scale": self.scale, "rarest": self.rarest, "sources": self.sources,
            "known": sorted(self.known), "features": list(self.rows),
        }  # fmt: skip
        return zlib.compress(json.dumps(head, ensure_ascii=False).encode() + b"\n" + b"".join(self.rows.values()), 9)

    @classmethod
    def from_bytes(cls, packed: bytes) -> Model:
        head_line, _, cells = zlib.decompress(packed).partition(b"\n")
        head = json.loads(head_line)
        width = len(head["labels"]) + 1
        rows = {name: cells[place * width : (place + 1) * width] for place, name in enumerate(head["features"])}
        return cls(
            labels=tuple(head["labels"]), rows=rows, scale=head["scale"], rarest=head["rarest"],
            known=frozenset(head["known"]), sources=head["sources"],
        )  # fmt: skip

    def scores(self, features: Sequence[str], warmth: float) -> Scores:
        """Softmax of the scores divided by `warmth`: the warmer, the less certain."""
        rows = [row for row in map(self.rows.get, features) if row is not None]
        if not rows:
            return Scores(tuple(1 / len(self.labels) for _ in self.labels), 0.0, 0.0)
        *sums, rarity = map(sum, zip(*rows, strict=True))
        weight = rarity * self.rarest / 255
        factor = self.scale / math.sqrt(weight)
        scores = [(total - ZERO * len(rows)) * factor for total in sums]
        best = max(scores)
        shares = [math.exp((score - best) / warmth) for score in scores]
        whole = sum(shares)
        unknown = (len(features) - len(rows)) * self.rarest
        return Scores(tuple(share / whole for share in shares), best, weight / (weight + unknown))


class Repairer:
    """Puts right what was misspelt: the one word of the trade that begins alike and is nearly the same."""

    def __init__(self, known: frozenset[str], trade: frozenset[str]) -> None:
        self._known = known
        self._trade = trade
        self._remembered: dict[str, str] = {}

    @cached_property
    def _shelves(self) -> dict[str, list[str]]:
        shelves: dict[str, list[str]] = {}
        for word in sorted(self._trade):
            if len(word) >= SHORTEST_REPAIRED:
                shelves.setdefault(word[0], []).append(word)
        return shelves

    def repaired(self, words: Sequence[str]) -> list[str]:
        left = MOST_REPAIRS
        meant = []
        for word in words:
            if len(word) >= SHORTEST_REPAIRED and word not in self._known and left and word.isascii():
                word, left = self._repair(word), left - 1
            meant.append(word)
        return meant

    def _repair(self, word: str) -> str:
        found = self._remembered.get(word)
        if found is None:
            near = [other for other in self._shelves.get(word[0], ()) if abs(len(other) - len(word)) <= 1]
            best = extractOne(word, near, scorer=OSA.normalized_similarity, score_cutoff=LEAST_ALIKE)
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[word] = best[0] if best else word
        return found
