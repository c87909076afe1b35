"""Sandboxes stand in for providers that are not set: one set per folder, found again after a restart."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from core.secret import Secret
from deploy import clock, providers, safety, settings
from deploy.settings import WrongSetting


def laptop(folder: Path, **environ: str) -> settings.Settings:
    return safety.ready(settings.read(environ, data=folder))


async def test_a_second_process_uses_the_sandboxes_of_the_first(tmp_path: Path) -> None:
    async with AsyncExitStack() as first, AsyncExitStack() as second:
        urls, own = await providers.sandboxes(laptop(tmp_path), clock.now, first)
        assert own
        assert set(urls) == set(providers.STANDINS)
        assert await providers.sandboxes(laptop(tmp_path), clock.now, second) == (urls, False)


async def test_after_a_restart_they_are_where_they_were(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        before, _ = await providers.sandboxes(laptop(tmp_path), clock.now, stack)
    async with AsyncExitStack() as stack:
        assert await providers.sandboxes(laptop(tmp_path), clock.now, stack) == (before, True)


async def test_two_folders_are_two_worlds(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        one, _ = await providers.sandboxes(laptop(tmp_path / "one"), clock.now, stack)
        two, _ = await providers.sandboxes(laptop(tmp_path / "two"), clock.now, stack)
        assert not set(one.values()) & set(two.values())


async def test_a_sandbox_that_is_set_is_not_started(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        running, _ = await providers.sandboxes(laptop(tmp_path / "other"), clock.now, stack)
        set_by_hand = {f"IMARISHA_{each.url.upper()}": running[name] for name, each in providers.STANDINS.items()}
        ours = laptop(tmp_path, **set_by_hand)
        found = await providers.find(ours, clock.now, "http://127.0.0.1:8080", stack)
        assert not found.own
        assert found.daraja.base_url == running["daraja"]
        assert found.daraja.path_token == ours.daraja_token


async def test_the_real_one_needs_its_certificate(tmp_path: Path) -> None:
    ours = laptop(tmp_path, IMARISHA_DARAJA_URL="https://api.safaricom.co.ke", IMARISHA_SANDBOXES="no")
    async with AsyncExitStack() as stack:
        with pytest.raises(WrongSetting, match="IMARISHA_DARAJA_CERTIFICATE"):
            await providers.find(ours, clock.now, "https://sacco.example", stack)


async def test_an_address_that_daraja_refuses_is_said_before_the_start(tmp_path: Path) -> None:
    (tmp_path / "daraja.pem").write_text("-")
    ours = laptop(
        tmp_path,
        IMARISHA_DARAJA_URL="https://api.safaricom.co.ke",
        IMARISHA_DARAJA_CERTIFICATE=str(tmp_path / "daraja.pem"),
    )
    assert ours.daraja_token != Secret("")
    async with AsyncExitStack() as stack:
        with pytest.raises(WrongSetting, match="'mpesa'"):
            await providers.find(ours, clock.now, "https://mpesa.example", stack)
