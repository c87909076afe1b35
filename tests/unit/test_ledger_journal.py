"""The journal writes an entry once, and the database itself refuses what code might get wrong."""

from __future__ import annotations

import asyncio
import time
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from core import schema
from core.ledger import journal, posting_rules
from core.ledger.entry import BooksBroken, Entry
from core.messages import SYSTEM
from core.money import Money
from core.tx import Tx
from tests.house import PEPPER, House, only_postgres

SAVED = "savings:S00021"


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


def deposit(payment: str, shillings: int, *, account: str = SAVED) -> Entry:
    return posting_rules.deposit(
        key=f"payment:{payment}:principal",
        about=payment,
        source="clearing:daraja",
        account=account,
        amount=kes(shillings),
    )


@pytest.fixture
def house(build) -> House:
    made: House = build(handlers={})
    return made


def tx(house: House, connection) -> Tx:
    return Tx(connection, {}, house.hold.institution, house.clock.now, SYSTEM, "key", PEPPER)


async def post(house: House, entry: Entry, **how) -> bool:
    async with house.database.writing() as connection:
        return await journal.post(tx(house, connection), entry, **how)


async def balances(house: House, *accounts: str) -> list[str]:
    async with house.database.reading() as connection:
        found = await journal.balances(tx(house, connection), accounts)
        singly = [await journal.balance(tx(house, connection), account) for account in accounts]
    assert [found[account] for account in accounts] == singly
    return [str(found[account]) for account in accounts]


async def test_an_entry_is_posted_once(house: House):
    assert await post(house, deposit("1", 500)) is True
    assert await post(house, deposit("1", 500)) is False
    assert await balances(house, SAVED, "clearing:daraja", "shares:C00021") == ["KES 500", "KES 500", "KES 0"]


async def test_two_at_once_post_it_once(house: House):
    posted = await asyncio.gather(*(post(house, deposit("1", 500)) for _ in range(6)))
    assert sorted(posted) == [False] * 5 + [True]
    assert await balances(house, SAVED) == ["KES 500"]


async def test_what_was_posted_first_holds(house: House):
    await post(house, deposit("1", 500))
    assert await post(house, deposit("1", 900)) is False
    assert await balances(house, SAVED) == ["KES 500"]


async def test_a_key_never_serves_two_affairs(house: House):
    await post(house, deposit("1", 500))
    other = Entry("payment:1:principal", "deposit", "2", deposit("2", 500).postings)
    with pytest.raises(BooksBroken):
        await post(house, other)


async def test_an_account_outside_the_chart_is_not_posted_to(house: House):
    for account in ("petty_cash:1", "savings", ""):
        with pytest.raises(KeyError):
            await post(house, deposit("1", 500, account=account))
    assert await house.rows("select * from entries") == []


async def test_an_entry_is_booked_today_or_on_the_day_it_is_brought_in_from(house: House):
    await post(house, deposit("1", 500))
    await post(house, deposit("2", 500), on=date(2025, 12, 31))
    booked = await house.rows("select booked_on from entries order by key")
    assert [str(row.booked_on) for row in booked] == ["2026-03-11", "2025-12-31"]


@pytest.mark.parametrize(
    "change",
    [
        "update postings set minor_units = 1",
        "delete from postings",
        "delete from entries",
        "update entries set about = ''",
    ],
)
async def test_the_database_does_not_let_the_books_be_changed(house: House, change: str):
    await post(house, deposit("1", 500))
    with pytest.raises(DBAPIError, match="append-only"):
        await write(house, change)
    assert await balances(house, SAVED) == ["KES 500"]


async def write(house: House, *statements: str) -> None:
    """One transaction past the journal."""
    async with house.database.writing() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)


ENTRY = (
    "insert into entries (id, key, what, about, booked_on, at) values ('e1', 'k', 'w', 'a', '2026-03-11', '2026-03-11')"
)
LINE = (
    "insert into postings (entry, line, account, minor_units, currency) values ('{0}', {1}, 'savings:S1', {2}, '{3}')"
)


@pytest.mark.parametrize(
    "statements",
    [
        [ENTRY],
        [ENTRY, LINE.format("e1", 1, 0, "KES")],
        [ENTRY, LINE.format("e1", 1, 100, "KES"), LINE.format("e1", 2, -99, "KES")],
        [ENTRY, LINE.format("e1", 1, 100, "KES"), LINE.format("e1", 2, -100, "UGX")],
    ],
    ids=["no lines", "one line", "a shilling off", "two currencies"],
)
@only_postgres
async def test_postgresql_refuses_an_entry_that_does_not_balance(house: House, statements: list[str]):
    with pytest.raises(DBAPIError, match="does not balance"):
        await write(house, *statements)
    assert await house.rows("select * from entries") == []


@only_postgres
async def test_postgresql_refuses_a_line_added_later(house: House):
    await post(house, deposit("1", 500))
    [entry] = await house.rows("select id from entries")
    with pytest.raises(DBAPIError, match="does not balance"):
        await write(house, LINE.format(entry.id, 3, 100, "KES"))


@only_postgres
async def test_postgresql_checks_the_lines_of_each_statement_though_one_speaks_for_all(house: House):
    """A line in front of balanced ones, in the transaction that wrote them and even when nothing waits for its end."""
    balanced = ENTRY, f"{LINE.format('e1', 2, 100, 'KES')}, ('e1', 3, 'savings:S2', -100, 'KES')"
    for beginning in ([], ["set constraints all immediate"], ["savepoint a"]):
        with pytest.raises(DBAPIError, match="does not balance"):
            await write(house, *balanced, *beginning, LINE.format("e1", 1, 5, "KES"))
    with pytest.raises(DBAPIError, match="does not balance"):
        await write(house, ENTRY, f"{LINE.format('e1', 1, 100, 'KES')}, ('e1', 2, 'savings:S2', -99, 'KES')")
    assert await house.rows("select * from entries") == []
    await write(house, *balanced)


async def test_an_opening_of_many_lines_is_written_whole_in_seconds(house: House):
    """More lines than one statement takes, more than the deferred check may look at one by one."""
    balances = [(f"savings:S{nth:05d}", Money(nth, "KES")) for nth in range(1, 25_001)]
    entry = posting_rules.opening_of_books(key="import:1", about="import:1", balances=balances)

    began = time.perf_counter()
    assert await post(house, entry)
    assert time.perf_counter() - began < 20
    assert not await post(house, entry)
    [counted] = await house.rows("select count(*) as n, sum(minor_units) as s from postings")
    assert (counted.n, counted.s) == (25_001, 0)


async def test_every_guarded_table_has_its_triggers(house: House):
    dialect = "sqlite" if house.database.is_sqlite else "postgresql"
    where = {
        "sqlite": "select name from sqlite_master where type = 'trigger'",
        "postgresql": "select distinct tgname as name from pg_trigger where not tgisinternal",
    }
    standing = {row.name for row in await house.rows(where[dialect])}
    assert standing == schema.trigger_names(dialect, tables=set(schema.metadata().tables))
