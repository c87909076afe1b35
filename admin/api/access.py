"""Who may call the API: whoever has the token; and, where nobody can be harmed, whoever asks about nobody."""

from __future__ import annotations

from dataclasses import dataclass

from admin.api.answers import problem
from core.messages import Arrival, Reply
from core.secret import Secret

UNKNOWN = problem(
    401, "Send the API token: Authorization: Bearer <token>.", code="not_authenticated", challenge=True
)  # fmt: skip


@dataclass(frozen=True)
class Access:
    """`is_open`, in the demo and in development: what concerns no member needs no token."""

    token: Secret
    is_open: bool = False

    def refuses(self, arrival: Arrival, *, personal: bool) -> Reply | None:
        """The answer to whoever may not; None where she may. A wrong token is never as good as none."""
        given = arrival.headers.get("authorization", "")
        if not given and self.is_open and not personal:
            return None
        kind, _, token = given.partition(" ")
        known = kind.lower() == "bearer" and token.isascii() and bool(self.token) and self.token.matches(token.strip())
        return None if known else UNKNOWN
