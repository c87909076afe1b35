"""What may be asked about jobs: the queues, the dead ones, one of them again, and arrivals that were set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from core.messages import PAGE, Command, Page, Query, Refusal


@dataclass(frozen=True)
class Job:
    """One piece of work, without what it carries. `error` is the name of its last trouble, `tries` how often it ran.

    `due_at` is when it may run, or died. `age_seconds` counts from then; negative: it is for later.
    """

    job: str
    name: str
    state: str
    due_at: datetime
    age_seconds: int
    tries: int
    error: str


@dataclass(frozen=True, kw_only=True)
class Jobs(Query[Page[Job]]):
    """Those that wait or are dead, the oldest first."""

    state: Literal["waiting", "dead"] = "dead"
    name: str = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class QueueFigures:
    """All jobs of one name: how many wait, how many of them are due, how long the oldest of those, how many died."""

    name: str
    waiting: int
    due: int
    oldest_seconds: int
    dead: int
    is_paused: bool


@dataclass(frozen=True, kw_only=True)
class Queues(Query[tuple[QueueFigures, ...]]):
    """Every queue in which something waits or lies dead."""


@dataclass(frozen=True)
class NoSuchDeadJob(Refusal):
    """No dead job has this id: it was played again, or it never died."""


@dataclass(frozen=True, kw_only=True)
class ReplayJob(Command[None]):
    """A dead job waits again, with all its tries. A payout that may have left is asked about then, never sent again."""

    refuses: ClassVar = (NoSuchDeadJob,)
    job: str


@dataclass(frozen=True)
class SetAside:
    """What arrived and could not be read: from where, when and why. What stands in it is shown to nobody here."""

    arrival: str
    source: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class ArrivalsSetAside(Query[Page[SetAside]]):
    """The newest first."""

    limit: int = PAGE
    cursor: str = ""
