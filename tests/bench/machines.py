"""The processes a bench talks to: started for it, their CPU read from /proc, stopped when it is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
START_SECONDS = 40
STOP_SECONDS = 15
_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


@contextmanager
def running(module: str, *words: str, log: Path, environ: Mapping[str, str] | None = None) -> Iterator[int]:
    """`python -m module words` beside us; the process id."""
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            cwd=ROOT,
            env={**os.environ, **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        yield child.pid
    finally:
        child.terminate()
        child.wait(STOP_SECONDS)


def wait_for(url: str, log: Path) -> None:
    """Until it answers anything at all."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urlopen(url, timeout=1).close()
            return
        except (URLError, OSError) as error:
            if getattr(error, "code", None):
                return
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer:\n{log.read_text(errors='replace')[-2000:]}")


class Generator:
    """The load generator: a process of its own, so that its CPU is nobody else's. One job in, one result out."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, job: Mapping[str, Any]) -> dict[str, Any]:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(job).encode() + b"\n")
        self._child.stdin.flush()
        result: dict[str, Any] = json.loads(self._child.stdout.readline())
        return result

    def stop(self) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait(STOP_SECONDS)
        assert self._child.stdout is not None
        self._child.stdout.close()
