"""What members are told about themselves: joining, PINs, language, blocks. Offered by `messages.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.messages import Notice
from core.money import Money


@dataclass(frozen=True)
class Welcome(Notice):
    number: str
    account: str


@dataclass(frozen=True)
class PrivacyNotice(Notice):
    """The full text of what she agreed to, as the screen promises."""

    version: str


@dataclass(frozen=True)
class PinChanged(Notice):
    """`most` may go out in the next 24 hours."""

    at: datetime
    most: Money


@dataclass(frozen=True)
class PinWasPaused(Notice):
    until: datetime | None


@dataclass(frozen=True)
class ResetCode(Notice):
    """Carries no code: the worker asks for it (`ResetCodeOf`) when it sends."""

    reset: str


@dataclass(frozen=True)
class LanguageChanged(Notice):
    at: datetime


@dataclass(frozen=True)
class AccountWasBlocked(Notice):
    at: datetime


@dataclass(frozen=True)
class NewNumberAsked(Notice):
    """To the old number: somebody asks to move the account."""

    case: str


@dataclass(frozen=True)
class AccountWasOpened(Notice):
    """A block or a suspension was lifted."""

    at: datetime


@dataclass(frozen=True)
class AccountWasSuspended(Notice):
    at: datetime


@dataclass(frozen=True)
class DetailsChanged(Notice):
    """By staff. What was changed is not said: the phone may lie on a table."""

    at: datetime


@dataclass(frozen=True)
class PhoneChanged(Notice):
    """To the old number and to the new one. `ending` are the last digits of the new one, `most` may go out in a day."""

    at: datetime
    ending: str
    most: Money
