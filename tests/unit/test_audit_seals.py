"""The audit trail is chained in batches: nothing is left out, nothing can be changed, and the chain never forks."""

from __future__ import annotations

import asyncio

import pytest

from core import audit
from core.messages import KeepArrival
from core.trail import chain
from tests.house import House


@pytest.fixture
def house(build) -> House:
    made: House = build()
    return made


async def happens(house: House, times: int) -> None:
    for number in range(times):
        await house.must(KeepArrival(source="s", key=f"{house.clock.now}:{number}", body=b"{}"))


async def verify(house: House) -> tuple[str, ...]:
    async with house.database.reading() as connection:
        return tuple((await chain.walk(connection)).wrong)


async def tamper(house: House, sql: str) -> None:
    """As somebody does who is allowed to drop triggers."""
    async with house.database.writing() as connection:
        for table in ("audit", "audit_seals", "audit_sealed"):
            if house.database.is_sqlite:
                for act in ("update", "delete"):
                    await connection.exec_driver_sql(f"drop trigger if exists {table}_append_only_{act}")
            else:
                await connection.exec_driver_sql(f"alter table {table} disable trigger {table}_append_only")
        await connection.exec_driver_sql(sql)


async def test_what_is_settled_is_sealed_once(house: House):
    await happens(house, 3)
    assert await house.must(audit.SealAudit()) == audit.Head(0, 0, audit.START)

    house.clock.later(seconds=6)
    first = await house.must(audit.SealAudit())
    assert (first.number, first.rows) == (1, 4)

    house.clock.later(seconds=6)
    await happens(house, 1)
    second = await house.must(audit.SealAudit())
    assert (second.number, second.rows) == (2, 1)
    assert second.hash != first.hash
    assert await verify(house) == ()


async def test_a_row_that_was_committed_late_is_sealed_with_the_next_batch(house: House):
    await happens(house, 2)
    house.clock.later(minutes=1)
    await house.must(audit.SealAudit())
    house.clock.later(seconds=-55)
    await happens(house, 1)
    house.clock.later(seconds=65)
    assert (await house.must(audit.SealAudit())).rows == 2
    assert await house.rows("select id from audit where id not in (select audit from audit_sealed)") != []
    assert await verify(house) == ()


async def test_small_batches_make_a_longer_chain(house: House, monkeypatch):
    monkeypatch.setattr(audit, "_unsealed", audit._unsealed.limit(2))
    await happens(house, 5)
    house.clock.later(seconds=6)
    head = await house.must(audit.SealAudit())
    assert (head.number, head.rows) == (3, 1)
    assert await verify(house) == ()


async def test_sealers_at_the_same_moment_make_one_chain(house: House):
    await happens(house, 5)
    house.clock.later(seconds=6)
    heads = await asyncio.gather(*(house.must(audit.SealAudit()) for _ in range(4)))
    assert {head.number for head in heads} == {1}
    assert [row.n for row in await house.rows("select count(*) as n from audit_sealed")] == [5]
    assert await verify(house) == ()


@pytest.mark.parametrize(
    ("sql", "seal"),
    [
        ("update audit set who = 'somebody else' where id = (select min(id) from audit)", "seal 1"),
        ("delete from audit where id = (select min(id) from audit)", "seal 1"),
        ("update audit_seals set hash = previous where number = 1", "seal 1"),
        ("delete from audit_seals where number = 1", "seal 2"),
        ("update audit_sealed set seal = 2 where seal = 1", "seal 1"),
        ("update audit_seals set at = through where number = 1", "seal 1"),
        ("update audit_seals set through = at where number = 2", "seal 2"),
    ],
)
async def test_a_trail_that_was_changed_does_not_verify(house: House, sql: str, seal: str):
    for _ in range(2):
        await happens(house, 2)
        house.clock.later(seconds=6)
        await house.must(audit.SealAudit())
    await tamper(house, sql)
    assert f"{seal} does not hold" in await verify(house)


async def test_a_row_smuggled_into_the_past_is_found(house: House):
    await happens(house, 2)
    for _ in range(2):
        house.clock.later(hours=2)
        await house.must(audit.SealAudit())
    house.clock.later(hours=-3)
    await happens(house, 1)
    house.clock.later(hours=4)
    await house.must(audit.SealAudit())
    assert await verify(house) == ("1 rows are in no seal",)
