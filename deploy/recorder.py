"""Collects the traces and the words of turns and writes them in batches, beside the turns and never in their way."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

from core.conversations.messages import RecordTurns, Trace
from core.ids import new_id
from core.messages import Command, Door
from core.talks.messages import MOST_WORDS, Exchange, KeepWords
from deploy.logs import trouble
from deploy.metrics import Metrics

EVERY_SECONDS = 1.0
MOST_IN_A_BATCH = 500
#: Some minutes of a busy day: what the database misses while it is away.
MOST_WAITING = 20_000
REST_SECONDS = 2.0
SCOPE = "record"
#: Classes of SQLSTATE that are about the statement and its values: the same again is refused again.
OF_THE_ROWS = ("22", "23", "42")

T = TypeVar("T")
#: trace, phone, source, heard, said.
Overheard = tuple[Trace, str, str, str, str]

log = structlog.get_logger()


@dataclass
class Batch:
    """What is written together, under one key. What was written is taken out of it."""

    key: str
    commands: list[Command[None]] = field(default_factory=list)


@dataclass
class Recorder:
    """`record` is called on the path of a turn and only takes note; `run` writes until it is cancelled.

    A batch that was not written keeps its key: tried again, it is written once.
    """

    door: Door
    metrics: Metrics
    most_waiting: int = MOST_WAITING
    readers: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    """By channel: a page as it was rendered -> its words, where they are not the same."""
    _waiting: deque[Trace] = field(default_factory=deque)
    _overheard: deque[Overheard] = field(default_factory=deque)
    _batch: Batch | None = None
    _full: asyncio.Event = field(default_factory=asyncio.Event)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def record(self, trace: Trace) -> None:
        self.metrics.turned(trace.to_dialog, trace.to_step, trace.outcome)
        if trace.intent:
            self.metrics.understood(trace.intent, trace.decision)
        if len(self._waiting) >= self.most_waiting:
            self._waiting.popleft()
            self.metrics.traces_lost.inc()
        self._waiting.append(trace)
        if len(self._waiting) >= MOST_IN_A_BATCH:
            self._full.set()

    def overhear(self, trace: Trace, phone: str, source: str, heard: str, said: str) -> None:
        """The words of a turn whose trace was recorded: likewise only taken note of."""
        if len(self._overheard) >= self.most_waiting:
            self._overheard.popleft()
        self._overheard.append((trace, phone, source, heard, said))

    async def run(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._full.wait(), EVERY_SECONDS)
            if not await self.flush():
                await asyncio.sleep(REST_SECONDS)

    async def flush(self) -> bool:
        """Write what waits. False: the database did not take it, and it still waits."""
        async with self._one_at_a_time:
            self._full.clear()
            while self._batch or self._waiting or self._overheard:
                batch = self._batch = self._batch or self._next()
                while batch.commands:
                    if not await self._written(batch.commands[0], key=f"{batch.key}:{len(batch.commands)}"):
                        return False
                    del batch.commands[0]
                self._batch = None
            return True

    def _next(self) -> Batch:
        batch = Batch(new_id())
        if turns := tuple(_taken(self._waiting)):
            batch.commands.append(RecordTurns(turns=turns))
        if overheard := _taken(self._overheard):
            batch.commands.append(KeepWords(exchanges=tuple(self._exchange(*each) for each in overheard)))
        return batch

    def _exchange(self, trace: Trace, phone: str, source: str, heard: str, said: str) -> Exchange:
        read = self.readers.get(trace.channel)
        return Exchange(
            conversation=trace.conversation, at=trace.at, phone=phone, member=trace.member, language=trace.language,
            channel=trace.channel, source=_kept(source), dialog=trace.to_dialog, step=trace.to_step,
            half_way=trace.half_way, ends=trace.ends, heard=_kept(heard),
            said=_kept(read(said) if read and said else said),
        )  # fmt: skip

    async def _written(self, command: Command[None], *, key: str) -> bool:
        """True also for a batch that no database will ever take: it is set aside, or it would be tried for ever."""
        try:
            await self.door.perform(command, key=key, scope=SCOPE)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            hopeless = isinstance(error, DBAPIError) and _is_of_the_rows(error)
            count = len(command.turns) if isinstance(command, RecordTurns) else 0
            log.warning("turns_not_recorded", what=type(command).__name__, again=not hopeless, **trouble(error))
            if hopeless:
                self.metrics.traces_lost.inc(count)
            return hopeless
        return True


def _taken(waiting: deque[T]) -> list[T]:
    return [waiting.popleft() for _ in range(min(MOST_IN_A_BATCH, len(waiting)))]


def _kept(words: str) -> str:
    """What any database takes: no zeros, no halves of characters, and not without end."""
    words = words[:MOST_WORDS]
    return words if words.isascii() and "\0" not in words else words.replace("\0", "").encode(errors="replace").decode()


def _is_of_the_rows(error: DBAPIError) -> bool:
    """Did the database refuse what was written, rather than fail itself?"""
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return state[:2] in OF_THE_ROWS
    return isinstance(error, DataError | IntegrityError | ProgrammingError)
