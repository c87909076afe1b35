"""The staff side on the same server: calls of the API and pages of the console, eight browsers and programs at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from typing import Any
from urllib.parse import urlencode

from deploy.people import PASSWORD
from tests.bench import machines
from tests.bench.ussd import Bench, Rounds

USERNAME = "admin@imarisha.example"
CONNECTIONS = 8
PAGE, LIST = b"<!doctype html>", b'{"items":'


@dataclass(frozen=True)
class Call:
    """One address, asked again and again; `right` is how its answer begins."""

    name: str
    path: str
    right: bytes
    by_program: bool


CALLS = (
    Call("API: a page of members", "/api/members?limit=50", LIST, True),
    Call("API: a page of loans", "/api/loans?limit=50", LIST, True),
    Call("API: trial balance", "/api/ledger/trial-balance", LIST, True),
    Call("console: today", "/admin/", PAGE, False),
    Call("console: members found", "/admin/members?words=wanjiru", PAGE, False),
    Call("console: loans", "/admin/loans", PAGE, False),
    Call("console: trial balance", "/admin/ledger/trial-balance", PAGE, False),
)


def measure(bench: Bench, *, rounds: int, seconds: float) -> dict[str, Rounds]:
    """Round by round, one call after the other; the first round warms up and is forgotten."""
    port, pid = bench.ports["ours"], bench.pids["ours"]
    headers = {True: _program(port), False: _browser(port)}
    found: dict[str, Rounds] = {}
    for number in range(rounds + 1):
        if number == 1:
            found.clear()
        for call in CALLS:
            play = {"reset": "", "turns": [_turn(call, headers[call.by_program])]}
            job = {
                "host": "127.0.0.1", "port": port, "redis": bench.redis, "plays": [play] * CONNECTIONS,
                "seconds": seconds,
            }  # fmt: skip
            before = machines.cpu_seconds(pid)
            result = bench.generator.run(job)
            found.setdefault(call.name, Rounds()).add(result, machines.cpu_seconds(pid) - before)
    return found


def shown(found: Mapping[str, Rounds], echo: Rounds) -> Iterator[str]:
    yield f"\n| staff's side, {CONNECTIONS} connections | CPU, us | times an echo | a second | p50 / p99 ms | wrong |"
    yield "|---|---|---|---|---|---|"
    for name, each in found.items():
        yield (
            f"| {name} | {each.cpu_us:,.0f} | {each.cpu_us / echo.cpu_us:.0f} | {median(each.rate):,.0f} |"
            f" {median(each.p50):.1f} / {median(each.p99):.1f} | {each.wrong} |"
        )
    for name, each in found.items():
        if each.wrong:
            yield f"WRONG in {name}: {each.sample[:300]}"


def _turn(call: Call, headers: Sequence[str]) -> tuple[str, str]:
    lines = [f"GET {call.path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]
    return "\r\n".join(lines), call.right.decode()


def _program(port: int) -> list[str]:
    body = json.dumps({"username": USERNAME, "password": PASSWORD})
    answer = json.loads(_posted(port, "/api/auth/login", body, "application/json")[1])
    return [f"Authorization: Bearer {answer['access_token']}"]


def _browser(port: int) -> list[str]:
    body = urlencode({"username": USERNAME, "password": PASSWORD})
    headers, _ = _posted(port, "/admin/sign-in", body, "application/x-www-form-urlencoded")
    return [f"Cookie: {headers['Set-Cookie'].partition(';')[0]}"]


def _posted(port: int, path: str, body: str, kind: str) -> tuple[Any, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=machines.STOP_SECONDS)
    try:
        connection.request("POST", path, body, {"Content-Type": kind})
        reply = connection.getresponse()
        read = reply.read()
        if reply.status >= 400:
            raise RuntimeError(f"{path}: {reply.status} {read[:300]!r}")
        return reply.headers, read
    finally:
        connection.close()
