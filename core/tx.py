"""What a handler is given: one transaction, the time it stands for, and the means to ask, write, tell and enqueue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, Table, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection

from core.codec import encode
from core.db import Rows, insert_once
from core.ids import new_id
from core.institution import Institution
from core.messages import A, Command, Notice, Origin, Refusal, Request
from core.notifications.messages import Tell
from core.outbox import WAITING

Handler = Callable[["Tx", Any], Awaitable[Any]]
MOST_JOBS_PER_COMMAND = 1_000
MANY_ROWS = 500

_hold = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass
class Tx:
    """One transaction, or one set of reads for a query."""

    connection: AsyncConnection
    handlers: Mapping[type[Request[Any]], Handler]
    institution: Institution
    now: datetime
    origin: Origin
    key: str
    pepper: bytes
    jobs: list[dict[str, Any]] = field(default_factory=list)
    asked_by: str = ""
    """Who asked, where `origin` is the second person who agreed; see `asker`."""
    closed: date | None = None
    """The last business day that is closed: nothing is booked into it or before."""
    closes_day: bool = False
    """A day is closed with this transaction: what is remembered of closed days ends with it."""

    @cached_property
    def today(self) -> date:
        """The institution's business date: the day after, once a day was closed before it was over."""
        return max(self.now.astimezone(ZoneInfo(self.institution.time_zone)).date(), self.open_from)

    @property
    def open_from(self) -> date:
        """The first day that something may be booked on."""
        return date.min if self.closed is None else self.closed + timedelta(days=1)

    @property
    def asker(self) -> str:
        """Who wanted this, whether somebody else had to agree or not."""
        return self.asked_by or self.origin.who

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    async def execute(
        self,
        statement: Executable,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        return await self.connection.execute(statement, parameters)

    async def insert_once(self, rows: type[Rows], row: Mapping[str, Any]) -> bool:
        """Insert `row` unless one with the same key stands. True: it is new."""
        table = rows.__table__
        assert isinstance(table, Table)
        result = await self.execute(insert_once(table, dialect=self.dialect), row)
        return result.rowcount == 1

    async def recount(self, *tables: str, rows: int) -> None:
        """So many `rows` were written into these tables that the database has to look at them again.

        PostgreSQL does so by itself after a minute; until then it plans for the tables as they were, perhaps empty.
        """
        if self.dialect == "postgresql" and rows >= MANY_ROWS:
            await self.execute(text(f"analyze {', '.join(tables)}"))

    async def hold_money_of(self, member: str) -> None:
        """The first thing a command does that lends to a member or takes money from her accounts.

        Until this transaction ends nobody else does so: what is read afterwards stays true until it is written.
        SQLite needs nothing: a command there has the only write lock from its first statement.
        """
        await self.hold(f"money:{member}")

    async def hold(self, name: str) -> None:
        """One transaction at a time has this name, until its end. The names and their order:

        `money:<member>`, `cash:vault`, `receipts`.
        """
        if self.dialect == "postgresql":
            await self.execute(_hold, {"name": name})

    async def perform(self, request: Request[A]) -> A | Refusal:
        """Ask another feature, in this transaction. A refusal comes back as a value and its writes are undone."""
        handler = self.handlers[type(request)]
        if not isinstance(request, Command):
            answer: A | Refusal = await handler(self, request)
            return answer
        kept = len(self.jobs)
        savepoint = await self.connection.begin_nested()
        answer = await handler(self, request)
        if isinstance(answer, Refusal):
            await savepoint.rollback()
            del self.jobs[kept:]
        else:
            await savepoint.commit()
        return answer

    async def rehearse(self, request: Command[A]) -> Refusal | None:
        """What would it be refused for now? Whatever it does is undone."""
        kept = len(self.jobs)
        savepoint = await self.connection.begin_nested()
        answer = await self.handlers[type(request)](self, request)
        await savepoint.rollback()
        del self.jobs[kept:]
        return answer if isinstance(answer, Refusal) else None

    async def must(self, request: Request[A]) -> A:
        """`perform`, where a refusal would be a bug."""
        answer = await self.perform(request)
        if isinstance(answer, Refusal):
            raise RuntimeError(f"{type(request).__name__} refused: {type(answer).__name__}")
        return answer

    def enqueue(self, name: str, payload: Any, *, key: str, after: timedelta = timedelta(), order: str = "") -> None:
        """A job that leaves after commit, `after` from now. The same key is enqueued once, ever."""
        if len(self.jobs) >= MOST_JOBS_PER_COMMAND:
            raise RuntimeError("one command enqueues too many jobs")
        self.jobs.append(
            {
                "id": new_id(),
                "name": name,
                "payload": encode(payload).decode(),
                "key": key,
                "order_key": order,
                "run_at": self.now + after,
                "state": WAITING,
                "attempts": 0,
                "lease_until": None,
                "error": "",
            }
        )

    def tell(self, member: str, notice: Notice, *, event: str) -> None:
        """One SMS to a member for one event, worded in her language when it is sent."""
        tell = Tell(event=event, notice=type(notice).__name__, facts=encode(notice).decode(), member=member)
        self.enqueue("sms.tell", tell, key=f"tell:{event}", order=f"sms:{member}")

    def tell_phone(self, phone: str, language: str, notice: Notice, *, event: str) -> None:
        """One SMS to a phone that is no member's."""
        tell = Tell(
            event=event, notice=type(notice).__name__, facts=encode(notice).decode(), phone=phone, language=language
        )  # fmt: skip
        self.enqueue("sms.tell", tell, key=f"tell:{event}", order=f"sms:{phone}")
