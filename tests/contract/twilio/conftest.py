"""A sandbox of Twilio, and Amina's phone at it, for every test here that asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from channels import twilio_sandbox
from channels.twilio_client import TwilioApi
from channels.twilio_sandbox import Sandbox
from channels.twilio_sandbox_desk import REACHED_AT
from tests.contract.twilio.edge import Handset, config
from tests.house import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def provider(tmp_path: Path, clock: Clock) -> AsyncIterator[Sandbox]:
    running = await twilio_sandbox.start("127.0.0.1", 0, tmp_path, clock)
    # Our public address exists in no network; nobody listens behind it until a test does.
    running.desk.world.set(REACHED_AT, "http://127.0.0.1:1")
    yield running
    await running.close()


@pytest.fixture
async def handset(provider: Sandbox) -> AsyncIterator[Handset]:
    async with ClientSession() as http:
        yield Handset(provider, http)


@pytest.fixture
def api(provider: Sandbox) -> Iterator[TwilioApi]:
    """Gives up after a second."""
    made = TwilioApi(config(api_url=provider.url), read_seconds=1.0)
    yield made
    made.close()
