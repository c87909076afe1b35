"""A house whose staff have real passwords, and the sign-ins that its tests start from."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from core.messages import Origin, Refusal
from core.secret import Secret
from core.staff.messages import AddStaff, InvitationOf, Seat, SessionOf, SignedIn, SignIn, StaffMember, UseInvitation
from core.staff.signature import StaffSigner
from tests.house import PEPPER, AnyPin, House

VISITOR = Origin("visitor", "console")
PASSWORD = "mvua ya masika"
USERNAME = "tabitha@example.org"
_tokens = count(1)


def guarding(build: Callable[..., House], database: Any) -> House:
    """A house that believes no password it has not checked."""
    return build(signer=StaffSigner(database, PEPPER, AnyPin()))


async def employ(house: House, username: str = USERNAME, *roles: str, password: str = PASSWORD) -> StaffMember:
    """Somebody who has chosen her password."""
    added = await house.must(AddStaff(username=username, name="Tabitha Moraa", roles=roles or ("teller",)))
    code = await house.must(InvitationOf(staff=added.staff))
    await house.must(UseInvitation(code=code, password=Secret(password)))
    return added


def new_token() -> Secret:
    return Secret(f"token-{next(_tokens)}")


async def signs_in(
    house: House,
    password: str = PASSWORD,
    *,
    username: str = USERNAME,
    token: Secret | None = None,
    kind: str = "console",
) -> SignedIn | Refusal:
    request = SignIn(
        username=username, password=Secret(password), token=token or new_token(), kind=kind, where="Firefox on Linux"
    )
    return await house.perform(request, by=VISITOR)


async def seated(house: House, username: str = USERNAME, password: str = PASSWORD) -> tuple[Seat, Origin]:
    """Signed in: the seat, and whom the house hears from it."""
    token = new_token()
    signed = await signs_in(house, password, username=username, token=token)
    assert isinstance(signed, SignedIn), signed
    seat = await house.must(SessionOf(token=token))
    return seat, Origin(f"staff:{seat.staff}", "console", frozenset(seat.roles), seat.session)
