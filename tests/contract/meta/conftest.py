"""A running Cloud API of our own, a handset on it, and our client of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from channels.whatsapp import meta_sandbox
from channels.whatsapp.meta_graph import Graph
from channels.whatsapp.meta_sandbox import Sandbox
from tests.contract.meta.edge import Handset, config
from tests.house import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def provider(tmp_path: Path, clock: Clock) -> AsyncIterator[Sandbox]:
    running = await meta_sandbox.start("127.0.0.1", 0, tmp_path, clock)
    yield running
    await running.close()


@pytest.fixture
async def handset(provider: Sandbox) -> AsyncIterator[Handset]:
    async with ClientSession() as http:
        yield Handset(provider, http)


@pytest.fixture
async def graph(provider: Sandbox) -> AsyncIterator[Graph]:
    made = Graph(config(provider.url), total_seconds=5.0)
    yield made
    await made.close()


@pytest.fixture
async def hasty(provider: Sandbox) -> AsyncIterator[Graph]:
    """A client that waits for nobody."""
    made = Graph(config(provider.url), total_seconds=0.3)
    yield made
    await made.close()
