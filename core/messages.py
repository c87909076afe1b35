"""The vocabulary of the door: requests and their answers, refusals, notices, jobs, arrivals and replies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar, get_args

A = TypeVar("A", covariant=True)
T = TypeVar("T")


@dataclass(frozen=True)
class Refusal:
    """An expected no, returned as a value: the member hears it. Its fields are the facts of its sentence."""


class Request(Generic[A]):
    """What may be asked of core. A frozen dataclass that names its answer type and what it may refuse."""

    refuses: ClassVar[tuple[type[Refusal], ...]] = ()

    @classmethod
    def answer_type(cls) -> Any:
        """The `X` of `Query[X]` or `Command[X]`."""
        for base in getattr(cls, "__orig_bases__", ()):
            if get_args(base):
                return get_args(base)[0]
        raise TypeError(f"{cls.__name__} does not say what it answers: write Command[Answer]")


class Query(Request[A]):
    """A question: it changes nothing. `private` ones are opened by a PIN, once per session and channel."""

    private: ClassVar[bool] = False


class Command(Request[A]):
    """An act: one transaction, one audit record, performed once per key.

    `signed` commands have fields `member: str` and `pin: Secret`: the bus checks the PIN before the handler runs.
    `even_blocked` ones move nothing, so a blocked account may still sign them.
    `guarded` ones carry another secret (the second entry of a new PIN, a code): the signer looks at it first, too, so
    that what a wrong try costs stays written although the command is refused. They declare their refusals themselves.
    """

    signed: ClassVar[bool] = False
    even_blocked: ClassVar[bool] = False
    guarded: ClassVar[bool] = False


@dataclass(frozen=True)
class WrongPin(Refusal):
    """The PIN does not fit; `tries_left` is at least one."""

    tries_left: int


@dataclass(frozen=True)
class PinPaused(Refusal):
    """Too many wrong PINs. `until` is None when only a reset opens it again."""

    until: datetime | None


@dataclass(frozen=True)
class AccountBlocked(Refusal):
    """Money out is blocked until a person lifts the block."""


#: What every signed command may refuse, besides what it declares itself.
SIGNED_REFUSALS: tuple[type[Refusal], ...] = (WrongPin, PinPaused, AccountBlocked)


@dataclass(frozen=True)
class KeyReused(Refusal):
    """Another request stands under this key: the caller made a mistake, nothing was done."""


@dataclass(frozen=True)
class NotPermitted(Refusal):
    """None of her roles may ask this. `request` is its name."""

    request: str


@dataclass(frozen=True)
class SecondPersonNeeded(Refusal):
    """It waits under this id until somebody else has looked at it; nothing was done so far."""

    approval: str


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list. `next` is the cursor of the part after it, empty at the end.

    The query of a list has `limit: int = PAGE` and `cursor: str = ""`.
    """

    items: tuple[T, ...]
    next: str = ""


PAGE, MOST_PAGE = 50, 200
STAFF = "staff:"


@dataclass(frozen=True)
class Origin:
    """By whom and from where. `who` is `member:<id>`, `staff:<id>`, `provider:<name>` or `system`.

    Staff come with their roles and the session they signed in to.
    """

    who: str = "system"
    channel: str = ""
    roles: frozenset[str] = frozenset()
    session: str = ""

    @property
    def is_staff(self) -> bool:
        return self.who.startswith(STAFF)


SYSTEM = Origin()


class Notice:
    """Something a member is told by SMS. A frozen dataclass of facts; its sentences live in `dialogs/notices.py`."""


class Door(Protocol):
    """The one way into core. Everybody is given a door; only `deploy` knows who made it."""

    async def perform(self, request: Request[A], *, key: str = "", scope: str = "", by: Origin = SYSTEM) -> A | Refusal:
        """Do it, once per (`scope`, `key`). Commands need a key; a repeat gets the kept answer."""
        ...


#: A piece of work outside any transaction: it gets the decoded payload and a door.
Handle = Callable[[Any, Door], Awaitable[None]]


@dataclass(frozen=True)
class Work:
    """How a job is done: the type its payload decodes to, and the coroutine that does it."""

    payload: type
    run: Handle
    attempts: int = 12
    lease_seconds: int = 60


#: What a channel or an integration offers to the worker: job name -> work.
Jobs = Mapping[str, Work]


class ProviderError(Exception):
    """The outside did not do it. `retryable` says whether the worker should try again; `code` is the provider's."""

    def __init__(self, code: str, *, retryable: bool, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.retryable = retryable
        self.detail = detail


@dataclass(frozen=True)
class Arrival:
    """A request from outside, as plain values. `path` are the named parts of the route; header names are lower case.

    `peer` is the address it came from, `address` the path that was asked for, where they are known.
    """

    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime
    peer: str = ""
    address: str = ""


@dataclass(frozen=True)
class Reply:
    """What goes back to the outside."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Read = Callable[[Arrival], Awaitable[Reply]]
#: (method, path with {names}, reader)
Route = tuple[str, str, Read]


@dataclass(frozen=True, kw_only=True)
class KeepArrival(Command[bool]):
    """Keep what arrived, raw and once, and have it read after the answer. False: it was here before.

    `source` names who reads it: the job `arrived.<source>` is enqueued with an `Arrived` payload.
    `key` tells a repeat from news (the provider's own id where there is one, else a hash of the body).
    `order` (a phone, a payment) keeps arrivals of one member in order.
    """

    source: str
    key: str
    body: bytes
    about: str = ""
    order: str = ""


@dataclass(frozen=True)
class Arrived:
    """The payload of `arrived.<source>`: which row of the inbox to read."""

    arrival: str


@dataclass(frozen=True)
class Kept:
    """A row of the inbox: what came, when, and `about` what (the token in the address, a phone)."""

    source: str
    body: bytes
    about: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReadArrival(Query[Kept]):
    """The raw arrival behind an `Arrived` job."""

    arrival: str


@dataclass(frozen=True, kw_only=True)
class SetAsideArrival(Command[None]):
    """Nobody can read this one: keep it, marked with the reason, for a person to look at."""

    arrival: str
    reason: str
