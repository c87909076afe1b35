"""What staff may do for a member: have her join, change details and phone, start a PIN reset, stop and open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from core.members.outcomes import Joined, NoSuchMember, TooYoung
from core.members.staff_reads import DocumentKind
from core.messages import Command, Query, Refusal
from core.phone import Phone

Language = Literal["en", "sw"]


@dataclass(frozen=True)
class NotAName(Refusal):
    """A full name has two words at least, of letters, blanks, `'`, `.` and `-`."""


@dataclass(frozen=True)
class NotAnIdNumber(Refusal):
    """Five to thirty letters and digits."""


@dataclass(frozen=True)
class IdNumberTaken(Refusal):
    """Another member has this ID number."""


@dataclass(frozen=True)
class PhoneTaken(Refusal):
    """This phone is another member's."""


@dataclass(frozen=True)
class NoConsent(Refusal):
    """Without her consent to the service nobody joins."""


@dataclass(frozen=True, kw_only=True)
class JoinAtDesk(Command[Joined]):
    """She is here with her papers: tier 1 at once. Her PIN she chooses on her own phone, with the code that she is
    sent. `consents`: she was given the text of the consent to the service, and agreed."""

    refuses: ClassVar = (NotAName, NotAnIdNumber, TooYoung, NoConsent, IdNumberTaken, PhoneTaken)
    full_name: str
    id_number: str
    document: DocumentKind = "national_id"
    born_on: date
    phone: Phone
    language: Language
    consents: bool


@dataclass(frozen=True)
class NothingToChange(Refusal):
    """Everything is so already."""


@dataclass(frozen=True, kw_only=True)
class ChangeDetails(Command[None]):
    """What is given is changed, and she is told. Her name, ID number and birth date say who she is: two people."""

    refuses: ClassVar = (NoSuchMember, NotAName, NotAnIdNumber, TooYoung, IdNumberTaken, NothingToChange)
    member: str
    full_name: str | None = None
    id_number: str | None = None
    born_on: date | None = None
    language: Language | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DetailsSayWho(Query[bool]):
    """Would this change who she is, and not only how we speak to her?"""

    identity: bool


def details_need_two(request: ChangeDetails) -> Query[bool]:
    given = (request.full_name, request.id_number, request.born_on)
    return DetailsSayWho(identity=any(value is not None for value in given))


@dataclass(frozen=True, kw_only=True)
class ChangePhone(Command[None]):
    """Move her to another phone, or, with her own number, say that it is hers after all.

    The old number is told; her chats forget the PIN, codes and half-made changes end; money out is small for a day.
    """

    refuses: ClassVar = (NoSuchMember, PhoneTaken, NothingToChange)
    member: str
    phone: Phone
    reason: str


@dataclass(frozen=True)
class StillBlocked(Refusal):
    """The block is lifted first: a code might reach whoever has her phone."""


@dataclass(frozen=True)
class NumberInDoubt(Refusal):
    """Her phone may be in other hands: a code is not sent there before somebody has made sure of it (ChangePhone)."""


@dataclass(frozen=True)
class TooManyResets(Refusal):
    """So many codes a day are enough."""


@dataclass(frozen=True, kw_only=True)
class StartPinReset(Command[None]):
    """Send a code to her own registered phone; with it she chooses a PIN there. Her first needs no second person."""

    refuses: ClassVar = (NoSuchMember, StillBlocked, NumberInDoubt, TooManyResets)
    member: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class HasPin(Query[bool]):
    """Did she ever choose a PIN?"""

    member: str


def reset_needs_two(request: StartPinReset) -> Query[bool]:
    return HasPin(member=request.member)


@dataclass(frozen=True, kw_only=True)
class BlockAccount(Command[None]):
    """Stop money out at once: she called, or something is wrong. Again is no harm."""

    refuses: ClassVar = (NoSuchMember,)
    member: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuspendMember(Command[None]):
    """The institution's own stop: no loans, no withdrawals. To lift a block that she asked for does not lift it."""

    refuses: ClassVar = (NoSuchMember,)
    member: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReinstateMember(Command[None]):
    refuses: ClassVar = (NoSuchMember, NothingToChange)
    member: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecordDocument(Command[None]):
    """A document was seen. Its facts are kept, of its number the last digits; no picture of it."""

    refuses: ClassVar = (NoSuchMember, NotAnIdNumber)
    member: str
    kind: DocumentKind
    number: str
    expires_on: date | None = None
