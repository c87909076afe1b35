"""What may be asked of cases: open one, list the open ones, close one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.messages import Command, Notice, Query, Refusal

#: Kinds of case. `alarm` ones are about us, not about a member's wish.
KINDS = (
    "call_back",
    "complaint",
    "fraud",
    "review",
    "loan_decision",
    "missing_payment",
    "new_number",
    "junior",
    "pin_reset",
    "alarm",
    "cash_difference",
)


@dataclass(frozen=True)
class Case:
    number: str
    kind: str
    member: str
    about: str
    opened_at: datetime
    state: str


@dataclass(frozen=True, kw_only=True)
class OpenCase(Command[Case]):
    """One open case per (kind, about): asking again gives the same one. `about` holds ids and codes, no names.

    A call-back needs a number: `phone` is kept with the case for strangers (empty for members).
    """

    kind: str
    about: str
    member: str = ""
    phone: str = ""


@dataclass(frozen=True)
class NoSuchCase(Refusal):
    """No open case has this number."""


@dataclass(frozen=True, kw_only=True)
class CloseCase(Command[None]):
    """A person has looked: `outcome` says what came of it, in ids and codes."""

    refuses: ClassVar = (NoSuchCase,)
    number: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class OpenCases(Query[tuple[Case, ...]]):
    kind: str = ""


@dataclass(frozen=True)
class CaseOpened(Notice):
    number: str
    kind: str
