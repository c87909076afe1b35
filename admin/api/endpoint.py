"""One line of the API: a method, a path, and the request of core that answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.messages import Arrival, Reply, Request

#: What reads the whole arrival by itself, because it makes tokens or reads files.
ReadBy = Callable[[Arrival], Awaitable[Reply]]


@dataclass(frozen=True)
class Endpoint:
    """Fields of `request` come from the path, from `fixed`, and else from the query (GET) or the JSON body.

    `wire` names fields differently outside: {"in the request": "outside"}. A plain answer (a text, a number) is an
    object with one field, called `answers`. `moves_money`: an Idempotency-Key is needed, not only welcome.
    `any_currency`: of money that is only reckoned with.
    `most_text`: a text in the body may be this long, where the limit for all is too little for a file.
    """

    method: str
    path: str
    request: type[Request[Any]]
    says: str
    answers: str = "answer"
    fixed: Mapping[str, Any] = field(default_factory=dict)
    wire: Mapping[str, str] = field(default_factory=dict)
    moves_money: bool = False
    status: int = 200
    most_text: int = 0
    any_currency: bool = False

    @property
    def area(self) -> str:
        """The word after /api, by which the document groups."""
        return self.path.split("/")[2]


@dataclass(frozen=True)
class Written:
    """An endpoint with a reader of its own. `takes` and `gives` are the dataclasses of its body and its answer.

    `refuses` are (status, code) beside those that every endpoint may answer. `is_open`: nobody has to sign in.
    """

    method: str
    path: str
    read: ReadBy
    says: str
    takes: Any = None
    gives: Any = None
    refuses: tuple[tuple[int, str], ...] = ()
    is_open: bool = False
    status: int = 200

    @property
    def area(self) -> str:
        return self.path.split("/")[2]


def get(path: str, request: type[Request[Any]], says: str, **more: Any) -> Endpoint:
    return Endpoint("GET", path, request, says, **more)


def post(path: str, request: type[Request[Any]], says: str, **more: Any) -> Endpoint:
    return Endpoint("POST", path, request, says, **more)


def put(path: str, request: type[Request[Any]], says: str, **more: Any) -> Endpoint:
    return Endpoint("PUT", path, request, says, **more)


def patch(path: str, request: type[Request[Any]], says: str, **more: Any) -> Endpoint:
    return Endpoint("PATCH", path, request, says, **more)
