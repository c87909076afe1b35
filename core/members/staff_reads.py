"""What staff may ask about members: search, the profile, the identity behind it, the history of a standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from core.members.outcomes import NoSuchMember
from core.messages import PAGE, Page, Query
from core.phone import Phone

#: blocked: she or somebody for her stopped money out; suspended: the institution did. Blocked is said first.
State = Literal["active", "blocked", "suspended"]
#: paused: for half an hour after wrong tries; closed: until a reset; none: she never chose one.
PinState = Literal["set", "paused", "closed", "none"]
DocumentKind = Literal["national_id", "passport", "alien_id", "military_id", "birth_certificate", "other"]


@dataclass(frozen=True)
class FoundMember:
    """One line of a search; `phone` shows its beginning and its end only."""

    member: str
    number: str
    full_name: str
    phone: str
    tier: int
    joined_on: date
    state: State


@dataclass(frozen=True, kw_only=True)
class Members(Query[Page[FoundMember]]):
    """The newest first. `words`: beginnings of names, in any order, whatever their case and accents; or, as somebody
    types them, a whole member number, phone or ID number. `blocked` asks for every stop: suspended ones, too."""

    words: str = ""
    tier: int | None = None
    blocked: bool | None = None
    joined_from: date | None = None
    joined_to: date | None = None
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class Consent:
    """The latest word on one purpose; `version` is of the text that was shown."""

    purpose: str
    given: bool
    version: str
    language: str
    channel: str
    at: datetime


@dataclass(frozen=True)
class Document:
    """A document that was seen: the facts of it. `number` shows its end only; `seen_by` is an id of staff."""

    kind: DocumentKind
    number: str
    expires_on: date | None
    seen_by: str
    at: datetime


@dataclass(frozen=True)
class Profile:
    """`id_number` shows its end only: RevealIdentity shows it whole. `doubtful_number`: the phone may be in other
    hands. Nothing of a PIN is known but its state."""

    member: str
    number: str
    full_name: str
    id_number: str
    phone: Phone
    phone_since: datetime
    doubtful_number: bool
    language: str
    tier: int
    joined_on: date
    state: State
    blocked_at: datetime | None
    suspended_at: datetime | None
    pin: PinState
    pin_paused_until: datetime | None
    pin_changed_at: datetime | None
    consents: tuple[Consent, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, kw_only=True)
class MemberOf(Query[Profile]):
    refuses: ClassVar = (NoSuchMember,)
    member: str


@dataclass(frozen=True)
class Identity:
    id_number: str
    born_on: date


@dataclass(frozen=True, kw_only=True)
class RevealIdentity(Query[Identity]):
    """The whole ID number and the birth date. It is a request of its own, so that the trail says who looked."""

    refuses: ClassVar = (NoSuchMember,)
    member: str


@dataclass(frozen=True)
class StandingChange:
    """`what`: blocked, unblocked, suspended, reinstated, tier 0..., joined, details, phone, pin reset, document."""

    at: datetime
    what: str
    reason: str
    who: str


@dataclass(frozen=True, kw_only=True)
class StandingOf(Query[tuple[StandingChange, ...]]):
    """What was decided about her, by whom and why, the newest first; the last two hundred."""

    refuses: ClassVar = (NoSuchMember,)
    member: str
