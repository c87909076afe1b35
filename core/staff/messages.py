"""What may be asked of staff: to sign in and out, who sits in a session, who works here and in which roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.messages import PAGE, Command, Page, Query, Refusal
from core.secret import Secret

# Who works here


@dataclass(frozen=True)
class StaffMember:
    """`state` is invited (no password yet), active or suspended. `second_factors`: of totp, passkey, recovery."""

    staff: str
    username: str
    name: str
    roles: tuple[str, ...]
    state: str
    since: datetime
    second_factors: tuple[str, ...]


@dataclass(frozen=True)
class NoSuchStaff(Refusal):
    """Nobody who works here has this id."""


@dataclass(frozen=True)
class UsernameTaken(Refusal):
    """Somebody has this user name."""


@dataclass(frozen=True)
class NotAUsername(Refusal):
    """A user name is an e-mail address."""


@dataclass(frozen=True)
class NoSuchRole(Refusal):
    """There is no such role, or none was chosen."""

    role: str


@dataclass(frozen=True, kw_only=True)
class AddStaff(Command[StaffMember]):
    """Somebody new; she chooses her password with the code of her invitation."""

    refuses: ClassVar = (UsernameTaken, NotAUsername, NoSuchRole)
    username: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AllStaff(Query[Page[StaffMember]]):
    """Everybody who works here, or did; the newest first."""

    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class StaffOf(Query[StaffMember]):
    refuses: ClassVar = (NoSuchStaff,)
    staff: str


@dataclass(frozen=True, kw_only=True)
class StaffByUsername(Query[StaffMember]):
    refuses: ClassVar = (NoSuchStaff,)
    username: str


# Invitations: the first password, or a new one


@dataclass(frozen=True)
class NoInvitation(Refusal):
    """No code stands for her: it was used, it is too old, or none was made."""


@dataclass(frozen=True, kw_only=True)
class InvitationOf(Query[Secret]):
    """The code that she chooses a password with, while it stands. Whoever reads it gives it to her."""

    refuses: ClassVar = (NoInvitation,)
    staff: str


@dataclass(frozen=True)
class WrongInvitation(Refusal):
    """This code opens nothing, or nothing any more."""


@dataclass(frozen=True)
class WeakPassword(Refusal):
    """Too short, too well known, or it has her name in it. `reason` is short, long, known or name."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class UseInvitation(Command[str]):
    """Choose a password with the code; all her sessions end. Answers her user name."""

    guarded: ClassVar = True
    refuses: ClassVar = (WrongInvitation, WeakPassword)
    code: Secret
    password: Secret


# Sessions


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


@dataclass(frozen=True, kw_only=True)
class SignOut(Command[None]):
    """End a session of one's own."""

    refuses: ClassVar = (SessionOver,)
    session: str
