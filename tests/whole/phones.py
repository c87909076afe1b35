"""A phone that dials over plain HTTP, as Africa's Talking sends its hops: the whole transcript every time."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp

from tests.whole.running import Site

SAFARICOM = "63902"
CODE = "*384*1#"
_sessions = count(1)


@dataclass
class Phone:
    """`screen` is what it shows; `typed` all that was keyed in this session."""

    http: aiohttp.ClientSession
    url: str
    number: str
    token: str = "demo"
    session: str = ""
    typed: list[str] = field(default_factory=list)
    screen: str = ""

    @property
    def hop_url(self) -> str:
        return f"{self.url}/channels/africastalking/{self.token}/ussd"

    async def dial(self, beyond: str = "") -> str:
        """A new session; `beyond` is what was dialled after the code."""
        self.session, self.typed = f"ATUid_{next(_sessions)}", [beyond] if beyond else []
        return await self._hop()

    async def press(self, *keys: str) -> str:
        for key in keys:
            self.typed.append(key)
            await self._hop()
        return self.screen

    async def keys(self, keys: str) -> str:
        """`3*4821*1`, hop by hop in a new session."""
        await self.dial()
        return await self.press(*keys.split("*"))

    async def again(self) -> str:
        """The gateway repeats its last hop."""
        return await self._hop()

    async def hang_up(self, **more: str) -> int:
        """The end-of-session note, which also carries everything she typed."""
        form = {
            **self._form(), "date": "2026-11-23 12:00:00", "cost": "1.50", "durationInMillis": "4000",
            "hopsCount": str(len(self.typed) + 1), "input": "*".join(self.typed), "status": "Success",
            "lastAppResponse": self.screen, **more,
        }  # fmt: skip
        async with self.http.post(f"{self.hop_url}/events", data=form) as reply:
            return reply.status

    async def _hop(self) -> str:
        async with self.http.post(self.hop_url, data={**self._form(), "text": "*".join(self.typed)}) as reply:
            self.screen = await reply.text()
            assert reply.status == 200, self.screen
            assert self.screen.startswith(("CON ", "END ")), self.screen
            assert len(self.screen) <= 160
        return self.screen

    def _form(self) -> dict[str, Any]:
        return {
            "sessionId": self.session, "serviceCode": CODE, "phoneNumber": self.number, "networkCode": SAFARICOM,
        }  # fmt: skip


def phone(http: aiohttp.ClientSession, site: Site, number: str) -> Phone:
    return Phone(http, site.url, number)
