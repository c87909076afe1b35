"""What may be asked of members: who calls, joining, PINs, language, consent, blocking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.members.names import NamesOf as NamesOf
from core.members.notices import (
    AccountWasBlocked as AccountWasBlocked,
)
from core.members.notices import (
    LanguageChanged as LanguageChanged,
)
from core.members.notices import (
    NewNumberAsked as NewNumberAsked,
)
from core.members.notices import (
    PinChanged as PinChanged,
)
from core.members.notices import (
    PinWasPaused as PinWasPaused,
)
from core.members.notices import (
    PrivacyNotice as PrivacyNotice,
)
from core.members.notices import (
    ResetCode as ResetCode,
)
from core.members.notices import (
    Welcome as Welcome,
)
from core.messages import AccountBlocked, Command, PinPaused, Query, Refusal
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
    """How to reach a member: her own registered phone, language and first name."""

    phone: Phone
    language: str
    first_name: str
    full_name: str
    number: str
    tier: int
    blocked: bool
    joined_on: date
    pin_changed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WhoCalls(Query[Caller]):
    phone: Phone


@dataclass(frozen=True)
class NoSuchMember(Refusal):
    """No member has this number or phone."""


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


@dataclass(frozen=True)
class EasyPin(Refusal):
    """0000, 1234, one digit four times, a birth year: anybody guesses it."""


@dataclass(frozen=True)
class PinsDiffer(Refusal):
    """The second entry is not the first; the first one is forgotten."""


@dataclass(frozen=True)
class PinExpired(Refusal):
    """More than ten minutes since the first entry."""


@dataclass(frozen=True, kw_only=True)
class ProposePin(Command[None]):
    """First entry of a new PIN, kept as a hash for ten minutes under `conversation`.

    `member` is whose PIN it becomes; a newcomer has none yet.
    """

    refuses: ClassVar = (EasyPin,)
    conversation: str
    pin: Secret
    born_on: date | None = None
    member: str = ""


@dataclass(frozen=True)
class AlreadyMember(Refusal):
    """This ID number (or phone) is a member's: goes the way of "this is a new number", in the same words."""


@dataclass(frozen=True)
class TooYoung(Refusal):
    """Under 18: a junior account with a guardian. Perform AskJuniorAccount, so that we call."""


@dataclass(frozen=True)
class Joined:
    member: str
    number: str
    first_name: str


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


# PIN


@dataclass(frozen=True, kw_only=True)
class PinUsable(Query[None]):
    """Before a PIN is asked: is its use paused, or, where money `moves`, the account blocked?"""

    refuses: ClassVar = (PinPaused, AccountBlocked)
    member: str
    moves: bool = False


@dataclass(frozen=True, kw_only=True)
class AllowPinChange(Command[None]):
    """The old PIN, before a new one is chosen: good for ten minutes in this conversation."""

    signed: ClassVar = True
    member: str
    conversation: str
    pin: Secret


@dataclass(frozen=True)
class NotAllowed(Refusal):
    """Neither the old PIN nor a reset code was given in this conversation, or it was too long ago."""


@dataclass(frozen=True, kw_only=True)
class ChangePin(Command[None]):
    """Second entry of the new PIN; needs AllowPinChange or UseResetCode before."""

    guarded: ClassVar = True
    refuses: ClassVar = (PinsDiffer, PinExpired, NotAllowed)
    member: str
    conversation: str
    pin: Secret


@dataclass(frozen=True, kw_only=True)
class AskPinReset(Command[None]):
    """Answers nothing, so that nobody learns whose number it is; a code by SMS or a case follows."""

    member: str
    id_number: str


@dataclass(frozen=True, kw_only=True)
class ResetPending(Query[bool]):
    """Was a reset code sent that still holds?"""

    member: str


@dataclass(frozen=True)
class NoSuchReset(Refusal):
    """This reset was used, ended by wrong codes, or is older than ten minutes."""


@dataclass(frozen=True, kw_only=True)
class ResetCodeOf(Query[Secret]):
    """The code of a reset, for the SMS alone: derived when it is asked for, stored nowhere."""

    refuses: ClassVar = (NoSuchReset,)
    reset: str


@dataclass(frozen=True)
class WrongCode(Refusal):
    """The code does not fit, was used or is older than ten minutes; three wrong ones end it."""


@dataclass(frozen=True, kw_only=True)
class UseResetCode(Command[None]):
    """The code from the SMS, once: opens the choice of a new PIN in this conversation."""

    guarded: ClassVar = True
    refuses: ClassVar = (WrongCode,)
    member: str
    conversation: str
    code: Secret


@dataclass(frozen=True, kw_only=True)
class RecordSimCheck(Command[None]):
    """What the operator says of the member's SIM: when it last changed, None for "not for a long time"."""

    member: str
    changed_at: datetime | None


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
