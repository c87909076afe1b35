"""What may be asked of PINs: the first entry, a change, a reset by code. Offered by `messages.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from core.messages import AccountBlocked, Command, PinPaused, Query, Refusal
from core.secret import Secret


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
