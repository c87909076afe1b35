"""What may be asked of staff: who works here, and how somebody new gets her first password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.messages import PAGE, Command, Page, Query, Refusal
from core.secret import Secret


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
