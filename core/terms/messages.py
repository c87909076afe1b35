"""What may be asked of the terms: those in force and to come, their history, and a change from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.messages import PAGE, Command, Page, Query, Refusal

#: The job by which the process that changed a term takes notice at once; every other looks by itself.
CHANGED = "terms.changed"


@dataclass(frozen=True)
class Changed:
    """The payload of `terms.changed`."""

    term: str


@dataclass(frozen=True)
class Coming:
    """A value that is agreed and not yet in force."""

    value: str
    from_day: date


@dataclass(frozen=True)
class TermInForce:
    """A term and its value today: an amount in `unit` (a currency), or a number where `unit` is empty.

    `since` is None while the value is the one that the settings began with.
    """

    term: str
    meaning: str
    value: str
    unit: str
    since: date | None
    coming: tuple[Coming, ...]


@dataclass(frozen=True, kw_only=True)
class Terms(Query[tuple[TermInForce, ...]]):
    """Every term that staff may change."""


@dataclass(frozen=True)
class TermChange:
    """A change that two people agreed on. Of two with the same day the later one counts."""

    change: str
    term: str
    value: str
    from_day: date
    reason: str
    asked_by: str
    agreed_by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TermHistory(Query[Page[TermChange]]):
    """The changes of one term, or of all, the newest first."""

    term: str = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class NoSuchTerm(Refusal):
    """Staff change no term of this name."""

    term: str


@dataclass(frozen=True)
class TermOutOfRange(Refusal):
    """No value that this term can have: it goes from `least` to `most`, amounts in whole units of what is paid."""

    least: str
    most: str


@dataclass(frozen=True)
class TermDayNotOpen(Refusal):
    """A term changes today or later, within a year."""

    earliest: date
    latest: date


@dataclass(frozen=True)
class TermsDisagree(Refusal):
    """From `on` the term `lower` would be above `higher`."""

    lower: str
    higher: str
    on: date


@dataclass(frozen=True)
class NoReasonGiven(Refusal):
    """A change of terms needs a reason, in a few words."""


@dataclass(frozen=True, kw_only=True)
class ChangeTerm(Command[TermChange]):
    """From the beginning of `from_day` this term has this value: `20`, `1500.00`."""

    refuses: ClassVar = (NoSuchTerm, TermOutOfRange, TermDayNotOpen, TermsDisagree, NoReasonGiven)
    term: str
    value: str
    from_day: date
    reason: str


# The settings that it runs with


@dataclass(frozen=True)
class SettingInUse:
    """A setting and its value; of a secret only whether it is `set`."""

    name: str
    value: str
    meaning: str
    is_default: bool


@dataclass(frozen=True)
class Running:
    """What this process runs with: its build, its database and the revision of it, and who is joined to it."""

    version: str
    database: str
    revision: str
    joined: tuple[str, ...]
    settings: tuple[SettingInUse, ...]


@dataclass(frozen=True, kw_only=True)
class SettingsInUse(Query[Running]):
    """The settings of the process that answers. Core itself knows its database only; `deploy` tells the rest."""
