"""What may be asked of staff: one's own password, authenticator, recovery codes and passkeys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.messages import Command, Query, Refusal
from core.secret import Secret
from core.staff.messages.people import WeakPassword
from core.staff.messages.sessions import SessionOver, SignedIn, SignInPaused, WrongFactor


@dataclass(frozen=True)
class ProveFirst(Refusal):
    """For this she must have proved who she is in the last five minutes: ask for her password, then again."""


@dataclass(frozen=True)
class WrongPassword(Refusal):
    """It is not her password."""


@dataclass(frozen=True, kw_only=True)
class ProveAgain(Command[None]):
    """Her password once more, for what may not be done from a screen that she left open."""

    guarded: ClassVar = True
    refuses: ClassVar = (WrongPassword, SignInPaused, SessionOver)
    password: Secret


@dataclass(frozen=True, kw_only=True)
class ChangePassword(Command[None]):
    """Her own; all her other sessions end."""

    guarded: ClassVar = True
    refuses: ClassVar = (WrongPassword, SignInPaused, WeakPassword, SessionOver)
    password: Secret
    new_password: Secret


@dataclass(frozen=True)
class Passkey:
    """A fingerprint, a face or a key: on which device, as she calls it. `used_at` is None while it never was.

    `credential` is the name that the device itself gives it.
    """

    passkey: str
    credential: str
    name: str
    at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class OwnSignIn:
    """What she can sign in with. `fresh`: she proved who she is in the last five minutes."""

    username: str
    totp: bool
    recovery_codes: int
    passkeys: tuple[Passkey, ...]
    password_changed_at: datetime | None
    fresh: bool


@dataclass(frozen=True, kw_only=True)
class MySignIn(Query[OwnSignIn]):
    refuses: ClassVar = (SessionOver,)


@dataclass(frozen=True)
class TotpStands(Refusal):
    """She has an authenticator: it must be removed before another is added."""


@dataclass(frozen=True, kw_only=True)
class StartTotp(Command[None]):
    """`seed` (base32, made by whoever asks) is hers as soon as its first code is right."""

    refuses: ClassVar = (ProveFirst, SessionOver, TotpStands)
    seed: Secret


@dataclass(frozen=True, kw_only=True)
class ConfirmTotp(Command[None]):
    """The first code; `recovery` are the new recovery codes, made by whoever asks, with blanks between them."""

    guarded: ClassVar = True
    refuses: ClassVar = (WrongFactor, SignInPaused, SessionOver)
    code: Secret
    recovery: Secret


@dataclass(frozen=True, kw_only=True)
class NewRecoveryCodes(Command[None]):
    """Those before are good for nothing any more."""

    refuses: ClassVar = (ProveFirst, SessionOver)
    recovery: Secret


@dataclass(frozen=True, kw_only=True)
class RemoveTotp(Command[None]):
    refuses: ClassVar = (ProveFirst, SessionOver)


@dataclass(frozen=True, kw_only=True)
class KeepChallenge(Command[None]):
    """`challenge` is made by whoever asks and good once, for five minutes; of staff it is for adding a passkey."""

    refuses: ClassVar = (ProveFirst, SessionOver)
    challenge: Secret


@dataclass(frozen=True)
class WrongPasskey(Refusal):
    """The device's answer does not fit: to another challenge, for another site, of an unknown key, or too late."""


@dataclass(frozen=True)
class NoSuchPasskey(Refusal):
    """She has no passkey with this id."""


@dataclass(frozen=True, kw_only=True)
class AddPasskey(Command[Passkey]):
    """`credential` is the device's answer as JSON; `site` is the host it was made for, `origin` its address."""

    guarded: ClassVar = True
    refuses: ClassVar = (WrongPasskey, SessionOver)
    credential: str
    name: str
    site: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class RemovePasskey(Command[None]):
    refuses: ClassVar = (NoSuchPasskey, ProveFirst, SessionOver)
    passkey: str


@dataclass(frozen=True, kw_only=True)
class SignInByPasskey(Command[SignedIn]):
    """Device and finger are two factors: the session is open. A copied key is refused and written down."""

    guarded: ClassVar = True
    refuses: ClassVar = (WrongPasskey,)
    credential: str
    site: str
    origin: str
    token: Secret
    kind: str
    where: str = ""
