"""The system as its users run it: processes that are started, asked over HTTP, killed, and read from their folder."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.process import free_port

ROOT = Path(__file__).resolve().parents[2]
Http = aiohttp.ClientSession
START_SECONDS = 90
STOP_SECONDS = 20
CALL_SECONDS = 15
#: Outlives a test run that is killed itself: it reads until the pipe from us breaks, then ends what we started.
GUARD = 'while read -r pid; do pids="$pids $pid"; done; for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done'


@dataclass
class Running:
    """One process of ours. `said` is everything it wrote, over all its lives."""

    command: list[str]
    environ: dict[str, str]
    log: Path
    child: subprocess.Popen[bytes] | None = None
    begins: int = 0

    def start(self) -> None:
        self.begins = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as out:
            self.child = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )

    def kill(self) -> None:
        """As a power cut would: nothing is said, nothing is tidied up."""
        assert self.child
        self.child.kill()
        self.child.wait(STOP_SECONDS)

    def freeze(self) -> None:
        """It stands still until `thaw`, and can be killed so."""
        assert self.child
        self.child.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.child
        self.child.send_signal(signal.SIGCONT)

    def stop(self) -> int:
        """SIGTERM; answers the status it ended with."""
        assert self.child
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
        try:
            return self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def said_now(self) -> str:
        """Since its last start."""
        return self.log.read_bytes()[self.begins :].decode(errors="replace")

    async def until(self, ready: Callable[[], Any], what: str) -> None:
        """Raises when it ends, or is not ready in time."""
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            assert self.child
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{what}: {' '.join(self.command)}\n{self.said[-4000:]}")
            await asyncio.sleep(0.02)


@dataclass
class Site:
    """A data folder, a port, settings, and the processes that work there."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    running: dict[str, Running] = field(default_factory=dict)
    guard: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("IMARISHA_")}
        return plain | {"PYTHONUNBUFFERED": "1", "IMARISHA_PORT": str(self.port), **self.settings}

    def command(self, name: str, *words: str) -> list[str]:
        return [sys.executable, "-m", "deploy.cli", name, "--data", str(self.data), *words]

    async def start(self, name: str, *words: str, called: str = "") -> Running:
        """`serve`, `work` or `sandbox`, until it says that it is there."""
        called = called or name
        if called not in self.running:
            log = self.data.parent / f"{called}.log"
            self.running[called] = Running(self.command(name, *words), self.environ, log)
        process = self.running[called]
        process.start()
        self._watch(process)
        open_word = {"serve": " is open: ", "work": "Working.", "sandbox": "daraja sandbox"}[name]
        await process.until(lambda: open_word in process.said_now, "did not start")
        return process

    async def run(self, name: str, *words: str, **settings: str) -> tuple[int, str]:
        """A command that ends by itself: its status and what it said."""
        child = await asyncio.create_subprocess_exec(
            *self.command(name, *words), cwd=ROOT, env=self.environ | settings,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await asyncio.wait_for(child.communicate(), START_SECONDS)
        return child.returncode or 0, said.decode()

    async def proven(self) -> None:
        """The books are in order, says the command that everybody may run."""
        status, said = await self.run("prove")
        assert status == 0, said

    def _watch(self, process: Running) -> None:
        if self.guard is None:
            self.guard = subprocess.Popen(["/bin/sh", "-c", GUARD], stdin=subprocess.PIPE, start_new_session=True)
        assert self.guard.stdin
        assert process.child
        self.guard.stdin.write(b"%d\n" % process.child.pid)
        self.guard.stdin.flush()

    def end(self) -> None:
        for process in self.running.values():
            if process.child and process.child.poll() is None:
                process.kill()
        if self.guard:
            self.guard.kill()
            self.guard.communicate()

    # What the sandboxes know

    @property
    def sandboxes(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.data / "sandbox.json").read_text())
        return found

    def sandbox_rows(self, sql: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(self.data / "sandbox.sqlite", timeout=10)) as world:
            world.row_factory = sqlite3.Row
            return world.execute(sql, values).fetchall()

    def texts(self, phone: str) -> list[str]:
        """The SMS that this phone got."""
        return [row["text"] for row in self.sandbox_rows('select text from at_sms_messages where "to" = ?', phone)]

    def rows(self, sql: str, *values: object) -> list[Any]:
        """Of the embedded database."""
        with closing(sqlite3.connect(self.data / "imarisha.sqlite", timeout=10)) as base:
            base.row_factory = sqlite3.Row
            return base.execute(sql, values).fetchall()


@asynccontextmanager
async def calls() -> AsyncIterator[aiohttp.ClientSession]:
    """Plain HTTP, many at a time."""
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=200)) as session:
        yield session


def patience(seconds: float) -> float:
    """A promise is for a machine that has nothing else to do; where others keep it busy all takes that much longer."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


async def eventually(found: Callable[[], Any], what: str, *, seconds: float, every: float = 0.05) -> float:
    """Look (or ask) until it is so; answers how many seconds it took."""
    began = time.monotonic()
    while True:
        seen = found()
        if await seen if inspect.isawaitable(seen) else seen:
            return time.monotonic() - began
        if time.monotonic() - began > patience(seconds):
            raise AssertionError(f"not within {seconds} s: {what}")
        await asyncio.sleep(every)
