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
    """`state` is invited (no password yet), active or suspended. `second_factors`: of totp, passkey, recovery.

    `has_code`: a code stands with which she chooses a password.
    """

    staff: str
    username: str
    name: str
    roles: tuple[str, ...]
    state: str
    since: datetime
    second_factors: tuple[str, ...]
    has_code: bool


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


# One's own sign-in


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


# Passkeys


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


# Colleagues


@dataclass(frozen=True)
class LastAdministrator(Refusal):
    """Nobody would be left who looks after staff."""


@dataclass(frozen=True, kw_only=True)
class ChangeRoles(Command[None]):
    """It holds from her next click on."""

    refuses: ClassVar = (NoSuchStaff, NoSuchRole, LastAdministrator)
    staff: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SuspendStaff(Command[None]):
    """She is signed out everywhere and cannot sign in."""

    refuses: ClassVar = (NoSuchStaff, LastAdministrator)
    staff: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReinstateStaff(Command[None]):
    refuses: ClassVar = (NoSuchStaff,)
    staff: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StartPasswordReset(Command[None]):
    """From then on a code stands with which she chooses a new password; nobody else sees it."""

    refuses: ClassVar = (NoSuchStaff,)
    staff: str


@dataclass(frozen=True, kw_only=True)
class ForgetSecondFactors(Command[None]):
    """She lost her phone: her authenticator, recovery codes and passkeys open nothing any more."""

    refuses: ClassVar = (NoSuchStaff,)
    staff: str
