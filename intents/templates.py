"""Sentences written in short, `(a|b)`, `[maybe]`, `{list}` and `<rule>`, and their expansion by seeded chance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random

PIECE = re.compile(r"[()\[\]|]|\{\w+\}|<\w+>|[^()\[\]|{}<>]+")
SPACES = re.compile(r"\s+")
TRIES_PER_SENTENCE = 6


class Templates:
    """Named lists and rules, and the sentences that can be made with them."""

    def __init__(self, lists: Mapping[str, Sequence[str]], chance: Random) -> None:
        self._lists = lists
        self._chance = chance

    def expand(self, template: str, most: int) -> Iterator[str]:
        """At most `most` different sentences of one template."""
        seen: set[str] = set()
        for _ in range(most * TRIES_PER_SENTENCE):
            sentence = SPACES.sub(" ", self._say(template)).strip()
            if sentence not in seen:
                seen.add(sentence)
                yield sentence
            if len(seen) == most:
                return

    def _say(self, template: str) -> str:
        pieces = PIECE.findall(template)
        said, after = self._either(pieces, 0)
        if after != len(pieces):
            raise ValueError(f"a bracket too many in {template!r}")
        return said

    def _either(self, pieces: list[str], at: int) -> tuple[str, int]:
        """One of the alternatives up to a closing bracket or the end."""
        alternatives = [""]
        while at < len(pieces) and pieces[at] not in (")", "]"):
            if pieces[at] == "|":
                alternatives.append("")
                at += 1
            else:
                said, at = self._piece(pieces, at)
                alternatives[-1] += said
        return self._chance.choice(alternatives), at

    def _piece(self, pieces: list[str], at: int) -> tuple[str, int]:
        piece = pieces[at]
        if piece in ("(", "["):
            said, at = self._either(pieces, at + 1)
            if at >= len(pieces) or pieces[at] != {"(": ")", "[": "]"}[piece]:
                raise ValueError(f"a bracket that nobody closes: {''.join(pieces)!r}")
            kept = piece == "(" or self._chance.random() < 0.5
            return (said if kept else ""), at + 1
        if piece[0] in "{<":
            return self._say(self._chance.choice(self._lists[piece[1:-1]])), at + 1
        return piece, at + 1
