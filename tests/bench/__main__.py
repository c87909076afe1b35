"""`python -m tests.bench [--quick]`: everything in one run, printed as a table of ratios in Markdown."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench import hops, intents, postings, staff, ussd
from tests.bench.scenes import SCENES, SIGNING
from tests.bench.ussd import Rounds, Table
from tests.services import start_postgres, start_redis

MOST_RATIO, LEAST_HOPS, LEAST_POSTINGS = 1.6, 15_000, 0.4


@dataclass(frozen=True)
class Length:
    """How long each part takes."""

    rounds: int
    seconds: float
    posting_rounds: int
    posting_seconds: float
    hop_rounds: int


WHOLE = Length(rounds=5, seconds=1.2, posting_rounds=4, posting_seconds=1.5, hop_rounds=40)
QUICK = Length(rounds=2, seconds=0.5, posting_rounds=2, posting_seconds=0.7, hop_rounds=15)


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter rounds: for a look, not for the record")
    length = QUICK if parser.parse_args(words).quick else WHOLE
    began = time.monotonic()
    postgres, redis = start_postgres(fsync=True), start_redis()
    try:
        database = asyncio.run(postgres.create_database("bench"))
        with ussd.prepared(database, redis.url, rounds=length.rounds) as bench:
            table = bench.measure(rounds=length.rounds, seconds=length.seconds)
            print(*turns(table, bench.statements), sep="\n")
            print(*staff.shown(staff.measure(bench, rounds=2, seconds=length.seconds), table["echo", "echo"]), sep="\n")
        print(*dialogs(length), sep="\n")
        books = asyncio.run(postgres.create_database("bench_books"))
        print(*posted(books, length), sep="\n")
        intents.main([])
    finally:
        postgres.close()
        redis.close()
    print(f"\n{time.monotonic() - began:.0f} seconds in all.")


def turns(table: Table, statements: dict[str, float]) -> Iterator[str]:
    yield "| USSD turn | SELECTs | bare (b), us | ours, us | ours / (b) | spread | ours /s, p50 / p99 ms | wrong | |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for scene in SCENES:
        ours, bare = table[scene.name, "ours"], table[scene.name, "bare"]
        ratio = median(mine / other for mine, other in zip(ours.cpu, bare.cpu, strict=True))
        verdict = "" if scene.applies else _verdict(ratio <= MOST_RATIO, f"at most {MOST_RATIO}")
        yield (
            f"| {scene.name} | {statements[scene.name]} | {bare.cpu_us:.0f} | {ours.cpu_us:.0f} | **{ratio:.2f}** |"
            f" {ours.spread:.0%} / {bare.spread:.0%} | {_speed(ours)} | {ours.wrong + bare.wrong} | {verdict} |"
        )
    signing, echo = table[SIGNING.name, "ours"], table["echo", "echo"]
    yield (
        f"| {SIGNING.name} | | | {signing.cpu_us:.0f} | | {signing.spread:.0%} | {_speed(signing)} |"
        f" {signing.wrong} | apart |"
    )
    yield f"| (a) aiohttp, echo | | {echo.cpu_us:.0f} | | | {echo.spread:.0%} | {_speed(echo)} | {echo.wrong} | |"
    yield f"\nOpen loop, {ussd.OPEN_LOOP_RATE} balance turns a second, p50 / p99 in ms from the moment meant:"
    for server in ("bare", "ours"):
        one = table[SCENES[2].name, f"{server}, open loop"]
        yield f"- {server}: {one.p50[0]:.1f} / {one.p99[0]:.1f}, {one.wrong} wrong"
    for (scene_name, server), rounds in table.items():
        if rounds.wrong:
            yield f"WRONG in {scene_name}, {server}: {rounds.sample}"


def _speed(rounds: Rounds) -> str:
    return f"{median(rounds.rate):,.0f}/s, {median(rounds.p50):.1f} / {median(rounds.p99):.1f}"


def dialogs(length: Length) -> Iterator[str]:
    alone, within = hops.measure(rounds=length.hop_rounds)
    verdict = _verdict(max(alone) >= LEAST_HOPS, f"at least {LEAST_HOPS:,}")
    yield "\n| dialog hops a second of CPU, in memory | best round | median | |"
    yield "|---|---|---|---|"
    yield f"| engine: hear, resume, say, render | **{max(alone):,.0f}** | {median(alone):,.0f} | {verdict} |"
    yield f"| host: and transcripts, state read and written | {max(within):,.0f} | {median(within):,.0f} | |"


def posted(url: str, length: Length) -> Iterator[str]:
    ours, bare = asyncio.run(postings.measure(url, rounds=length.posting_rounds, seconds=length.posting_seconds))
    share = median(mine / other for mine, other in zip(ours, bare, strict=True))
    verdict = _verdict(share >= LEAST_POSTINGS, f"at least {LEAST_POSTINGS}")
    yield f"\n| postings, {postings.CLIENTS} clients | bare asyncpg /s | bus.perform /s | share | |"
    yield "|---|---|---|---|---|"
    yield f"| a deposit with all its rows | {median(bare):,.0f} | {median(ours):,.0f} | **{share:.2f}** | {verdict} |"


def _verdict(met: bool, target: str) -> str:
    return f"{target}: {'met' if met else 'MISSED'}"


if __name__ == "__main__":
    main()
