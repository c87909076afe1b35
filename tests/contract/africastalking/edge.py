"""The smallest world around a channel: routes on a loopback socket, a small host, a door that notes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from core.messages import SYSTEM, Arrival, Origin, Read, Refusal, Reply, Request, Route
from core.notifications.messages import AlreadySent, BeginSend, RecordSend
from core.phone import Phone
from dialogs.pins import without_pin
from dialogs.screen import Accent, Again, Answer, Heard, Said, Seen

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)


@asynccontextmanager
async def served(routes: Sequence[Route]) -> AsyncIterator[TestClient[Any, Any]]:
    """A client of these routes, without anything that the edge adds."""
    app = web.Application()
    for method, path, read in routes:
        app.router.add_route(method, path, _over_http(read))
    async with TestClient(TestServer(app)) as client:
        yield client


def _over_http(read: Read) -> Any:
    async def handle(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.read()
        reply: Reply = await read(Arrival(dict(request.match_info), dict(request.query), headers, body, NOON))
        return web.Response(
            status=reply.status,
            body=reply.body,
            headers={"Content-Type": reply.content_type, **reply.headers},
        )

    return handle


class SmallHost:
    """Remembers what it saw as the real one does; `meant` is what it made of each hop. `bye` ends."""

    def __init__(self) -> None:
        self.seen: dict[str, list[Seen]] = {}
        self.ended: set[str] = set()
        self.meant: list[str] = []
        self.heard: list[Heard] = []
        self.accents: list[Accent] = []

    async def turn(self, heard: Heard, show: Accent) -> Answer:
        self.heard.append(heard)
        self.accents.append(show)
        seen = self.seen.setdefault(heard.session, [])
        read = heard.hop.read(seen)
        if isinstance(read, Again):
            self.meant.append("again")
            return Answer(read.reply, read.reply in self.ended)
        self.meant.append(self._meaning(read.tokens, known=read.known, first=not seen))
        said = Said(f"{len(seen) + 1}: {self.meant[-1]}", ends="bye" in read.tokens)
        words = show(said)[0]
        if said.ends:
            self.ended.add(words)
        seen.append(Seen(read.digest, words))
        return Answer(words, said.ends)

    def _meaning(self, tokens: tuple[str, ...], *, known: bool, first: bool) -> str:
        if not known:
            return "lost"
        if first:
            return f"dialled {', '.join(tokens)}" if tokens else "start"
        return f"typed {tokens[0]}"


@dataclass
class NotingDoor:
    """Notes every request with its key. A send is begun once per event, unless it provably did not leave."""

    performed: list[tuple[Request[Any], str]] = field(default_factory=list)
    begun: dict[str, str] = field(default_factory=dict)

    async def perform(
        self, request: Request[Any], *, key: str = "", scope: str = "", by: Origin = SYSTEM
    ) -> Any | Refusal:
        self.performed.append((request, key))
        if isinstance(request, BeginSend):
            if self.begun.get(request.event, "retry") != "retry":
                return AlreadySent()
            self.begun[request.event] = "begun"
            return request.event
        if isinstance(request, RecordSend):
            self.begun[request.message] = request.state
        return None

    @property
    def requests(self) -> list[Request[Any]]:
        return [request for request, _ in self.performed]


async def mask(phone: Phone, words: str) -> str:
    """As the host does it for somebody who was asked nothing."""
    return without_pin(words, number_asked=False)
