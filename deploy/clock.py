"""The one clock: everybody else is handed it. Outside production it can be put forward."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.settings import Settings

FILE = "clock"


def now() -> datetime:
    return datetime.now(UTC)


class Movable:
    """The real time and what was put forward; kept in the data folder, because books never go back in time."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        kept = self._file.read_text() if self._file.exists() else ""
        self._ahead = timedelta(seconds=int(kept) if kept.strip().isdecimal() else 0)

    def __call__(self) -> datetime:
        return now() + self._ahead

    def put_forward(self, by: timedelta) -> None:
        """Raises ValueError for less than a second: nothing happens twice."""
        if by < timedelta(seconds=1):
            raise ValueError("a clock is put forward, never back")
        self._ahead += by
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(f"{int(self._ahead.total_seconds())}\n")


def of(settings: Settings) -> Callable[[], datetime]:
    """The clock of this process."""
    return now if settings.production else Movable(settings.data)
