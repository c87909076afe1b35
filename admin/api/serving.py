"""How a line of the table answers: who calls, may she, what does she ask, what came of it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import msgspec

from admin.api.answers import JSON, KEPT_BY_NOBODY, problem
from admin.api.binding import Binding
from admin.api.endpoint import Endpoint, Written
from admin.api.wire import encode
from admin.words import said
from core.ids import new_id
from core.institution import Institution
from core.lending.messages import FigureOutOfBounds
from core.messages import (
    Arrival,
    Command,
    Door,
    KeyReused,
    NotPermitted,
    Origin,
    Page,
    Read,
    Refusal,
    Reply,
    Route,
    SecondPersonNeeded,
)
from core.permissions.rules import may

#: Who calls, or the answer to somebody who may not.
Identify = Callable[[Arrival], Awaitable[Origin | Reply]]
#: None, or the answer to a client that calls too often; told who calls, or an address where nobody is known.
Limit = Callable[[str], Awaitable[Reply | None]]

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
NO_KEY = problem(
    422, "Money is moved once per key: send an Idempotency-Key header of your own.", code="idempotency_key_missing"
)  # fmt: skip
WRONG_KEY = problem(
    422, "An Idempotency-Key has 1 to 200 visible ASCII characters.", code="idempotency_key_unfit"
)  # fmt: skip
#: Refusals that have a status of their own; "no such ..." is 404 and every other no is 409.
STATUSES: Mapping[type[Refusal], int] = {NotPermitted: 403, KeyReused: 422, FigureOutOfBounds: 422}
CODES: Mapping[type[Refusal], str] = {KeyReused: "idempotency_key_reused"}


def code_of(kind: type[Refusal]) -> str:
    """`NoSuchLoan` is `no_such_loan`."""
    return CODES.get(kind) or re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def status_of(kind: type[Refusal]) -> int:
    return STATUSES.get(kind) or (404 if kind.__name__.startswith("NoSuch") else 409)


@dataclass(frozen=True)
class Serving:
    """What the table needs to answer. `moments` spells a refusal's dates as of today."""

    door: Door
    institution: Institution
    identify: Identify
    limit: Limit

    def routes(self, table: Sequence[Endpoint | Written]) -> list[Route]:
        """Those of the table, and for each of their paths an answer to every other method."""
        made: list[Route] = []
        methods: dict[str, list[str]] = {}
        for each in table:
            read = (
                self._written(each)
                if isinstance(each, Written)
                else self._reader(Binding.of(each, currency=self.institution.currency))
            )
            made.append((each.method, each.path, read))
            methods.setdefault(each.path, []).append(each.method)
        return [*made, *(("*", path, other_method(known)) for path, known in methods.items())]

    def _written(self, written: Written) -> Read:
        async def read(arrival: Arrival) -> Reply:
            return await self.limit(f"peer:{arrival.peer}") or await written.read(arrival)

        return read

    def _reader(self, binding: Binding) -> Read:
        endpoint = binding.endpoint
        forbidden = NotPermitted(endpoint.request.__name__)

        async def read(arrival: Arrival) -> Reply:
            by = await self.identify(arrival)
            if isinstance(by, Reply):
                return by
            if refused := await self.limit(by.who):
                return refused
            request = binding.request(arrival)
            if isinstance(request, Reply):
                # Whoever may not ask at all does not learn how to ask.
                allowed = may(by.roles, endpoint.request)
                return request if allowed else self.refused(forbidden, arrival.at.date())
            key = self._key(endpoint, arrival)
            if isinstance(key, Reply):
                return key
            answer = await self.door.perform(request, key=key, scope=f"api:{by.who.partition(':')[2]}", by=by)
            if isinstance(answer, Refusal):
                return self.refused(answer, arrival.at.date())
            return shown(answer, endpoint)

        return read

    def _key(self, endpoint: Endpoint, arrival: Arrival) -> str | Reply:
        """Her own key where she sends one; else one of ours, and a repeat is another act."""
        if not issubclass(endpoint.request, Command):
            return ""
        given = arrival.headers.get("idempotency-key")
        if given is None:
            return NO_KEY if endpoint.moves_money else new_id()
        return given if _KEY.fullmatch(given) else WRONG_KEY

    def refused(self, refusal: Refusal, today: date) -> Reply:
        if isinstance(refusal, SecondPersonNeeded):
            waits = {"approval": refusal.approval, "state": "waiting", "detail": said(refusal, self.institution, today)}
            return Reply(202, msgspec.json.encode(waits), JSON, KEPT_BY_NOBODY)
        kind = type(refusal)
        facts = {each.name: getattr(refusal, each.name) for each in fields(refusal)}
        return problem(
            status_of(kind),
            code_of(kind).replace("_", " ").capitalize() + ".",
            code=code_of(kind),
            detail=said(refusal, self.institution, today),
            facts=msgspec.json.decode(encode(facts)),
        )


def shown(answer: Any, endpoint: Endpoint) -> Reply:
    if answer is None:
        return Reply(204, b"", JSON, KEPT_BY_NOBODY)
    if isinstance(answer, str | int | bool):
        answer = {endpoint.answers: answer}
    return Reply(endpoint.status, encode(answer), JSON, KEPT_BY_NOBODY)


def is_list(kind: Any) -> bool:
    """Does a request with this answer type answer a list?"""
    return getattr(kind, "__origin__", None) in (tuple, list, Page)


def other_method(known: Sequence[str]) -> Read:
    allowed = ", ".join(sorted(known))

    async def read(arrival: Arrival) -> Reply:
        return problem(
            405, f"This path answers {allowed}.", code="method_not_allowed", headers={"Allow": allowed}
        )  # fmt: skip

    return read
