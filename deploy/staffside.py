"""Joins the staff's side: the JSON API, its description, the console, and how often each may be called."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from admin.api import docs, tokens
from admin.api.auth import Auth
from admin.api.endpoint import Endpoint, Written
from admin.api.routes import TABLE
from admin.api.serving import Serving
from admin.limits import often
from admin.pages import shown
from admin.pages.index import LINKS, PAGES
from admin.pages.sign_in import SigningIn
from admin.pages.site import Site
from admin.passkeys import Passkeys
from core.institution import Institution
from core.messages import Door, Route
from deploy.settings import Settings


@dataclass(frozen=True)
class StaffSide:
    """What the staff's side is made from. `public_url` is where browsers reach us."""

    settings: Settings
    door: Door
    institution: Institution
    clock: Callable[[], datetime]
    public_url: str
    stack: AsyncExitStack
    """Closes at the end what was opened here."""

    @cached_property
    def auth(self) -> Auth:
        """How programs sign in, and who calls with their tokens."""
        passkeys = Passkeys(self.door, self.institution.name, self.settings.public_url)
        return Auth(self.door, tokens.made(self.settings.token_key, issuer=self.public_url), passkeys, self.institution)

    def routes(self) -> list[Route]:
        settings = self.settings
        limit = often(settings.redis_url, signed_in=settings.calls_a_minute, strangers=settings.strangers_a_minute)
        self.stack.push_async_callback(limit.close)
        looks = shown.made(self.institution, self.clock, settings.public_url)
        table: tuple[Endpoint | Written, ...] = (*self.auth.endpoints(), *TABLE)
        serving = Serving(self.door, self.institution, self.auth.identify, limit)
        site = Site(
            door=self.door,
            shown=looks,
            proof_key=_key(settings, b"proof of forms"),
            secure=self.public_url.startswith("https://"),
            links=LINKS,
            limit=limit,
        )
        return [
            *serving.routes(table),
            *docs.routes(table, looks),
            *site.routes(PAGES, SigningIn(site).routes()),
        ]


def _key(settings: Settings, purpose: bytes) -> bytes:
    """A key of its own for each purpose, made of the one secret."""
    return hmac.new(settings.digest_key.reveal().encode(), purpose, hashlib.sha256).digest()
