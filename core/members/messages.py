"""What may be asked of members: who calls, joining, PINs, language, consent, blocking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.members.names import NamesOf as NamesOf
from core.members.notices import AccountWasBlocked as AccountWasBlocked
from core.members.notices import AccountWasOpened as AccountWasOpened
from core.members.notices import AccountWasSuspended as AccountWasSuspended
from core.members.notices import DetailsChanged as DetailsChanged
from core.members.notices import LanguageChanged as LanguageChanged
from core.members.notices import NewNumberAsked as NewNumberAsked
from core.members.notices import PhoneChanged as PhoneChanged
from core.members.notices import PinChanged as PinChanged
from core.members.notices import PinWasPaused as PinWasPaused
from core.members.notices import PrivacyNotice as PrivacyNotice
from core.members.notices import ResetCode as ResetCode
from core.members.notices import Welcome as Welcome
from core.members.outcomes import AlreadyMember as AlreadyMember
from core.members.outcomes import Joined as Joined
from core.members.outcomes import NoSuchMember as NoSuchMember
from core.members.outcomes import TooYoung as TooYoung
from core.members.pin_requests import AllowPinChange as AllowPinChange
from core.members.pin_requests import AskPinReset as AskPinReset
from core.members.pin_requests import ChangePin as ChangePin
from core.members.pin_requests import EasyPin as EasyPin
from core.members.pin_requests import NoSuchReset as NoSuchReset
from core.members.pin_requests import NotAllowed as NotAllowed
from core.members.pin_requests import PinExpired as PinExpired
from core.members.pin_requests import PinsDiffer as PinsDiffer
from core.members.pin_requests import PinUsable as PinUsable
from core.members.pin_requests import ProposePin as ProposePin
from core.members.pin_requests import RecordSimCheck as RecordSimCheck
from core.members.pin_requests import ResetCodeOf as ResetCodeOf
from core.members.pin_requests import ResetPending as ResetPending
from core.members.pin_requests import UseResetCode as UseResetCode
from core.members.pin_requests import WrongCode as WrongCode
from core.members.staff_acts import BlockAccount as BlockAccount
from core.members.staff_acts import ChangeDetails as ChangeDetails
from core.members.staff_acts import ChangePhone as ChangePhone
from core.members.staff_acts import DetailsSayWho as DetailsSayWho
from core.members.staff_acts import HasPin as HasPin
from core.members.staff_acts import IdNumberTaken as IdNumberTaken
from core.members.staff_acts import JoinAtDesk as JoinAtDesk
from core.members.staff_acts import Language as Language
from core.members.staff_acts import NoConsent as NoConsent
from core.members.staff_acts import NotAName as NotAName
from core.members.staff_acts import NotAnIdNumber as NotAnIdNumber
from core.members.staff_acts import NothingToChange as NothingToChange
from core.members.staff_acts import NumberInDoubt as NumberInDoubt
from core.members.staff_acts import PhoneTaken as PhoneTaken
from core.members.staff_acts import RecordDocument as RecordDocument
from core.members.staff_acts import ReinstateMember as ReinstateMember
from core.members.staff_acts import StartPinReset as StartPinReset
from core.members.staff_acts import StillBlocked as StillBlocked
from core.members.staff_acts import SuspendMember as SuspendMember
from core.members.staff_acts import TooManyResets as TooManyResets
from core.members.staff_acts import details_need_two as details_need_two
from core.members.staff_acts import reset_needs_two as reset_needs_two
from core.members.staff_reads import Consent as Consent
from core.members.staff_reads import Document as Document
from core.members.staff_reads import DocumentKind as DocumentKind
from core.members.staff_reads import FoundMember as FoundMember
from core.members.staff_reads import Identity as Identity
from core.members.staff_reads import MemberOf as MemberOf
from core.members.staff_reads import Members as Members
from core.members.staff_reads import PinState as PinState
from core.members.staff_reads import Profile as Profile
from core.members.staff_reads import RevealIdentity as RevealIdentity
from core.members.staff_reads import StandingChange as StandingChange
from core.members.staff_reads import StandingOf as StandingOf
from core.members.staff_reads import State as State
from core.messages import Command, Query, Refusal
from core.phone import Phone
from core.secret import Secret


@dataclass(frozen=True)
class Caller:
    """Who a phone belongs to. `member` is empty for a stranger, `language` until one was chosen.

    `doubtful`: silent for so long, or reported changed, that it may be somebody else's by now (ProveNumber).
    """

    member: str = ""
    number: str = ""
    first_name: str = ""
    language: str = ""
    tier: int = 0
    blocked: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class Contact:
    """How to reach a member: her own registered phone, language and first name. `blocked` by whomever."""

    phone: Phone
    language: str
    first_name: str
    full_name: str
    number: str
    tier: int
    blocked: bool
    joined_on: date
    pin_changed_at: datetime | None
    number_changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WhoCalls(Query[Caller]):
    phone: Phone


@dataclass(frozen=True, kw_only=True)
class ContactOf(Query[Contact]):
    refuses: ClassVar = (NoSuchMember,)
    member: str


@dataclass(frozen=True, kw_only=True)
class FindMember(Query[str]):
    """The member's id behind a member number (`M-00021`, `m21`, `m 00021`) or a phone, as typed."""

    refuses: ClassVar = (NoSuchMember,)
    words: str


