"""Tells workers that something was enqueued: in this process at once, in others through Redis, else they poll."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

CHANNEL = "imarisha:jobs"
AGAIN_SECONDS = 2.0
LISTEN_SECONDS = 30.0

log = structlog.get_logger()


class Bell:
    """`ring` after a commit; `answer` is called whenever somebody rang, here or elsewhere."""

    def __init__(self, redis: Redis | None) -> None:
        self._redis = redis
        self._answer: Callable[[], None] = lambda: None
        self._publishing: asyncio.Task[None] | None = None

    def answered_by(self, answer: Callable[[], None]) -> None:
        self._answer = answer

    def ring(self) -> None:
        self._answer()
        if self._redis and (self._publishing is None or self._publishing.done()):
            self._publishing = asyncio.get_running_loop().create_task(self._publish(self._redis))

    async def _publish(self, redis: Redis) -> None:
        """Once for all that ring meanwhile; who does not hear it polls."""
        try:
            await redis.publish(CHANNEL, b"1")
        except (RedisError, OSError) as error:
            log.warning("wake_up_not_sent", error=type(error).__name__)

    async def listen(self) -> None:
        """For ever: hear what other processes ring."""
        while self._redis is not None:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as heard:
                    await heard.subscribe(CHANNEL)
                    while True:
                        if await heard.get_message(timeout=LISTEN_SECONDS):
                            self._answer()
            except (RedisError, OSError) as error:
                log.warning("wake_up_not_heard", error=type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)
