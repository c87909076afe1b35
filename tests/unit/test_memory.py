"""Where conversations are kept: the table and Redis behave alike, and of two writers at once only one is believed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from deploy import memory
from deploy.schedules import purge_old
from dialogs.host import Memory
from tests.house import Clock, database

__all__ = ["database"]

AMINA, BARAKA = "+254700000001", "+254700000002"


@pytest.fixture
async def in_redis(redis_server: Any) -> AsyncIterator[Memory]:
    redis = memory.connect(redis_server.url)
    await redis.flushdb()
    kept = memory.RedisMemory(redis)
    yield kept
    await kept.close()
    await redis.aclose()


@pytest.fixture
def in_table(database: Any) -> Memory:
    return memory.TableMemory(database, Clock())


class Contract:
    """What every memory does."""

    async def test_who_was_never_heard_is_not_remembered(self, kept: Memory) -> None:
        assert await kept.recall(AMINA) == (None, 0)

    async def test_what_was_remembered_is_recalled(self, kept: Memory) -> None:
        assert await kept.remember(AMINA, b"one", 0)
        assert await kept.recall(AMINA) == (b"one", 1)
        assert await kept.remember(AMINA, b"two\x00\xff", 1)
        assert await kept.recall(AMINA) == (b"two\x00\xff", 2)
        assert await kept.recall(BARAKA) == (None, 0)

    async def test_who_read_before_somebody_else_wrote_has_lost(self, kept: Memory) -> None:
        assert await kept.remember(AMINA, b"one", 0)
        assert not await kept.remember(AMINA, b"another first", 0)
        assert await kept.remember(AMINA, b"two", 1)
        assert not await kept.remember(AMINA, b"another second", 1)
        assert await kept.recall(AMINA) == (b"two", 2)

    async def test_of_many_at_once_one_is_believed(self, kept: Memory) -> None:
        for version in range(3):
            writes = (kept.remember(AMINA, b"%d" % number, version) for number in range(8))
            assert sum(await asyncio.gather(*writes)) == 1


class TestTable(Contract):
    @pytest.fixture
    def kept(self, in_table: Memory) -> Memory:
        return in_table


class TestRedis(Contract):
    @pytest.fixture
    def kept(self, in_redis: Memory) -> Memory:
        return in_redis


async def test_the_night_forgets_what_nobody_touched_for_two_days(database: Any) -> None:
    clock = Clock()
    table = memory.TableMemory(database, clock)
    await table.remember(AMINA, b"old", 0)
    clock.later(hours=memory.KEPT_HOURS + 1)
    await table.remember(BARAKA, b"new", 0)
    await purge_old(database, clock.now)
    assert await table.recall(AMINA) == (None, 0)
    assert await table.recall(BARAKA) == (b"new", 1)
    await purge_old(database, clock.now + timedelta(hours=1))


async def test_redis_forgets_by_itself(redis_server: Any) -> None:
    redis = memory.connect(redis_server.url)
    await redis.flushdb()
    kept = memory.RedisMemory(redis)
    await kept.remember(AMINA, b"one", 0)
    await kept.close()
    [key] = await redis.keys()
    assert 0 < await redis.ttl(key) <= memory.KEPT_HOURS * 3600
    await redis.aclose()


async def test_a_lost_connection_is_replaced_and_a_forgotten_script_sent_again(redis_server: Any) -> None:
    redis = memory.connect(redis_server.url)
    await redis.flushdb()
    kept = memory.RedisMemory(redis)
    assert await kept.remember(AMINA, b"one", 0)
    await redis.script_flush()
    await redis.client_kill_filter(_type="normal", skipme=True)
    assert await kept.recall(AMINA) == (b"one", 1)
    assert await kept.remember(AMINA, b"two", 1)
    assert await kept.recall(AMINA) == (b"two", 2)
    await kept.close()
    await redis.aclose()


async def test_where_no_redis_is_it_is_said_at_once() -> None:
    kept = memory.RedisMemory(memory.connect("redis://127.0.0.1:1/0"))
    with pytest.raises(ConnectionError):
        await kept.recall(AMINA)
