"""What may be asked of permissions: what waits for a second person, and what that person says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from core.messages import PAGE, Command, NotPermitted, Page, Query, Refusal

#: Nobody decided for so long: it is asked again or forgotten.
APPROVAL_RESTS = timedelta(days=7)
STATES = ("waiting", "done", "refused", "expired")


@dataclass(frozen=True)
class Fact:
    """A field of a request, as text."""

    name: str
    value: str


@dataclass(frozen=True)
class Approval:
    """A request that waits for a second person, or did. `facts` are its fields as text, only while it waits.

    `maker` and `checker` are ids of staff. `may_decide`: whoever asks is a second person for it.
    """

    approval: str
    request: str
    state: str
    maker: str
    at: datetime
    checker: str
    decided_at: datetime | None
    reason: str
    subject: str
    facts: tuple[Fact, ...]
    may_decide: bool


@dataclass(frozen=True, kw_only=True)
class Approvals(Query[Page[Approval]]):
    """Those in a state, the newest first. `about` is the id that the request is about."""

    state: str = "waiting"
    about: str = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class Role:
    """What it is for, and the names of the requests it may ask and be the second person for."""

    role: str
    purpose: str
    may: tuple[str, ...]
    may_check: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AllRoles(Query[tuple[Role, ...]]):
    """Every role there is."""


@dataclass(frozen=True)
class NoSuchApproval(Refusal):
    """Nothing with this id waits for a second person: it was decided, or nobody did in time."""


@dataclass(frozen=True, kw_only=True)
class ApprovalOf(Query[Approval]):
    refuses: ClassVar = (NoSuchApproval,)
    approval: str


@dataclass(frozen=True)
class SamePerson(Refusal):
    """Who asked for it cannot be the second person."""


@dataclass(frozen=True)
class NoLongerPossible(Refusal):
    """What was asked for is refused by now: `refusal` is the name of the reason. It waits on, or is turned down."""

    refusal: str


@dataclass(frozen=True, kw_only=True)
class DecideApproval(Command[Approval]):
    """The second person says yes, and it is done in the same transaction; or no, with a `reason`."""

    refuses: ClassVar = (NoSuchApproval, SamePerson, NotPermitted, NoLongerPossible)
    approval: str
    approve: bool
    reason: str = ""
