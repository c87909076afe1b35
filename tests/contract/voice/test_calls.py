"""Whole calls over real sockets: a simulated phone rings, listens, presses keys, and the system behind is the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from channels.voice import sandbox
from dialogs.host import Host
from tests.contract.voice.line import PROVIDERS, Line, line_to
from tests.people import AMINA, BARAKA, NOBODY, PIN, amina, host, seeded, town
from tests.whole.canary import stands_in

__all__ = ["amina", "host", "seeded", "town"]

BALANCE = "Savings: twelve thousand shillings."


@pytest.fixture
async def line(host: Host, tmp_path: Path) -> AsyncIterator[Line]:
    async with line_to(host, tmp_path) as opened:
        yield opened


def before_the_pin(call: Any) -> str:
    heard = call["heard"]
    asked = next(number for number, words in enumerate(heard) if "PIN" in words)
    return " ".join(heard[: asked + 1])


@pytest.mark.parametrize("through", PROVIDERS)
async def test_a_balance_is_heard_after_the_menu_a_key_and_a_pin(line: Line, through: str) -> None:
    call = await line.ring(AMINA, "1", PIN, "hang up", through=through)
    menu, asks, balance = call["heard"]
    assert menu.startswith("Imarisha. Hello Amina. Balance. Press one. Borrow. Press two.")
    assert "Enter your Imarisha PIN. Press the four keys." in asks
    assert balance.startswith(BALANCE)
    assert "thousand" not in before_the_pin(call)
    assert call["state"] == "hung up"
