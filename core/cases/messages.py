"""What may be asked of cases: open one, list them, take one, note on it, close it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from core.messages import PAGE, Command, Notice, Page, Query, Refusal

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
    """`state`: open | closed. `due_at` is by when somebody should have looked; `assigned` is who has it."""

    number: str
    kind: str
    member: str
    about: str
    opened_at: datetime
    state: str
    due_at: datetime
    assigned: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenCase(Command[Case]):
    """One open case per (kind, about): asking again gives the same one. `about` holds ids and codes, no names.

    A call-back needs a number: `phone` is kept with the case for strangers (empty for members).
    """

    kind: str
    about: str
    member: str = ""
    phone: str = ""


#: What a person may open for a member.
Raised = Literal["call_back", "complaint", "fraud", "missing_payment", "review", "new_number", "junior"]


@dataclass(frozen=True)
class NobodyConcerned(Refusal):
    """No member has this id."""


@dataclass(frozen=True, kw_only=True)
class RaiseCase(Command[Case]):
    """A person opens one for a member, who is told its number; the same one where it is open already."""

    refuses: ClassVar = (NobodyConcerned,)
    kind: Raised
    member: str
    about: str = ""


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


@dataclass(frozen=True, kw_only=True)
class Cases(Query[Page[Case]]):
    """Open ones as they are due, the latest first; closed ones, the newest first. `about` is an id or a code."""

    state: str = "open"
    kind: str = ""
    member: str = ""
    about: str = ""
    assigned: str = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class Note:
    at: datetime
    staff: str
    text: str


@dataclass(frozen=True)
class CaseFile:
    """A case with all that is known of it. `phone` is a stranger's; a member has her own."""

    case: Case
    phone: str
    closed_at: datetime | None
    outcome: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, kw_only=True)
class CaseOf(Query[CaseFile]):
    refuses: ClassVar = (NoSuchCase,)
    number: str


@dataclass(frozen=True, kw_only=True)
class TakeCase(Command[None]):
    """Whoever asks looks after it from now on."""

    refuses: ClassVar = (NoSuchCase,)
    number: str


@dataclass(frozen=True, kw_only=True)
class NoteOnCase(Command[None]):
    """What came of a call, what is missing: for whoever looks at it next."""

    refuses: ClassVar = (NoSuchCase,)
    number: str
    text: str


@dataclass(frozen=True)
class CaseOpened(Notice):
    number: str
    kind: str
