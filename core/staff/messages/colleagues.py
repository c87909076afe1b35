"""What may be asked of staff: what is done about colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.messages import Command, Refusal
from core.staff.messages.people import NoSuchRole, NoSuchStaff


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
