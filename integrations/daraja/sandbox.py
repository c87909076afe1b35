"""A faithful fake of Daraja over real HTTP: its world survives a restart, its faults are ordered by HTTP.

In a process of its own: `python -m integrations.daraja.sandbox --port 8101 --directory var`.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from core.secret import Secret
from integrations.daraja.config import DarajaConfig
from integrations.daraja.sandbox_api import Api, Keys
from integrations.daraja.sandbox_control import Control
from integrations.daraja.sandbox_courier import Courier
from integrations.daraja.sandbox_keys import Certificate
from integrations.daraja.sandbox_settle import ABSENT, Settling
from integrations.daraja.sandbox_store import Store
from integrations.daraja.sandbox_world import Timing, World

#: What the sandbox takes for credentials. Open to everybody, so they guard nothing.
CONSUMER_KEY, CONSUMER_SECRET, PASSKEY = "sandbox-key", "sandbox-word", "sandbox-passkey"
INITIATOR, INITIATOR_PASSWORD = "sandbox", "Sandbox-initiator-1"
SHORTCODE = "600100"
MOST_BODY_BYTES = 64 * 1024
_CERTIFICATE_SECONDS = 10.0
#: A request that a scenario lets hang does not hold up the end for longer.
_STOP_SECONDS = 1.0

Clock = Callable[[], datetime]


@dataclass
class Sandbox:
    """A running sandbox. `url` is where it listens."""

    url: str
    world: World
    courier: Courier
    certificate: str
    runner: web.AppRunner

    def config(self, *, callback_base_url: str, path_token: Secret) -> DarajaConfig:
        """What an institution needs to deal with this sandbox."""
        return config_for(
            self.url,
            certificate=self.certificate,
            callback_base_url=callback_base_url,
            path_token=path_token,
            shortcode=self.world.shortcode,
        )

    async def idle(self) -> None:
        """When every request has ended and every call was made."""
        await self.courier.idle()

    async def close(self) -> None:
        """What was not called back yet is called back after the next start."""
        await self.courier.stop()
        await self.runner.cleanup()
        self.world.store.close()


def config_for(
    url: str,
    *,
    certificate: str,
    callback_base_url: str,
    path_token: Secret,
    shortcode: str = SHORTCODE,
    c2b_version: str = "v2",
) -> DarajaConfig:
    """The sandbox's credentials as a config; `certificate` comes from `GET /_sim/certificate`."""
    return DarajaConfig(
        base_url=url,
        consumer_key=Secret(CONSUMER_KEY),
        consumer_secret=Secret(CONSUMER_SECRET),
        shortcode=shortcode,
        passkey=Secret(PASSKEY),
        initiator_name=INITIATOR,
        initiator_password=Secret(INITIATOR_PASSWORD),
        certificate_pem=certificate,
        callback_base_url=callback_base_url,
        path_token=path_token,
        absent_codes=frozenset({ABSENT}),
        c2b_version=c2b_version,
    )


async def fetch_config(url: str, *, callback_base_url: str, path_token: Secret) -> DarajaConfig:
    """The config for a sandbox in another process."""
    timeout = aiohttp.ClientTimeout(total=_CERTIFICATE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        pem = await (await session.get(f"{url}/_sim/certificate")).text()
    # v1: payers come as hashes, by which a member can be told of money that found no place.
    return config_for(
        url, certificate=pem, callback_base_url=callback_base_url, path_token=path_token, c2b_version="v1"
    )


async def start(
    host: str, port: int, directory: Path, clock: Clock = lambda: datetime.now(UTC), *,
    shortcode: str = SHORTCODE, seed: int = 1, timing: Timing | None = None,
) -> Sandbox:  # fmt: skip
    """Listen on `host` and `port` (0: any free one), with the world in `directory`/sandbox.sqlite."""
    store = Store(directory)
    certificate = Certificate(store)
    world = World(store, clock, shortcode, seed, timing or Timing())

    def is_initiator(name: str, credential: str) -> bool:
        return name == INITIATOR and certificate.opens(credential) == INITIATOR_PASSWORD

    settling = Settling(world, is_initiator)
    courier = Courier(store, settling, aiohttp.ClientSession())
    app = web.Application(client_max_size=MOST_BODY_BYTES)
    Api(world, courier, Keys(CONSUMER_KEY, CONSUMER_SECRET, PASSKEY)).add_to(app)
    Control(world, settling, courier, certificate.pem).add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOP_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    courier.resume()
    return Sandbox(f"http://{host}:{runner.addresses[0][1]}", world, courier, certificate.pem, runner)


async def _serve(port: int, directory: Path) -> None:
    sandbox = await start("127.0.0.1", port, directory)
    print(f"Daraja sandbox on {sandbox.url}", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await sandbox.close()


def main() -> None:
    """The sandbox as a process of its own."""
    parser = argparse.ArgumentParser(description="A fake Daraja.")
    parser.add_argument("--port", type=int, default=8101)
    parser.add_argument("--directory", type=Path, default=Path("var"))
    wanted = parser.parse_args()
    asyncio.run(_serve(wanted.port, wanted.directory))


if __name__ == "__main__":
    main()
