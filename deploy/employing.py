"""Adds the first administrator, or helps the last one in again, from the command line of the machine itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from admin.words import said
from core.ids import new_id
from core.institution import Institution
from core.messages import Door, Refusal
from core.secret import Secret
from core.staff.messages import (
    AddStaff,
    ForgetSecondFactors,
    InvitationOf,
    StaffByUsername,
    StartPasswordReset,
)

SCOPE = "command-line"
USAGE = (
    "imarisha staff add EMAIL --role ROLE [--role ROLE ...] [--name NAME]   somebody new",
    "imarisha staff reset EMAIL                                             a new password, without second factors",
)


async def add(door: Door, username: str, name: str, roles: Sequence[str]) -> Secret | Refusal:
    """The code that she chooses her password with."""
    wish = AddStaff(username=username, name=name or username.partition("@")[0], roles=tuple(roles))
    added = await door.perform(wish, key=new_id(), scope=SCOPE)
    return added if isinstance(added, Refusal) else await door.perform(InvitationOf(staff=added.staff))


async def reset(door: Door, username: str) -> Secret | Refusal:
    """The code for a new password; her second factors are forgotten, because nobody is left who could ask for it."""
    found = await door.perform(StaffByUsername(username=username))
    if isinstance(found, Refusal):
        return found
    for wish in (ForgetSecondFactors(staff=found.staff), StartPasswordReset(staff=found.staff)):
        answer = await door.perform(wish, key=new_id(), scope=SCOPE)
        if isinstance(answer, Refusal):
            return answer
    return await door.perform(InvitationOf(staff=found.staff))


def told(code: Secret | Refusal, institution: Institution, *, url: str, today: date) -> tuple[bool, list[str]]:
    """(did it work, what to say)."""
    if isinstance(code, Refusal):
        return False, [said(code, institution, today)]
    return True, [f"Open {url}/admin/welcome and choose a password with this code, within three days:", code.reveal()]
