"""What every channel is made from, and what it adds to the process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from channels import chat
from core.messages import Door, Jobs, Route
from core.phone import Phone
from deploy.languages import Overheard
from deploy.providers import Providers
from deploy.settings import Settings
from deploy.web import Apology, Budget
from dialogs.host import Host


@dataclass(frozen=True)
class Joined:
    """What one channel adds. `announce` tells its sandbox where we are."""

    routes: tuple[Route, ...] = ()
    jobs: Jobs = field(default_factory=dict)
    lines: tuple[chat.Line, ...] = ()
    apologies: Mapping[str, Apology] = field(default_factory=dict)
    announce: Callable[[str], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Bench:
    """What channels are made from. `public_url` is where providers reach us."""

    settings: Settings
    found: Providers
    host: Host
    door: Door
    overheard: Overheard
    budget: Budget
    stack: AsyncExitStack
    public_url: str

    def tongue(self, phone: Phone) -> str:
        """The language of whoever calls, as far as we know it."""
        return self.overheard.of(phone.number)

    def stands_in(self, name: str) -> bool:
        return name in self.found.sandboxes
