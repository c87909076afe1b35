"""`python -m tests.bench.intents [--wrong] [--development]`: how well free text is understood, and what that costs."""

from __future__ import annotations

import argparse
import json
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from intents.labels import LABELS, MONEY_MOVING, OUT_OF_SCOPE
from intents.sources import MODEL
from intents.understand import Entity, Understanding, Understood, load

SETS = Path(__file__).parents[1] / "intents"
REFERENCE = date(2026, 3, 11)
LANGUAGES = ("en", "sw", "mix", "sheng")
#: Least shares in percent, and most, that the house asks for.
LEAST_RIGHT, LEAST_REFUSED, MOST_REJECTED, MOST_WRONG_MONEY = 92, 85, 8, 1
LEAST_EXACT = {"amount": 97, "phone": 97, "duration": 97, "date": 90}
MOST_P99_US, MOST_MEGABYTES = 1000, 10
ROUNDS = 5

Row = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """One utterance, what was understood, and whether that is right."""

    row: Row
    got: Understood

    @property
    def in_scope(self) -> bool:
        return bool(self.row["intent"] != OUT_OF_SCOPE)

    @property
    def right(self) -> bool:
        return self.got.intent in (self.row["intent"], *self.row.get("also_ok", ()))

    @property
    def rejected(self) -> bool:
        return self.in_scope and not self.right and self.got.decision == "fallback"

    @property
    def wrong_money(self) -> bool:
        return self.got.decision == "act" and self.got.intent in MONEY_MOVING and not self.right


@dataclass(frozen=True)
class Scores:
    """Shares in percent."""

    right: float
    refused: float
    rejected: float
    wrong_money: float


