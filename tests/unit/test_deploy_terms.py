"""A running process takes notice of changed terms, and shows the settings it runs with, but no secret."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from core.messages import Refusal
from core.money import Money
from core.terms.messages import ChangeTerm, Running, SettingsInUse
from deploy import safety, settings, terms
from deploy.app import App
from deploy.health import newest
from deploy.serve import listen, prepare, serving

NAIROBI = ZoneInfo("Africa/Nairobi")


async def changes_the_fee(app: App, shillings: int) -> None:
    today = app.clock().astimezone(NAIROBI).date()
    wish = ChangeTerm(term="withdrawal_fee", value=str(shillings), from_day=today, reason="the wallet costs more")
    assert not isinstance(await app.bus.perform(wish, key=f"fee:{shillings}", scope="test"), Refusal)


def fee(app: App) -> Money:
    assert app.host.house_now is not None
    return app.host.house_now().withdrawal_fee


async def test_the_process_that_changes_a_term_and_the_others_take_notice(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(terms, "REFRESH_SECONDS", 0.05)
    found = safety.ready(settings.read({}, data=tmp_path, demo=True, port=0))
    await prepare(found)
    async with serving(found, listen("127.0.0.1", 0)) as app:
        await changes_the_fee(app, 21)
        await app.worker.idle()
        assert fee(app) == Money(2_100, "KES")
        async with serving(found, listen("127.0.0.1", 0)) as other:
            assert fee(other) == Money(2_100, "KES")
            await changes_the_fee(app, 22)
            await app.worker.idle()
            for _ in range(100):
                if fee(other) == Money(2_200, "KES"):
                    break
                await asyncio.sleep(0.02)
            assert fee(other) == Money(2_200, "KES")


async def test_the_settings_in_use_are_told_without_secrets(tmp_path: Path) -> None:
    found = safety.ready(settings.read({}, data=tmp_path, demo=True, port=0))
    await prepare(found)
    async with serving(found, listen("127.0.0.1", 0)) as app:
        running = await app.bus.perform(SettingsInUse())
    assert isinstance(running, Running)
    assert (running.database, running.revision) == ("sqlite", newest())
    assert "daraja: sandbox" in running.joined
    shown = {each.name: each for each in running.settings}
    assert (shown["IMARISHA_DEMO"].value, shown["IMARISHA_DEMO"].is_default) == ("yes", False)
    assert (shown["IMARISHA_PEPPER"].value, shown["IMARISHA_META_ACCESS_TOKEN"].value) == ("set", "not set")
    assert found.pepper.reveal() not in str(running)


def test_a_password_in_an_address_is_not_shown() -> None:
    found = replace(settings.Settings(), database_url="postgresql+asyncpg://a:s3cret@db:5432/x?password=s3cret")
    shown = {each.name: each.value for each in terms.shown(found)}
    assert shown["IMARISHA_DATABASE_URL"] == "postgresql+asyncpg://***@db:5432/x"
    assert "s3cret" not in str(shown)
