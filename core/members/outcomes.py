"""What several requests about members answer or refuse. Offered by `messages.py`."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Refusal


@dataclass(frozen=True)
class NoSuchMember(Refusal):
    """No member has this number or phone."""


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
