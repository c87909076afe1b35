"""A fake of Twilio over real HTTP: it takes messages, calls us signed, and does as badly as it is ordered to.

`GET /_sim/messages?to=` · `GET /_sim/contents` · `POST /_sim/say` · `POST /_sim/faults` · `POST /_sim/webhooks` ·
`POST /_sim/approve` · `POST /_sim/reset`: what each takes stands in `twilio_sandbox_phone.py`, the faults in
`twilio_sandbox_faults.py`. A room is a module with `routes(desk)`; a new one is a line in `ROOMS`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from aiohttp import web

from channels import twilio_sandbox_messages, twilio_sandbox_phone
from channels.twilio_sandbox_desk import AUTH_TOKEN, Desk
from channels.twilio_sandbox_world import World

ROOMS = (twilio_sandbox_messages.routes, twilio_sandbox_phone.routes)
MOST_BODY_BYTES = 256 * 1024


async def start(
    host: str, port: int, directory: Path, clock: Callable[[], datetime], *, auth_token: str = AUTH_TOKEN
) -> Sandbox:
    """Listening on `host:port` (0: any free one), with its world in `directory`/sandbox.sqlite."""
    sandbox = Sandbox(Desk(World(directory), clock, auth_token))
    await sandbox.listen(host, port)
    return sandbox


class Sandbox:
    """`url` is what a `Config` takes as `api_url`; account and token are the desk's."""

    url: str

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def listen(self, host: str, port: int) -> None:
        app = web.Application(client_max_size=MOST_BODY_BYTES)
        for room in ROOMS:
            app.add_routes(room(self.desk))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def idle(self) -> None:
        """Until every status was called."""
        await self.desk.idle()

    async def close(self) -> None:
        await self.desk.close()
        await self._runner.cleanup()
