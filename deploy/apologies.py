"""What is said to a member whose turn took too long, or broke: in her language, and true."""

from __future__ import annotations

from collections.abc import Callable

from core.phone import Phone
from deploy.languages import DEFAULT, Overheard
from dialogs import apologies
from dialogs.host import Host


def slow(host: Host, door: Overheard) -> Callable[[Phone], str]:
    """A promise only where a command is under way; else nothing was changed."""

    def words(phone: Phone) -> str:
        text = apologies.slow(host.house) if host.is_acting(phone.number) else apologies.sorry(host.house)
        return host.apology(door.of(phone.number), text)

    return words


def sorry(host: Host, door: Overheard) -> Callable[[Phone | None], str]:
    def words(phone: Phone | None) -> str:
        language = door.of(phone.number) if phone else DEFAULT
        return host.apology(language, apologies.sorry(host.house))

    return words
