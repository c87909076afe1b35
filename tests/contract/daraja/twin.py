"""The institution's side in these tests: a door that keeps what it is told, mounted behind real HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from core.messages import (
    SYSTEM,
    Arrival,
    Arrived,
    KeepArrival,
    Kept,
    KeyReused,
    Origin,
    ReadArrival,
    Request,
    Route,
    SetAsideArrival,
)
from core.money import Money
from core.payments.messages import (
    Attempt,
    BeginAttempt,
    KnownReference,
    NothingToDo,
    ReceiveMoney,
    RecordSubmission,
    ReportResult,
    WhatWasAsked,
)
from core.phone import Phone
from core.providers.messages import BeginFloatQuestion, ReportFloat

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
AMINA = Phone("+254700000001")


def attempt(token: str, **changes: Any) -> Attempt:
    """A prompt to Amina for KES 500, unless told otherwise."""
    fields: dict[str, Any] = {
        "token": token, "payment": "p1", "kind": "prompt", "phone": AMINA, "amount": Money(50_000, "KES"),
        "reference": "P23456789A", "about": "LN-0042", "asked": "", "asked_token": "", "receipt": "",
        "number": 1,
    }  # fmt: skip
    return Attempt(**(fields | changes))


@dataclass
class Notebook:
    """A door that does nothing but remember: one answer per key, as the real one promises."""

    attempts: list[Attempt] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    broken: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    performed: dict[tuple[str, str], tuple[Request[Any], Any]] = field(default_factory=dict)
    arrivals: dict[str, Kept] = field(default_factory=dict)
    told: list[Request[Any]] = field(default_factory=list)

    async def perform(self, request: Request[Any], *, key: str = "", scope: str = "", by: Origin = SYSTEM) -> Any:
        if self.broken:
            raise ConnectionError("the database is away")
        if key and (scope, key) in self.performed:
            before, answer = self.performed[scope, key]
            return answer if before == request else KeyReused()
        answer = self._answer(request)
        if key:
            self.performed[scope, key] = request, answer
        return answer

    def _answer(self, request: Request[Any]) -> Any:
        match request:
            case KeepArrival():
                number = f"a{len(self.arrivals) + 1}"
                self.arrivals[number] = Kept(request.source, request.body, request.about, NOW)
                return True
            case ReadArrival():
                return self.arrivals[request.arrival]
            case WhatWasAsked():
                return self.asked.get(request.token, "")
            case BeginFloatQuestion():
                self.asked["f" * 32] = "balance"
                return "f" * 32
            case KnownReference():
                return request.reference in self.known
            case BeginAttempt():
                fits = [one for one in self.attempts if one.payment == request.payment]
                if not fits:
                    return NothingToDo()
                self.attempts.remove(fits[0])
                return fits[0]
            case RecordSubmission() | ReportResult() | ReportFloat() | ReceiveMoney() | SetAsideArrival():
                self.told.append(request)
                return "noted"
        raise AssertionError(f"nobody expected {request}")

    def heard(self, kind: type) -> list[Any]:
        """The requests of one kind, in order."""
        return [request for request in self.told if isinstance(request, kind)]

    async def read_everything(self, jobs: Any) -> None:
        """What a worker does with the inbox."""
        for number, kept in list(self.arrivals.items()):
            await jobs[f"arrived.{kept.source}"].run(Arrived(number), self)


def app_of(routes: Sequence[Route]) -> web.Application:
    """A web server over route tuples, as `deploy` mounts them."""
    app = web.Application()
    for method, path, read in routes:
        app.router.add_route(method, path, _mounted(read))
    return app


def _mounted(read: Any) -> Any:
    async def handle(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        arrival = Arrival(dict(request.match_info), dict(request.query), headers, await request.read(), NOW)
        reply = await read(arrival)
        content_type, _, charset = reply.content_type.partition("; charset=")
        return web.Response(status=reply.status, body=reply.body, content_type=content_type, charset=charset or None)

    return handle
