"""Which days are closed, remembered for a few seconds: to ask for every request would be dearer than most requests.

A process that remembers too long books into a day that another one has closed; the database refuses that, the bus
forgets, and runs it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.closing.tables import BusinessDayRow

REMEMBERED = timedelta(seconds=5)

_last = select(func.max(BusinessDayRow.day))


@dataclass
class Calendar:
    """One per process."""

    _closed: date | None = None
    _read_at: datetime | None = None

    async def closed(self, connection: AsyncConnection, *, now: datetime) -> date | None:
        """The last day that is closed, or None where nobody ever closed one."""
        if self._read_at is None or not self._read_at <= now < self._read_at + REMEMBERED:
            self._closed = (await connection.execute(_last)).scalar_one()
            self._read_at = now
        return self._closed

    def forget(self) -> None:
        self._read_at = None
