"""The institution as it is at a moment: as the settings have it, with the terms that were changed since.

The changes are kept in memory, those to come too: a turn asks no database, and at midnight the new value holds in
every process at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from core.db import Database
from core.institution import Institution
from core.terms import queries
from core.terms.rules import Change, in_force

_NEVER, _ALWAYS = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)


class InForce:
    """`at` from anywhere; `refresh` now and then, and after a change."""

    def __init__(self, start: Institution) -> None:
        self._start = start
        self._zone = ZoneInfo(start.time_zone)
        self._changes: tuple[Change, ...] = ()
        self._house, self._since, self._until = start, _ALWAYS, _NEVER

    def at(self, now: datetime) -> Institution:
        if not self._since <= now < self._until:
            self._turn_to(now)
        return self._house

    async def refresh(self, database: Database) -> bool:
        """Read what was agreed. Answers whether there was news."""
        async with database.asking() as connection:
            return self.take(await queries.changes(connection))

    def take(self, changes: Sequence[Change]) -> bool:
        """`changes` in the order in which they were agreed."""
        if self._changes == tuple(changes):
            return False
        self._changes = tuple(changes)
        self._since = self._until = _NEVER
        return True

    def _turn_to(self, now: datetime) -> None:
        today = now.astimezone(self._zone).date()
        days = {change.from_day for change in self._changes}
        self._house = in_force(self._start, self._changes, today)
        self._since = self._begins(max((day for day in days if day <= today), default=None), _ALWAYS)
        self._until = self._begins(min((day for day in days if day > today), default=None), _NEVER)

    def _begins(self, day: date | None, otherwise: datetime) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC) if day else otherwise