def rows_of(name: str) -> list[Row]:
    with (SETS / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def judge(understanding: Understanding, rows: Sequence[Row]) -> list[Judged]:
    return [Judged(row, understanding.understand(row["text"], today=REFERENCE)) for row in rows]


def scores(judged: Sequence[Judged]) -> Scores:
    inside = [each for each in judged if each.in_scope]
    outside = [each for each in judged if not each.in_scope]
    return Scores(
        right=_share(each.right for each in inside),
        refused=_share(each.right for each in outside),
        rejected=_share(each.rejected for each in inside),
        wrong_money=_share(each.wrong_money for each in judged),
    )


def _share(flags: Any) -> float:
    found = list(flags)
    return 100 * sum(found) / len(found) if found else 100.0


# Entities


def _same(gold: Row, got: Entity) -> bool:
    return gold["type"] == got.type and _plain(gold["value"]) == _plain(got.value) and (
        gold.get("unit", got.unit) == got.unit and gold.get("grain", got.grain) == got.grain
        and gold.get("currency", got.currency) == got.currency
    )  # fmt: skip


def _plain(value: str) -> str:
    try:
        return f"{Decimal(value).normalize():f}" if not value.startswith(("0", "+")) else value
    except InvalidOperation:
        return value.lower().replace("-", "") if "-" in value and not value[:4].isdigit() else value.lower()


@dataclass
class Exactness:
    """Of one type: how many were to be found, were found exactly, and were found though nothing was there."""

    wanted: int = 0
    exact: int = 0
    invented: int = 0


def exactness(
    understanding: Understanding, rows: Sequence[Row]
) -> tuple[dict[str, Exactness], list[tuple[Row, list[Row], list[Entity]]]]:
    """Per type; and each row with what was missed and what was invented."""
    table: dict[str, Exactness] = defaultdict(Exactness)
    wrong = []
    for row in rows:
        today = date.fromisoformat(row.get("reference_date", REFERENCE.isoformat()))
        left = list(understanding.understand(row["text"], today=today, country=row.get("country", "KE")).entities)
        missed = []
        for gold in row["entities"]:
            table[gold["type"]].wanted += 1
            match = next((each for each in left if _same(gold, each)), None)
            if match:
                left.remove(match)
                table[gold["type"]].exact += 1
            else:
                missed.append(gold)
        invented = [each for each in left if each.type in LEAST_EXACT]
        for each in invented:
            table[each.type].invented += 1
        if missed or invented:
            wrong.append((row, missed, invented))
    return dict(table), wrong


# Cost


def microseconds(understanding: Understanding, rows: Sequence[Row]) -> list[float]:
    """Thread CPU per utterance, the best of a few rounds, in ascending order."""
    best = [float("inf")] * len(rows)
    for _ in range(ROUNDS):
        for place, row in enumerate(rows):
            began = time.thread_time_ns()
            understanding.understand(row["text"], today=REFERENCE)
            best[place] = min(best[place], (time.thread_time_ns() - began) / 1000)
    return sorted(best)


def megabytes() -> float:
    """What a loaded matcher keeps, measured while it is loaded once more."""
    tracemalloc.start()
    kept = load()
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    del kept
    return size


# Words


def report(understanding: Understanding, name: str, *, wrong: bool) -> Iterator[str]:
    judged = judge(understanding, rows_of(name))
    yield from _totals(judged)
    yield from _by_language(judged)
    yield from _by_intent(judged)
    yield from _by_band(judged)
    described = [row for row in rows_of(name) if row["intent"] != OUT_OF_SCOPE]
    table, mistakes = exactness(understanding, [*described, *rows_of("entities")] if name == "held_out" else described)
    yield from _entities(table)
    yield from _cost(understanding, [each.row for each in judged])
    if wrong:
        yield from _wrong(judged, mistakes)


def _totals(judged: Sequence[Judged]) -> Iterator[str]:
    found = scores(judged)
    yield f"\n| {len(judged)} utterances | % | target |\n|---|---|---|"
    right = _met(found.right >= LEAST_RIGHT, f">= {LEAST_RIGHT}")
    yield f"| right intent, in scope | **{found.right:.1f}** | {right} |"
    refused = _met(found.refused >= LEAST_REFUSED, f">= {LEAST_REFUSED}")
    yield f"| out of scope refused | **{found.refused:.1f}** | {refused} |"
    rejected = _met(found.rejected <= MOST_REJECTED, f"<= {MOST_REJECTED}")
    yield f"| in scope, rejected | **{found.rejected:.1f}** | {rejected} |"
    money = _met(found.wrong_money <= MOST_WRONG_MONEY, f"<= {MOST_WRONG_MONEY}")
    yield f"| acted on with a wrong intent that moves money | **{found.wrong_money:.2f}** | {money} |"


def _by_language(judged: Sequence[Judged]) -> Iterator[str]:
    yield "\n| language | in scope | right % |\n|---|---|---|"
    for language in LANGUAGES:
        some = [each.right for each in judged if each.in_scope and each.row["lang"] == language]
        yield f"| {language} | {len(some)} | {_share(some):.1f} |"


def _by_intent(judged: Sequence[Judged]) -> Iterator[str]:
    yield "\n| intent | of | right % | taken for |\n|---|---|---|---|"
    for label in LABELS:
        some = [each for each in judged if each.row["intent"] == label]
        others = Counter(each.got.intent for each in some if not each.right)
        names = ", ".join(f"{intent} {count}" for intent, count in others.most_common())
        yield f"| {label} | {len(some)} | {_share(each.right for each in some):.1f} | {names} |"


def _by_band(judged: Sequence[Judged]) -> Iterator[str]:
    yield "\n| decision | utterances % | of these right % | right or among the alternatives % |\n|---|---|---|---|"
    for decision in ("act", "ask", "fallback"):
        some = [each for each in judged if each.got.decision == decision]
        offered = [
            each.right or any(guess.intent == each.row["intent"] for guess in each.got.alternatives) for each in some
        ]
        yield (
            f"| {decision} | {100 * len(some) / len(judged):.1f} | {_share(each.right for each in some):.1f} |"
            f" {_share(offered):.1f} |"
        )


def _entities(table: dict[str, Exactness]) -> Iterator[str]:
    yield "\n| entity | of | exact % | invented | target |\n|---|---|---|---|---|"
    for kind, found in sorted(table.items(), key=lambda item: -item[1].wanted):
        share = 100 * found.exact / found.wanted if found.wanted else 100.0
        least = LEAST_EXACT.get(kind)
        target = _met(share >= least, f">= {least}") if least else ""
        yield f"| {kind} | {found.wanted} | {share:.1f} | {found.invented if least else ''} | {target} |"


def _cost(understanding: Understanding, rows: Sequence[Row]) -> Iterator[str]:
    times = microseconds(understanding, rows)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    size = megabytes()
    packed = f"{MODEL.stat().st_size / 1024:.0f} KiB" if MODEL.exists() else "not built"
    yield f"\n| CPU per utterance, p50 / p99 | memory of the matcher | {MODEL.name} |\n|---|---|---|"
    yield (
        f"| {p50:.0f} / **{p99:.0f}** us ({_met(p99 < MOST_P99_US, f'p99 < {MOST_P99_US}')})"
        f" | {size:.1f} MB ({_met(size < MOST_MEGABYTES, f'< {MOST_MEGABYTES}')}) | {packed} |"
    )


def _met(met: bool, target: str) -> str:
    return f"{target}: {'met' if met else 'MISSED'}"


def _wrong(judged: Sequence[Judged], mistakes: Sequence[tuple[Row, list[Row], list[Entity]]]) -> Iterator[str]:
    yield "\nTaken for something else (said to be, taken for, how sure, decision):"
    for each in judged:
        if not each.right:
            got = each.got
            mark = " MONEY" if each.wrong_money else ""
            yield f"- {each.row['intent']} > {got.intent} {got.confidence:.2f} {got.decision}{mark}: {each.row['text']}"
    yield "\nMentions missed and invented:"
    for row, missed, invented in mistakes:
        yield (
            f"- {row['text']} | missed {[(each['type'], each['value']) for each in missed]}"
            f" | invented {[(each.type, each.value) for each in invented]}"
        )


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.intents", description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list what it gets wrong")
    parser.add_argument("--development", action="store_true", help="on the set for fitting, not on the one that judges")
    asked = parser.parse_args(words)
    name = "development" if asked.development else "held_out"
    print(*report(load(), name, wrong=asked.wrong), sep="\n")


if __name__ == "__main__":
    main()
