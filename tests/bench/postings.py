"""Ledger postings per second through the bus, beside bare asyncpg writing the same rows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import asyncpg

from core import schema
from core.bus import Bus, Hold
from core.db import Database
from core.handlers import HANDLERS
from core.ids import new_id
from core.institution import Institution
from core.ledger import accounts, journal, posting_rules
from core.messages import Command, Origin
from core.money import Money
from core.tx import Tx
from tests.house import PEPPER, AnyPin

CLIENTS = 16


@dataclass(frozen=True, kw_only=True)
class Book(Command[None]):
    """One deposit, booked and told: the rows every money command leaves."""

    member: str
    amount: Money


@dataclass(frozen=True)
class Booked:
    """What leaves afterwards."""

    member: str


async def book(tx: Tx, request: Book) -> None:
    entry = posting_rules.deposit(
        key=tx.key,
        about=tx.key,
        source=accounts.clearing("daraja"),
        account=accounts.savings(request.member, "ordinary"),
        amount=request.amount,
    )
    await journal.post(tx, entry)
    tx.enqueue("bench.booked", Booked(request.member), key=f"booked:{tx.key}")


def bus_on(url: str) -> tuple[Bus, Database]:
    database = Database(url, pool_size=CLIENTS)
    hold = Hold(
        database=database,
        handlers={**HANDLERS, Book: book},
        institution=Institution(),
        clock=lambda: datetime.now(UTC),
        signer=AnyPin(),
        pepper=PEPPER,
    )
    return Bus(hold), database


async def bare(pool: asyncpg.Pool, key: str, now: datetime) -> None:
    """The same seven rows in one transaction, by hand."""
    entry, today = new_id(), now.date()
    account = f"savings:S{_account(key):05d}:ordinary"
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchrow("select request_hash, answer from performed where scope = $1 and key = $2", "", key)
        await connection.execute(
            "insert into entries (id, key, what, about, booked_on, at) values ($1, $2, $3, $4, $5, $6)",
            entry, key, "deposit", key, today, now,
        )  # fmt: skip
        await connection.executemany(
            "insert into postings (entry, line, account, minor_units, currency) values ($1, $2, $3, $4, $5)",
            [(entry, 1, "clearing:daraja", 50_000, "KES"), (entry, 2, account, -50_000, "KES")],
        )
        await connection.execute(
            "insert into jobs (id, name, payload, key, order_key, run_at, state, attempts, error)"
            " values ($1, 'bench.booked', '{}', $2, '', $3, 'waiting', 0, '')",
            new_id(), f"booked:{key}", now,
        )  # fmt: skip
        await connection.execute(
            "insert into audit (id, at, who, channel, session, request, subject, outcome, key)"
            " values ($1, $2, 'system', '', '', 'Book', 'member', 'done', $3)",
            new_id(), now, key,
        )  # fmt: skip
        await connection.execute(
            "insert into performed (scope, key, request_hash, answer, at) values ('', $1, $2, 'null', $3)",
            key, "0" * 40, now,
        )  # fmt: skip


async def rate(one: Callable[[str], Awaitable[Any]], seconds: float, numbers: count[int], tag: str) -> float:
    """Postings per second with CLIENTS clients."""
    until, done = time.perf_counter() + seconds, 0

    async def client() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await one(f"{tag}-{next(numbers)}")
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return done / (time.perf_counter() - began)


async def measure(url: str, *, rounds: int, seconds: float) -> tuple[list[float], list[float]]:
    """(ours, bare) postings per second, round by round, interleaved."""
    bus, database = bus_on(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    async with database.writing() as connection:
        await connection.run_sync(schema.create_all)
    pool = await asyncpg.create_pool(url, min_size=CLIENTS, max_size=CLIENTS)
    numbers, amount, origin = count(1), Money(50_000, "KES"), Origin()

    async def through_the_bus(key: str) -> None:
        await bus.perform(Book(member=f"S{_account(key):05d}", amount=amount), key=key, by=origin)

    async def by_hand(key: str) -> None:
        await bare(pool, key, datetime.now(UTC))

    ours, theirs = [], []
    for number in range(rounds + 1):
        # The first round warms up and is forgotten.
        pair = await rate(by_hand, seconds, numbers, "bare"), await rate(through_the_bus, seconds, numbers, "ours")
        if number:
            theirs.append(pair[0])
            ours.append(pair[1])
    await pool.close()
    await database.close()
    return ours, theirs


def _account(key: str) -> int:
    return int(key.rsplit("-", 1)[1]) % 1000
