"""Waking workers: at once in this process, through Redis in every other, and no harm when Redis is away."""

from __future__ import annotations

import asyncio
from typing import Any

from deploy import memory
from deploy.wakeup import Bell


async def test_in_one_process_ringing_is_a_call() -> None:
    rung: list[str] = []
    bell = Bell(None)
    bell.answered_by(lambda: rung.append("here"))
    bell.ring()
    assert rung == ["here"]
    await bell.listen()  # nothing to listen to, so it ends


async def test_other_processes_hear_it_through_redis(redis_server: Any) -> None:
    heard = asyncio.Event()
    ours, theirs = memory.connect(redis_server.url), memory.connect(redis_server.url)
    listener, ringer = Bell(theirs), Bell(ours)
    listener.answered_by(heard.set)
    listening = asyncio.create_task(listener.listen())
    async with asyncio.timeout(10):
        while not heard.is_set():
            ringer.ring()
            await asyncio.sleep(0.05)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await ours.aclose()
    await theirs.aclose()


async def test_without_redis_work_is_still_found_by_looking() -> None:
    nowhere = memory.connect("redis://127.0.0.1:1/0")
    rung: list[str] = []
    bell = Bell(nowhere)
    bell.answered_by(lambda: rung.append("here"))
    bell.ring()
    await asyncio.sleep(0.2)
    assert rung == ["here"], "nothing was raised, and this process knows"
    await nowhere.aclose()
