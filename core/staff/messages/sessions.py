"""What may be asked of staff: to sign in and out, and who sits in a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.messages import Command, Query, Refusal
from core.secret import Secret
from core.staff.messages.people import NoSuchStaff


@dataclass(frozen=True)
class Seat:
    """Who sits in a session. `kind` is console or api; `proven_at` is when she last proved who she is in it.

    `fading`: it is a minute since anybody told that she is still here; then perform `StaySignedIn`.
    """

    session: str
    staff: str
    username: str
    name: str
    roles: tuple[str, ...]
    kind: str
    proven_at: datetime
    fading: bool


@dataclass(frozen=True)
class SessionOver(Refusal):
    """Signed out, idle for too long, too old, revoked, unknown, or whoever sat there is suspended."""


@dataclass(frozen=True, kw_only=True)
class SessionOf(Query[Seat]):
    """Whose is the cookie with this token?"""

    refuses: ClassVar = (SessionOver,)
    token: Secret


@dataclass(frozen=True, kw_only=True)
class SessionById(Query[Seat]):
    """The session that an access token names."""

    refuses: ClassVar = (SessionOver,)
    session: str


@dataclass(frozen=True, kw_only=True)
class StaySignedIn(Command[None]):
    """She is still here. Asked at most once a minute, when the seat is fading."""

    refuses: ClassVar = (SessionOver,)
    session: str


@dataclass(frozen=True)
class WrongSignIn(Refusal):
    """User name and password do not belong together; which of them is wrong nobody says."""


@dataclass(frozen=True)
class SignInPaused(Refusal):
    """Too many wrong tries under this user name, known or not."""

    until: datetime


@dataclass(frozen=True)
class SignedIn:
    """The session is open; or a second factor is missing, one of `kinds`, and it opens with that."""

    session: str
    second_factor: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SignIn(Command[SignedIn]):
    """`token` is made by whoever asks, 256 bits, and opens the session from then on; never under the same key twice.

    A `kind` of console is opened by its token, one of api refreshes with it once. `where` says on which device.
    """

    guarded: ClassVar = True
    refuses: ClassVar = (WrongSignIn, SignInPaused)
    username: str
    password: Secret
    token: Secret
    kind: str
    where: str = ""


@dataclass(frozen=True)
class WrongFactor(Refusal):
    """This code does not fit, was used before, or came too late; or nobody waits for one."""


@dataclass(frozen=True, kw_only=True)
class ProveSecondFactor(Command[SignedIn]):
    """Open the session that waits: `token` is the one it began with, `new_token` opens it from then on.

    `code` is of her authenticator, or one of the recovery codes.
    """

    guarded: ClassVar = True
    refuses: ClassVar = (WrongFactor, SignInPaused)
    token: Secret
    code: Secret
    new_token: Secret


@dataclass(frozen=True, kw_only=True)
class SignOut(Command[None]):
    """End a session of one's own, this one or another."""

    refuses: ClassVar = (SessionOver,)
    session: str


@dataclass(frozen=True)
class Refreshed:
    """`open`, and the new token is good once; or the token had been used before, and so the session was ended."""

    open: bool
    session: str
    staff: str


@dataclass(frozen=True, kw_only=True)
class Refresh(Command[Refreshed]):
    """Go on in a session of kind api; `token` is good once, `new_token` takes its place."""

    refuses: ClassVar = (SessionOver,)
    token: Secret
    new_token: Secret


@dataclass(frozen=True)
class Session:
    """Where somebody is signed in: `device` as it names itself."""

    session: str
    kind: str
    device: str
    opened_at: datetime
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class MySessions(Query[tuple[Session, ...]]):
    """Where whoever asks is signed in, the newest first."""


@dataclass(frozen=True, kw_only=True)
class SessionsOf(Query[tuple[Session, ...]]):
    """Where a colleague is signed in."""

    staff: str


@dataclass(frozen=True, kw_only=True)
class EndSessions(Command[None]):
    """Sign a colleague out everywhere, at once."""

    refuses: ClassVar = (NoSuchStaff,)
    staff: str
