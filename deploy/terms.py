"""Keeps the terms in force fresh in this process: at the start, after a change, and now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import fields
from importlib.metadata import version
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from core.db import Database
from core.in_force import InForce
from core.messages import Door, Request, Work
from core.secret import Secret
from core.terms.messages import CHANGED, Changed, Running, SettingInUse, SettingsInUse
from core.tx import Handler, Tx
from deploy.health import Health
from deploy.logs import trouble
from deploy.providers import STANDINS, Providers
from deploy.settings import PREFIX, Settings

#: How long a process may go on with what it knows; changes that are agreed before their day are known long before.
REFRESH_SECONDS = 5.0

log = structlog.get_logger()


async def keep_fresh(terms: InForce, database: Database) -> None:
    """For ever: read what was agreed, here or in another process."""
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        try:
            if await terms.refresh(database):
                log.info("terms_changed")
        except (DBAPIError, OSError) as error:
            log.warning("terms_not_read", **trouble(error))


def jobs(terms: InForce, database: Database) -> Mapping[str, Work]:
    """The process that does the job need not wait."""

    async def changed(news: Changed, door: Door) -> None:
        await terms.refresh(database)

    return {CHANGED: Work(Changed, changed)}


def told(settings: Settings, health: Health, found: Providers) -> Mapping[type[Request[Any]], Handler]:
    """The handler of `SettingsInUse`, which only the process itself can answer."""

    async def in_use(tx: Tx, request: SettingsInUse) -> Running:
        return Running(
            version=version("imarisha"),
            database=tx.dialect,
            revision=await health.head(),
            joined=who(settings, found),
            settings=shown(settings),
        )

    return {SettingsInUse: in_use}


def who(settings: Settings, found: Providers) -> tuple[str, ...]:
    """Providers by name, and where each of them is."""
    where = {name: found.url(name, settings) for name in STANDINS}
    return tuple(
        f"{name}: sandbox" if name in found.sandboxes else f"{name}: {_address(url) or 'its own address'}"
        for name, url in where.items()
    )


def shown(settings: Settings) -> tuple[SettingInUse, ...]:
    """Every setting by its name in the environment; of a secret, and of an address with a password, no more than
    whether it is set."""
    plain = Settings()
    return tuple(
        SettingInUse(
            name=PREFIX + each.name.upper(),
            value=_masked(each.name, getattr(settings, each.name)),
            meaning=each.metadata["meaning"],
            is_default=_same(getattr(settings, each.name), getattr(plain, each.name)),
        )
        for each in fields(Settings)
    )


def _masked(name: str, value: Any) -> str:
    if isinstance(value, Secret):
        return "set" if value.reveal() else "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(f"{each:g}" for each in value)
    text = str(value)
    return _address(text) if name.endswith("_url") else text


def _address(url: str) -> str:
    """Without the name and the password that may stand in it, and without what follows a question mark."""
    scheme, slashes, rest = url.partition("://")
    rest = rest.partition("?")[0]
    return f"{scheme}{slashes}***@{rest.rpartition('@')[2]}" if "@" in rest else f"{scheme}{slashes}{rest}"


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Secret):
        return bool(one.reveal()) == bool(other.reveal())
    return bool(one == other)
