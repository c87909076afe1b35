"""The sandbox's courier: after a while it ends a request and calls back, once, as the real Daraja does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from integrations.daraja.sandbox_office import Letter
from integrations.daraja.sandbox_scenario import Callback
from integrations.daraja.sandbox_settle import Settled, Settling
from integrations.daraja.sandbox_store import Store

MOST_CALLS_AT_ONCE = 50
_CALL_SECONDS = 10.0
_REPLY_BYTES = 2_000


@dataclass(frozen=True)
class Replied:
    """What the institution said to a call; status 0 when it said nothing."""

    status: int
    body: bytes


@dataclass
class Courier:
    """Owns the timers. What was not yet sent when the sandbox stops is sent after the next start, once."""

    store: Store
    settling: Settling
    session: aiohttp.ClientSession
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_CALLS_AT_ONCE))

    def resume(self) -> None:
        """Take up what the last run left behind."""
        pending = "SELECT id, delay FROM daraja_delivery WHERE state = 'pending' ORDER BY id"
        for row in self.store.rows(pending):
            self._start(self._deliver([(row["id"], row["delay"])]))
        delays = self.delays()
        for row in self.settling.world.waiting():
            self.after(delays[row["kind"]], row["id"])

    def delays(self) -> dict[str, float]:
        timing = self.settling.world.timing
        slow, quick = timing.payout_seconds, timing.status_seconds
        return {"stk": timing.prompt_seconds, "b2c": slow, "reversal": slow, "status": quick, "balance": quick}

    def after(self, seconds: float, number: int) -> None:
        """End transaction `number` in so many seconds."""
        self._start(self._later(seconds, number))

    def send(self, settled: Settled) -> None:
        """Call back about something that has ended."""
        self._start(self._deliver(self._posted(settled)))

    async def end_now(self, number: int) -> None:
        settled = self.settling.settle(number)
        if settled is not None:
            await self._deliver(self._posted(settled))

    async def _later(self, seconds: float, number: int) -> None:
        await asyncio.sleep(seconds)
        await self.end_now(number)

    def _posted(self, settled: Settled) -> list[tuple[int, float]]:
        """Written down before they are sent, so that a stop in between loses none and repeats none."""
        callback = settled.callback
        letters = settled.letters[::-1] if callback.reorder else settled.letters
        state = "dropped" if callback.drop else "pending"
        return [
            (self._post(letter, state, callback), callback.delay_seconds)
            for letter in letters
            for _ in range(callback.duplicate)
        ]

    def _post(self, letter: Letter, state: str, callback: Callback) -> int:
        body = letter.body[: len(letter.body) // 2] if callback.truncated else letter.body
        return self.store.add(
            "INSERT INTO daraja_delivery (what, url, body, delay, state) VALUES (?, ?, ?, ?, ?)",
            letter.what, letter.url, body, callback.delay_seconds, state,
        )  # fmt: skip

    async def _deliver(self, posted: list[tuple[int, float]]) -> None:
        for number, delay in posted:
            if delay:
                await asyncio.sleep(delay)
            taken = self.store.run(
                "UPDATE daraja_delivery SET state = 'sent' WHERE id = ? AND state = 'pending'", number
            )
            if not taken:
                continue
            row = self.store.row("SELECT url, body FROM daraja_delivery WHERE id = ?", number)
            assert row is not None
            started = time.perf_counter()
            reply = await self.call(row["url"], row["body"])
            self.store.run(
                "UPDATE daraja_delivery SET status = ?, milliseconds = ? WHERE id = ?",
                reply.status, round((time.perf_counter() - started) * 1000), number,
            )  # fmt: skip

    async def call(self, url: str, body: bytes, *, seconds: float = _CALL_SECONDS) -> Replied:
        """POST, without redirects, without a second try."""
        headers = {"Content-Type": "application/json;charset=UTF-8"}
        timeout = aiohttp.ClientTimeout(total=seconds)
        async with self.room:
            try:
                async with self.session.post(
                    url, data=body, headers=headers, timeout=timeout, allow_redirects=False
                ) as response:
                    return Replied(response.status, await response.content.read(_REPLY_BYTES))
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
                return Replied(0, b"")

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def idle(self) -> None:
        """When nothing waits any more."""
        while self.tasks:
            await asyncio.wait(set(self.tasks))

    async def forget(self) -> None:
        """Stop all timers; the store keeps what they stood for."""
        for task in set(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def stop(self) -> None:
        await self.forget()
        await self.session.close()
