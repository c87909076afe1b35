"""Who may ask what words mean: staff, whoever has the token, and, where nobody can be harmed, whoever names nobody."""

from __future__ import annotations

from dataclasses import dataclass

from admin.api.answers import problem
from admin.api.serving import Identify
from core.messages import Arrival, Origin, Reply
from core.secret import Secret

UNKNOWN = problem(
    401, "Send the API token: Authorization: Bearer <token>.", code="not_authenticated", challenge=True
)  # fmt: skip
#: Who has the token of the house is nobody of the staff.
PROGRAM = Origin(who="system", channel="api")


@dataclass(frozen=True)
class Access:
    """`is_open`, in the demo and in development: what concerns no member needs no token."""

    token: Secret
    identify: Identify | None = None
    is_open: bool = False

    async def who(self, arrival: Arrival, *, personal: bool) -> Origin | Reply:
        """Who asks, or the answer to whoever may not. A wrong token is never as good as none."""
        given = arrival.headers.get("authorization", "")
        if not given and self.is_open and not personal:
            return PROGRAM
        kind, _, token = given.partition(" ")
        if kind.lower() != "bearer" or not token.isascii():
            return UNKNOWN
        if self.token and self.token.matches(token.strip()):
            return PROGRAM
        return await self.identify(arrival) if self.identify else UNKNOWN
