"""The load generator: raw keep-alive sockets, requests made beforehand, every screen compared with what is right.

Reads jobs from its standard input, one JSON object a line, and writes a result for each. A job has `host`, `port`,
`redis` (host and port), `plays` (one per connection) and `seconds` (endless repetition) or `once`; with `rate` turns
begin at fixed moments, `rate` a second over all connections, and latency counts from the moment meant.
A play is `reset` (a Redis command that puts the remembered conversation back, or nothing) and `turns`, each a request
and the beginning of the right body. Bytes travel as latin-1 text.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tally:
    """What one job saw; latencies in seconds."""

    latencies: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def result(self, took: float) -> dict[str, Any]:
        ordered = sorted(self.latencies) or [0.0]
        return {
            "turns": len(self.latencies),
            "seconds": took,
            "p50": ordered[len(ordered) // 2],
            "p99": ordered[int(len(ordered) * 0.99)],
            "wrong": len(self.wrong),
            "sample": self.wrong[:1],
        }


class Line:
    """One connection to a server that answers with Content-Length."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, host: str, port: int) -> Line:
        return cls(*await asyncio.open_connection(host, port))

    async def ask(self, request: bytes) -> bytes:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        at = head.lower().index(b"content-length:") + 15
        return await self._reader.readexactly(int(head[at : head.index(b"\r\n", at)]))

    async def command(self, command: bytes) -> None:
        self._writer.write(command)
        await self._reader.readuntil(b"\r\n")

    def close(self) -> None:
        self._writer.close()


@dataclass
class Pace:
    """When the next turn is meant to begin: at once (closed loop), or at fixed moments shared by all (open loop)."""

    rate: float
    _next: float = field(default_factory=time.perf_counter)

    async def wait(self) -> float:
        if not self.rate:
            return time.perf_counter()
        meant, self._next = self._next, self._next + 1 / self.rate
        if (ahead := meant - time.perf_counter()) > 0:
            await asyncio.sleep(ahead)
        return meant


async def play(job: dict[str, Any], mine: dict[str, Any], pace: Pace, until: float, tally: Tally) -> None:
    line = await Line.to(job["host"], job["port"])
    memory = await Line.to(*job["redis"])
    reset = mine["reset"].encode("latin-1")
    turns = [(request.encode("latin-1"), right.encode("latin-1")) for request, right in mine["turns"]]
    try:
        while time.perf_counter() < until:
            if reset:
                await memory.command(reset)
            for request, right in turns:
                began = await pace.wait()
                body = await line.ask(request)
                tally.latencies.append(time.perf_counter() - began)
                if not body.startswith(right):
                    tally.wrong.append(f"{right!r} expected, got {body!r}")
            if job.get("once"):
                return
    finally:
        line.close()
        memory.close()


async def work(job: dict[str, Any]) -> dict[str, Any]:
    tally, pace = Tally(), Pace(job.get("rate", 0))
    began = time.perf_counter()
    until = began + job.get("seconds", 60)
    await asyncio.gather(*(play(job, mine, pace, until, tally) for mine in job["plays"]))
    return tally.result(time.perf_counter() - began)


def main() -> None:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin:
            print(json.dumps(runner.run(work(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
