"""Learning the matcher from examples: multinomial logistic regression by gradient steps, the same result every time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from intents.match import ZERO, Model

ROUNDS, FIRST_STEP, LEAST_ERROR, LEAST_SEEN = 9, 4.0, 0.01, 2
#: Features whose every weight is this small say nothing, and are left out.
LEAST_WEIGHT = 2
SEED = 20261124


@dataclass(frozen=True, slots=True)
class Example:
    label: str
    features: Sequence[str]
    weight: float = 1.0


def learn(examples: Sequence[Example], labels: Sequence[str], *, known: frozenset[str], sources: str) -> Model:
    rarity = _rarity(examples)
    rarest = max(rarity.values())
    cells = {name: max(1, round(each / rarest * 255)) for name, each in rarity.items()}
    weights = _descend(examples, labels, {name: cell * rarest / 255 for name, cell in cells.items()})
    largest = max(abs(each) for row in weights.values() for each in row)
    scale = largest / 127
    rows = {}
    for name, row in weights.items():
        whole = [round(each / scale) for each in row]
        if max(map(abs, whole)) >= LEAST_WEIGHT:
            rows[name] = bytes([each + ZERO for each in whole] + [cells[name]])
    return Model(tuple(labels), rows, scale, rarest, known, sources)


def _rarity(examples: Sequence[Example]) -> dict[str, float]:
    """The squared inverse document frequency of every feature that was seen at least twice."""
    seen = Counter(name for example in examples for name in example.features)
    return {name: (1 + math.log(len(examples) / count)) ** 2 for name, count in seen.items() if count >= LEAST_SEEN}


def _descend(examples: Sequence[Example], labels: Sequence[str], rarity: Mapping[str, float]) -> dict[str, list[float]]:
    weights = {name: [0.0] * len(labels) for name in rarity}
    places = {label: place for place, label in enumerate(labels)}
    ready = []
    for example in examples:
        names = [name for name in example.features if name in rarity]
        norm = math.sqrt(sum(rarity[name] for name in names)) or 1.0
        ready.append(
            ([weights[name] for name in names], [rarity[name] for name in names], norm, places[example.label], example)
        )
    chance = Random(SEED)
    order = list(range(len(ready)))
    for turn in range(ROUNDS):
        chance.shuffle(order)
        step = FIRST_STEP * (1 - turn / ROUNDS)
        for number in order:
            rows, rare, norm, right, example = ready[number]
            if rows:
                _step(rows, rare, norm, right, step * example.weight)
    return weights


def _step(rows: list[list[float]], rare: list[float], norm: float, right: int, step: float) -> None:
    scores = [total / norm for total in map(sum, zip(*rows, strict=True))]
    best = max(scores)
    shares = [math.exp(score - best) for score in scores]
    whole = sum(shares)
    for place, share in enumerate(shares):
        error = (1.0 if place == right else 0.0) - share / whole
        if abs(error) > LEAST_ERROR:
            pull = step * error / norm
            for row, each in zip(rows, rare, strict=True):
                row[place] += pull * each
