"""The HTTP server: limits, one log line per request, and the last apology when a reader crashes."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import TypeVar

import msgspec
import structlog
from aiohttp import web

from core.messages import Arrival, Reply, Route
from deploy.logs import trouble
from deploy.metrics import Metrics

#: Providers that are not answered repeat; Meta sends up to a megabyte.
MOST_BODY_BYTES = 1024 * 1024
#: A search in Amharic takes nine bytes a letter in an address.
MOST_LINE_BYTES = 32 * 1024
BODY_SECONDS = 10.0
KEEP_ALIVE_SECONDS = 75.0
BACKLOG = 1024
#: Of the loop: the socket is accepted, its transport is made, its protocol hears of it.
STEPS_TO_A_PROTOCOL = 3
#: Asked every second or so by machines and by a page that is open; their lines are for debugging alone.
OFTEN = ("/health", "/metrics", "/simulator")

Apology = Callable[[Arrival], Reply]
Clock = Callable[[], datetime]
T = TypeVar("T")

log = structlog.get_logger()


def problem(status: int, title: str, *, code: str) -> Reply:
    """RFC 9457; never a trace."""
    body = msgspec.json.encode({"type": "about:blank", "title": title, "status": status, "code": code})
    return Reply(status, body, "application/problem+json")


NOT_FOUND = problem(404, "There is nothing here.", code="not_found")
TOO_LARGE = problem(413, "The body is too long.", code="too_large")
TOO_SLOW = problem(408, "The body did not come in time.", code="too_slow")
BROKEN = problem(500, "Something went wrong on our side. Nothing about it is your fault.", code="internal_error")


@dataclass
class Web:
    """The routes of every provider on one server. `apologies` are by path: what to say when its reader crashed."""

    routes: Sequence[Route]
    clock: Clock
    metrics: Metrics
    apologies: Mapping[str, Apology] = field(default_factory=dict)
    stop_seconds: float = 10.0
    """How long a request under way may take when the server stops."""
    behind_proxy: bool = False
    _runner: web.AppRunner | None = None
    _listening: socket.socket | None = None

    def application(self) -> web.Application:
        app = web.Application(client_max_size=MOST_BODY_BYTES)
        for route in self.routes:
            app.router.add_route(route[0], route[1], self._handler(route))
        app.router.add_route("*", "/{rest:.*}", self._handler(("*", "nowhere", _nowhere)))
        return app

    async def start(self, listening: socket.socket) -> None:
        runner = web.AppRunner(
            self.application(),
            access_log=None,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            max_line_size=MOST_LINE_BYTES,
            shutdown_timeout=self.stop_seconds,
        )
        await runner.setup()
        await web.SockSite(runner, listening, backlog=BACKLOG).start()
        self._runner, self._listening = runner, listening

    async def stop(self) -> None:
        if self._runner is not None:
            await self._accept_no_more()
            await self._runner.cleanup()

    async def _accept_no_more(self) -> None:
        """What was accepted a moment ago must have a protocol before its server closes.

        asyncio would else drop it half-made (`Server._attach` in 3.11): answered by nobody, closed by nobody.
        """
        assert self._listening is not None
        asyncio.get_running_loop().remove_reader(self._listening)
        for _ in range(STEPS_TO_A_PROTOCOL):
            await asyncio.sleep(0)

    def _handler(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        method, path, read = route
        channel = channel_of(path)
        # Bound here, once: an unbound logger is put together anew for every line. Probes come every few seconds.
        bound = log.bind()
        say = bound.debug if path.startswith(OFTEN) else bound.info

        async def handle(request: web.Request) -> web.StreamResponse:
            began = perf_counter()
            try:
                reply = await self._answered(request, read, path)
            except web.HTTPRequestEntityTooLarge:
                reply = TOO_LARGE
            except TimeoutError:
                reply = TOO_SLOW
            took = perf_counter() - began
            self.metrics.seen(channel, reply.status, took)
            # The template, not the address: this one holds the token.
            say(
                "request",
                method=method,
                route=path,
                status=reply.status,
                ms=round(took * 1000, 2),
                bytes=len(reply.body),
            )
            headers = {**reply.headers, "Content-Type": reply.content_type}
            return web.Response(status=reply.status, body=reply.body, headers=headers)

        return handle

    async def _answered(self, request: web.Request, read: Callable[[Arrival], Awaitable[Reply]], path: str) -> Reply:
        if request.content.is_eof():  # most bodies came with their head
            body = await request.read()
        else:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        arrival = Arrival(
            path=request.match_info,
            query=request.query,
            headers={name.lower(): value for name, value in request.headers.items()},
            body=body,
            at=self.clock(),
            peer=self._peer(request),
            address=request.rel_url.raw_path,
        )
        try:
            return await read(arrival)
        except Exception as error:
            log.error("reader_crashed", route=path, **trouble(error))
            apology = self.apologies.get(path)
            return apology(arrival) if apology else BROKEN

    def _peer(self, request: web.Request) -> str:
        """The address it came from; behind a proxy of ours, the last one that the proxy wrote down."""
        written = request.headers.get("X-Forwarded-For", "") if self.behind_proxy else ""
        return written.rpartition(",")[2].strip() or request.remote or ""


async def _nowhere(arrival: Arrival) -> Reply:
    return NOT_FOUND


def channel_of(path: str) -> str:
    """`/channels/africastalking/{token}/ussd` counts as `africastalking/ussd`: few enough for a label."""
    parts = [part for part in re.sub(r"\{[^}]*\}", "", path).split("/") if part]
    return "/".join(parts[1:3]) if parts[:1] in (["channels"], ["payments"]) else "/".join(parts[:2])


class Budget:
    """How long a turn may take. One that takes longer goes on by itself, and is waited for when the process stops."""

    def __init__(self, seconds: float, metrics: Metrics) -> None:
        self._seconds = seconds
        self._metrics = metrics
        self._turns: set[asyncio.Task[object]] = set()

    async def within(self, turn: Awaitable[T]) -> T | None:
        """Its answer, or None when the time is over; raises what the turn raised in time."""
        task: asyncio.Task[T] = asyncio.ensure_future(turn)
        self._turns.add(task)
        try:
            await asyncio.wait({task}, timeout=self._seconds)
        except asyncio.CancelledError:  # nobody waits for the answer any more; the turn goes on
            task.add_done_callback(self._ended_late)
            raise
        if task.done():
            self._turns.discard(task)
            return task.result()
        self._metrics.slow_turns.inc()
        task.add_done_callback(self._ended_late)
        return None

    async def drain(self, seconds: float) -> None:
        """Let what goes on come to its end, so long."""
        if self._turns:
            _, left = await asyncio.wait(self._turns, timeout=seconds)
            if left:
                log.error("turns_abandoned", count=len(left))

    def _ended_late(self, task: asyncio.Task[object]) -> None:
        self._turns.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("slow_turn_crashed", **trouble(error))
