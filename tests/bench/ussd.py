"""USSD turns on a real server process, beside bare aiohttp doing the same round trips, in interleaved rounds."""

from __future__ import annotations

import asyncio
import os
import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from deploy import clock, safety, settings
from deploy.settings import Settings
from tests.bench import machines, scenes
from tests.bench.scenes import CONNECTIONS, SCENES, SIGNING, Recorded, Stage
from tests.process import free_port

OPEN_LOOP_RATE = 50


@dataclass
class Rounds:
    """CPU microseconds per turn and turns per second of one server in one scene, round by round; the latencies."""

    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    wrong: int = 0
    sample: str = ""

    def add(self, result: Mapping[str, Any], cpu: float) -> None:
        turns = max(1, result["turns"])
        self.cpu.append(cpu / turns * 1e6)
        self.rate.append(result["turns"] / result["seconds"])
        self.p50.append(result["p50"] * 1e3)
        self.p99.append(result["p99"] * 1e3)
        self.wrong += result["wrong"]
        self.sample = self.sample or "".join(result["sample"])

    @property
    def cpu_us(self) -> float:
        return median(self.cpu)

    @property
    def spread(self) -> float:
        """How far the rounds lie apart, as a share of their median: the noise."""
        return (max(self.cpu) - min(self.cpu)) / self.cpu_us


#: (scene, server) -> what was measured. Servers: ours, bare, echo; open loops have a name of their own.
Table = dict[tuple[str, str], Rounds]


@dataclass
class Bench:
    """The servers under test and what is played to them."""

    settings: Settings
    redis: tuple[str, int]
    folder: Path
    generator: machines.Generator
    recorded: dict[str, list[Recorded]] = field(default_factory=dict)
    signing: list[Recorded] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)
    pids: dict[str, int] = field(default_factory=dict)
    statements: dict[str, float] = field(default_factory=dict)
    table: Table = field(default_factory=dict)

    def measure(self, *, rounds: int, seconds: float) -> Table:
        for number in range(rounds + 1):
            # The first round warms everything up and is forgotten.
            if number == 1:
                self.table.clear()
            self._round(seconds if number else seconds / 2, signing=self.signing[number :: rounds + 1])
        for server in ("bare", "ours"):
            scene = SCENES[2].name
            self._run(scene, server, self._plays(scene, server), seconds=4 * seconds, rate=OPEN_LOOP_RATE)
        return self.table

    def _round(self, seconds: float, *, signing: Sequence[Recorded]) -> None:
        self._run("echo", "echo", [scenes.play_echo(each) for each in self.recorded[SCENES[0].name]], seconds=seconds)
        for scene in SCENES:
            bare = not scene.name.startswith("PIN")
            for server in ("bare", "ours") if bare else ("ours",):
                self._run(scene.name, server, self._plays(scene.name, server), seconds=seconds)
        token = self.settings.africastalking_token.reveal()
        self._run(SIGNING.name, "ours", [scenes.play_signing(each, token) for each in signing], once=True)

    def _plays(self, scene: str, server: str) -> list[dict[str, Any]]:
        token = self.settings.africastalking_token.reveal()
        if server == "bare":
            return [scenes.play_bare(each) for each in self.recorded[scene]]
        return [scenes.play_ours(each, token) for each in self.recorded[scene]]

    def _run(self, scene: str, server: str, plays: list[dict[str, Any]], **how: Any) -> None:
        process = "ours" if server == "ours" else "bare"
        job = {"host": "127.0.0.1", "port": self.ports[process], "redis": self.redis, "plays": plays, **how}
        before = machines.cpu_seconds(self.pids[process])
        result = self.generator.run(job)
        took = machines.cpu_seconds(self.pids[process]) - before
        name = f"{server}, open loop" if "rate" in how else server
        self.table.setdefault((scene, name), Rounds()).add(result, took)


@contextmanager
def prepared(database: str, redis: str, *, rounds: int) -> Iterator[Bench]:
    """Server and yardsticks running, every scene recorded."""
    with tempfile.TemporaryDirectory(prefix="imarisha-bench-") as place:
        folder = Path(place)
        port, bare_port = free_port(), free_port()
        environ = {
            "IMARISHA_DATA": str(folder),
            "IMARISHA_DATABASE_URL": database.replace("postgresql://", "postgresql+asyncpg://", 1),
            "IMARISHA_REDIS_URL": redis,
            "IMARISHA_WORK_INSIDE": "no",
            "IMARISHA_CALLS_A_MINUTE": "10000000",
        }
        known = settings.read({**_without_ours(os.environ), **environ}, demo=True, port=port)
        at = urlsplit(redis)
        log = folder / "log"
        serve = ("serve", "--demo", "--port", str(port))
        with machines.running("deploy.cli", *serve, log=log, environ=environ) as pid:
            machines.wait_for(f"http://127.0.0.1:{port}/health/live", log)
            generator = machines.Generator()
            bench = Bench(safety.ready(known), (at.hostname or "", at.port or 0), folder, generator)
            bench.ports["ours"], bench.pids["ours"] = port, pid
            try:
                asyncio.run(_record(bench, signers=CONNECTIONS * (rounds + 1)))
                words = (str(bare_port), database, redis, str(folder / "tape"))
                with machines.running("tests.bench.bare", *words, log=folder / "bare") as bare:
                    machines.wait_for(f"http://127.0.0.1:{bare_port}/", folder / "bare")
                    bench.ports["bare"], bench.pids["bare"] = bare_port, bare
                    yield bench
            finally:
                generator.stop()


def _without_ours(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith("IMARISHA_")}


async def _record(bench: Bench, *, signers: int) -> None:
    stage = Stage(bench.settings)
    try:
        demo = [f"+2547{number:08d}" for number in range(1, CONNECTIONS + 1)]
        borrowers = await stage.borrowers(CONNECTIONS + signers, clock.now().date())
        for scene in SCENES:
            phones = borrowers[:CONNECTIONS] if scene.applies else demo
            bench.recorded[scene.name] = [await stage.record(scene, phone) for phone in phones]
            turns = [stage.tape[number] for each in bench.recorded[scene.name] for number in each.bare]
            bench.statements[scene.name] = round(sum(len(turn.statements) for turn in turns) / len(turns), 1)
        bench.signing = [await stage.lead_to(SIGNING, phone) for phone in borrowers[CONNECTIONS:]]
        (bench.folder / "tape").write_bytes(pickle.dumps(stage.tape))
    finally:
        await stage.close()
