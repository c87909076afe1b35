"""`python -m intents.train`: sentences become the matcher, the same one every time, written beside this file."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

from intents import concepts
from intents.entities import Mentions
from intents.features import Looker
from intents.labels import LABELS, OUT_OF_SCOPE
from intents.learn import SEED, Example, learn
from intents.match import Model
from intents.normal import fold, words
from intents.sources import MODEL, SENTENCES, fingerprint
from intents.templates import Templates

#: How many sentences are made of each template, and how much an out-of-scope sentence counts.
PER_TEMPLATE = 14
BACKGROUND_WEIGHT = 0.4
ANY_DAY = date(2026, 3, 11)


def sentences() -> Iterator[tuple[str, str]]:
    """(intent, sentence) of everything that is written down, templates expanded."""
    lists = _read("lists")["lists"]
    for path in sorted(SENTENCES.glob("*.toml")):
        if path.stem == "lists":
            continue
        templates = Templates(lists, Random(f"{SEED} {path.stem}"))
        for intent, said in _read(path.stem).items():
            for template in _lines(said, "templates"):
                yield from ((intent, sentence) for sentence in templates.expand(template, PER_TEMPLATE))
            yield from ((intent, sentence) for sentence in _lines(said, "says"))


def _lines(said: Mapping[str, str], kind: str) -> list[str]:
    return [line.strip() for line in said.get(kind, "").splitlines() if line.strip()]


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((SENTENCES / f"{name}.toml").read_text(encoding="utf-8"))


def train(pairs: Iterable[tuple[str, str]] | None = None) -> Model:
    """The matcher of these (intent, sentence) pairs, or of everything that is written down."""
    lexicon, mentions = concepts.load(), Mentions()
    looker = Looker(lexicon)
    examples = []
    seen: Counter[str] = Counter()
    for intent, sentence in dict.fromkeys(sentences() if pairs is None else pairs):
        folded = fold(sentence)
        said = words(folded)
        seen.update(set(said))
        kinds = [entity.type for entity in mentions.read(folded, ANY_DAY)]
        weight = BACKGROUND_WEIGHT if intent == OUT_OF_SCOPE else 1.0
        examples.append(Example(intent, looker.features(said, said, kinds), weight))
    known = frozenset(seen) | lexicon.plain_words
    return learn(examples, LABELS, known=known, sources=fingerprint())


def main() -> None:
    model = train()
    packed = model.to_bytes()
    MODEL.write_bytes(packed)
    sys.stdout.write(f"{MODEL.name}: {len(model.rows):,} features, {len(packed) / 1024:,.0f} KiB\n")


if __name__ == "__main__":
    main()
