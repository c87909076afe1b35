"""Around Meta's channel in the tests: its keys, its signature, a phone at the sandbox, a mask that stars PINs."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

from channels.whatsapp.meta_config import Meta
from channels.whatsapp.meta_sandbox import NUMBER_ID, Sandbox
from core.phone import Phone
from core.secret import Secret

AMINA = Phone("+254700000001")
APP_SECRET, FORMER_SECRET, VERIFY_TOKEN = "an app secret", "the one before it", "a verify token"
WEBHOOK = "/channels/meta/whatsapp"


def config(base_url: str = "http://127.0.0.1:1") -> Meta:
    return Meta(
        phone_number_id=NUMBER_ID,
        access_token=Secret("an access token"),
        app_secret=Secret(APP_SECRET),
        former_app_secret=Secret(FORMER_SECRET),
        verify_token=Secret(VERIFY_TOKEN),
        base_url=base_url,
    )


def signature(body: bytes, secret: str = APP_SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"}


async def star_pins(phone: Phone, words: str) -> str:
    return re.sub(r"(?<!\d)\d{4}(?!\d)", "****", words)


@dataclass
class Handset:
    """Amina's, or another's, at the sandbox."""

    provider: Sandbox
    http: ClientSession
    number: str = AMINA.number

    async def says(self, **what: Any) -> dict[str, Any]:
        return await self._control("say", {"from": self.number, **what})

    async def suffers(self, fault: str, times: int = 1) -> None:
        await self._control("faults", {"number": self.number, "fault": fault, "times": times})

    async def got(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.provider.url}/_sim/messages", params={"to": self.number}) as reply:
            found: list[dict[str, Any]] = (await reply.json())["messages"]
            return found

    async def reaches(self, webhook: str, *, verify_token: str = VERIFY_TOKEN, app_secret: str = APP_SECRET) -> None:
        await self._control("webhook", {"url": webhook, "verify_token": verify_token, "app_secret": app_secret})

    async def _control(self, what: str, order: dict[str, Any]) -> dict[str, Any]:
        async with self.http.post(f"{self.provider.url}/_sim/{what}", json=order) as reply:
            assert reply.status == 200, await reply.text()
            found: dict[str, Any] = await reply.json()
            return found