@dataclass(frozen=True, kw_only=True)
class MemberByPhoneHash(Query[str]):
    """The member's id behind SHA-256 hex of her phone's digits (`2547XXXXXXXX`), as M-PESA names payers.

    Hashed once and indexed when a phone is registered or changed: asked for every payment without a place.
    """

    refuses: ClassVar = (NoSuchMember,)
    digest: str


@dataclass(frozen=True, kw_only=True)
class ChooseLanguage(Command[None]):
    """Kept with the phone number even if its owner never joins; a member is told of a change."""

    phone: Phone
    language: str


@dataclass(frozen=True)
class WrongDigits(Refusal):
    """These are not the last digits of her ID number."""


@dataclass(frozen=True, kw_only=True)
class ProveNumber(Command[None]):
    """The PIN and the last four digits of the ID number: this phone is hers after all."""

    signed: ClassVar = True
    even_blocked: ClassVar = True
    refuses: ClassVar = (WrongDigits,)
    member: str
    digits: str
    pin: Secret


@dataclass(frozen=True, kw_only=True)
class DoubtNumber(Command[None]):
    """Somebody says that this number has a new owner, a new SIM or a new device."""

    phone: Phone


@dataclass(frozen=True, kw_only=True)
class HeardFrom(Command[None]):
    """These members used their numbers today."""

    members: tuple[str, ...]


# Joining


@dataclass(frozen=True, kw_only=True)
class CheckNewcomer(Query[None]):
    """Before a PIN is chosen: may this ID number and birth date join?"""

    refuses: ClassVar = (AlreadyMember, TooYoung)
    id_number: str
    born_on: date


@dataclass(frozen=True, kw_only=True)
class Join(Command[Joined]):
    """Become a member: service consent (its text as `shown`) is part of it, offers stay off."""

    guarded: ClassVar = True
    refuses: ClassVar = (PinsDiffer, PinExpired, AlreadyMember, TooYoung)
    conversation: str
    phone: Phone
    full_name: str
    id_number: str
    born_on: date
    language: str
    channel: str
    shown: str
    pin: Secret


@dataclass(frozen=True, kw_only=True)
class AskJuniorAccount(Command[str]):
    """After TooYoung: opens a case (answer: its number), so that we call about an account with a guardian."""

    phone: Phone


@dataclass(frozen=True, kw_only=True)
class RegisterMember(Command[str]):
    """A member who is one already (import, seed). Answers her id; tells nobody, opens her savings accounts.

    An empty `number` gets the next one; without a `pin` only a reset lets her sign.
    """

    refuses: ClassVar = (AlreadyMember,)
    number: str = ""
    full_name: str
    id_number: str
    born_on: date
    phone: Phone
    language: str
    tier: int
    joined_on: date
    pin: Secret | None = None


@dataclass(frozen=True, kw_only=True)
class ReportNewNumber(Command[str]):
    """A member has a new number: opens a case (answer: its number), tells the old number, moves nothing."""

    phone: Phone
    id_number: str
    language: str


# Blocking, tiers, offers


@dataclass(frozen=True, kw_only=True)
class BlockMember(Command[None]):
    """Block money out at once: own phone (`member`), or member number and ID number. Same answer always."""

    member: str = ""
    number: str = ""
    id_number: str = ""


@dataclass(frozen=True, kw_only=True)
class UnblockMember(Command[None]):
    """Only a person lifts a block."""

    refuses: ClassVar = (NoSuchMember,)
    member: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecordIdentity(Command[None]):
    """The identity was checked (tier 1) or is in doubt again (tier 0)."""

    refuses: ClassVar = (NoSuchMember,)
    member: str
    tier: int
    reason: str


@dataclass(frozen=True)
class Offers:
    wanted: bool


@dataclass(frozen=True, kw_only=True)
class OffersOf(Query[Offers]):
    member: str


@dataclass(frozen=True, kw_only=True)
class SetOffers(Command[None]):
    """Consent to offers and news: its own purpose, off until she says so."""

    member: str
    wanted: bool
    language: str
    channel: str
