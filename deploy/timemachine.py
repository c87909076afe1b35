"""The time machine of a demo: time passes in a moment, and everything that is due on the way is done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.institution import Institution
from deploy.clock import Movable
from deploy.worker import Worker

#: Every morning is stopped at, after the daily look at late loans: its reminders are for that day alone.
MORNING = time(9)
MOST = timedelta(days=31)
#: A job that waits for somebody outside does not hold up a whole month.
SETTLE_SECONDS = 5.0


@dataclass
class TimeMachine:
    """Moves the clock of one process, whose worker and sandboxes look at no other."""

    clock: Movable
    worker: Worker
    institution: Institution
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def travel(self, by: timedelta) -> datetime:
        """One traveller after the other. Raises ValueError for a way that is too long, or none."""
        if not timedelta(seconds=1) <= by <= MOST:
            raise ValueError("too far")
        async with self._one:
            await self._settle()
            until = self.clock() + by
            while (left := until - self.clock()) > timedelta(seconds=1):
                self.clock.put_forward(min(left, max(self._to_next_morning(), timedelta(seconds=1))))
                await self._settle()
            return self.clock()

    def _to_next_morning(self) -> timedelta:
        here = self.clock().astimezone(ZoneInfo(self.institution.time_zone))
        morning = datetime.combine(here.date(), MORNING, here.tzinfo)
        return (morning if morning > here else morning + timedelta(days=1)) - here

    async def _settle(self) -> None:
        """What is due is done. Before the clock moves on, too: no lease of a job under way may run out by it."""
        if self.worker.tick:
            await self.worker.tick()
        try:
            await asyncio.wait_for(self.worker.idle(), SETTLE_SECONDS)
        except TimeoutError:
            return
