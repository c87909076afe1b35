"""Around Twilio's channels in the tests: an account, a signature, a phone at the sandbox."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from aiohttp import ClientSession

from channels.twilio import Config
from channels.twilio_sandbox import Sandbox
from channels.twilio_sandbox_desk import ACCOUNT_SID, AUTH_TOKEN
from core.phone import Phone
from core.secret import Secret

AMINA = Phone("+254700000001")
FORMER_TOKEN = "the auth token before"
PUBLIC = "https://imarisha.example"
SMS_SENDER, WHATSAPP_SENDER = "+254711000000", "+254711000001"


def config(**changes: Any) -> Config:
    made = Config(
        account_sid=ACCOUNT_SID,
        auth_token=Secret(AUTH_TOKEN),
        former_auth_token=Secret(FORMER_TOKEN),
        public_url=PUBLIC,
        sms_sender=SMS_SENDER,
        whatsapp_sender=WHATSAPP_SENDER,
    )
    return replace(made, **changes)


@dataclass
class Handset:
    """Amina's, or another's, at the sandbox."""

    provider: Sandbox
    http: ClientSession
    number: str = AMINA.number

    async def says(self, text: str = "", **what: Any) -> dict[str, Any]:
        return await self.control("say", {"from": self.number, "text": text, **what})

    async def suffers(self, fault: str, times: int = 1) -> None:
        await self.control("faults", {"number": self.number, "fault": fault, "times": times})

    async def got(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.provider.url}/_sim/messages", params={"to": self.number}) as reply:
            found: list[dict[str, Any]] = (await reply.json())["messages"]
            return found

    async def reaches(self, base: str, *, reached_at: str = "", **more: str) -> None:
        """Where her messages go: the webhooks below this address."""
        urls = {name: f"{base}/channels/twilio/{name}" for name in ("sms", "whatsapp")}
        await self.control("webhooks", {**urls, "reached_at": reached_at, **more})

    async def control(self, what: str, order: dict[str, Any]) -> dict[str, Any]:
        async with self.http.post(f"{self.provider.url}/_sim/{what}", json=order) as reply:
            assert reply.status == 200, await reply.text()
            found: dict[str, Any] = await reply.json()
            return found
