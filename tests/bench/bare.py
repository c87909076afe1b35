"""The yardsticks: aiohttp that only echoes, and aiohttp that makes the same round trips as a turn of ours, bare.

`python -m tests.bench.bare PORT DATABASE REDIS TAPE`: the tape is what `scenes.py` recorded of every turn: its
statements with their parameters, the size of what it remembers, and its screen. The bare turn parses the same form,
does GET, the statements through `pool.fetch`, and EVALSHA, and answers the screen. It decides nothing.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import asyncpg
from aiohttp import web
from redis.asyncio import Redis

from core.db import POOL_SIZE
from deploy.memory import _COMPARE_AND_SET, KEPT_HOURS


@dataclass(frozen=True)
class Turn:
    """What one turn of ours asked, kept and said."""

    statements: Sequence[tuple[str, Sequence[Any]]]
    state: bytes
    screen: bytes


def application(pool: asyncpg.Pool, redis: Redis, turns: Sequence[Turn]) -> web.Application:
    compare_and_set = redis.register_script(_COMPARE_AND_SET)

    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async def hop(request: web.Request) -> web.Response:
        form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        turn = turns[int(request.match_info["turn"])]
        key = f"bare:{form['phoneNumber']}"
        kept: Any = await redis.get(key)
        version = kept[:8] if kept else bytes(8)
        for statement, parameters in turn.statements:
            await pool.fetch(statement, *parameters)
        after = (int.from_bytes(version) + 1).to_bytes(8)
        await compare_and_set(keys=[key], args=[version, after + turn.state, KEPT_HOURS * 3600])
        return web.Response(body=turn.screen, content_type="text/plain")

    app = web.Application()
    app.router.add_post("/echo", echo)
    app.router.add_post("/channels/africastalking/{turn}/ussd", hop)
    return app


async def serve(port: int, database: str, redis_url: str, tape: bytes) -> None:
    turns: list[Turn] = pickle.loads(tape)
    settings = {"timezone": "UTC"}
    pool = await asyncpg.create_pool(database, min_size=POOL_SIZE, max_size=POOL_SIZE, server_settings=settings)
    runner = web.AppRunner(application(pool, Redis.from_url(redis_url), turns), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


def main(port: str, database: str, redis_url: str, tape: str) -> None:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(port), database, redis_url, Path(tape).read_bytes()))


if __name__ == "__main__":
    main(*sys.argv[1:])
