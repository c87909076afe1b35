"""A sandbox, our client for it, and our webhooks: all over real sockets on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio
from aiohttp import web

from core.messages import Jobs
from core.secret import Secret
from integrations.daraja import sandbox as fake
from integrations.daraja.client import DarajaClient
from integrations.daraja.config import DarajaConfig
from integrations.daraja.jobs import jobs
from integrations.daraja.sandbox_world import Timing
from integrations.daraja.webhook import routes
from tests.contract.daraja.twin import NOW, Notebook, app_of

PATH_TOKEN = "0123456789abcdef0123456789abcdef"
QUICK = Timing(prompt_seconds=0.05, payout_seconds=0.05, status_seconds=0.02, hang_seconds=5)


@dataclass
class World:
    """Everybody who takes part."""

    sandbox: fake.Sandbox
    config: DarajaConfig
    client: DarajaClient
    door: Notebook
    jobs: Jobs
    http: aiohttp.ClientSession
    home: str

    async def sim(self, what: str, **fields: Any) -> Any:
        """Ask something of the sandbox's control plane."""
        async with self.http.post(f"{self.sandbox.url}/_sim/{what}", json=fields) as got:
            assert got.status == 200, await got.text()
            return await got.json()

    async def look(self, what: str) -> Any:
        async with self.http.get(f"{self.sandbox.url}/_sim/{what}") as got:
            return await got.json()

    async def settled(self) -> None:
        """The sandbox has called back, and a worker has read it."""
        await self.sandbox.idle()
        await self.door.read_everything(self.jobs)


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    door = Notebook()
    sandbox = await fake.start("127.0.0.1", 0, tmp_path, clock=lambda: NOW, timing=replace(QUICK))
    config = sandbox.config(callback_base_url="http://127.0.0.1:1", path_token=Secret(PATH_TOKEN))
    # Our address is known only once we listen; of the config the routes need the token, not the address.
    runner = web.AppRunner(app_of(routes(door, config, lambda: NOW)))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    home = f"http://127.0.0.1:{runner.addresses[0][1]}"
    config = replace(config, callback_base_url=home, timeout_seconds=2.0)
    client = DarajaClient(config, clock=lambda: NOW)
    async with aiohttp.ClientSession() as http:
        world = World(sandbox, config, client, door, jobs(client, config), http, home)
        yield world
    await client.close()
    await world.sandbox.close()
    await runner.cleanup()
