"""A telephone line between simulated phones and the whole system: real sockets, real PINs, everything logged."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from channels.africastalking import Config
from channels.twilio import Config as TwilioConfig
from channels.twilio import signed_form
from channels.twilio_sandbox_desk import ACCOUNT_SID, AUTH_TOKEN
from channels.voice import africastalking, sandbox, twilio
from channels.voice.desk import Calls
from channels.voice.hop import CallHop
from core.messages import Arrival
from core.phone import Phone
from core.secret import Secret
from deploy import logs
from deploy.metrics import Metrics
from deploy.serve import listen
from deploy.web import Budget, Web
from dialogs.host import Host
from dialogs.screen import Accent, Answer, Heard
from tests.house import NOON

KEY = Secret("a key for digests")
CONFIG = Config(tokens=(Secret("demo"), Secret("the-next-one")), digest_key=KEY)
CALLS = Calls(
    public_url="",
    digest_key=KEY,
    institution="Imarisha",
    care_number="0700 000 000",
    number=sandbox.OURS,
    person="+254700000777",
)
PROVIDERS = ("africastalking", "twilio")


@dataclass
class Line:
    """`said_goodbye` are the phones and events that were told; `log` is everything written."""

    http: aiohttp.ClientSession
    provider: sandbox.Sandbox
    calls: Calls
    log: io.BytesIO
    said_goodbye: list[tuple[str, str]] = field(default_factory=list)
    dialled: list[tuple[str, ...]] = field(default_factory=list)
    """What each hop would begin a new conversation with."""

    async def ring(self, phone: Phone, *does: Any, through: str = "africastalking", repeats: bool = False) -> Any:
        """She calls us and does that; how the call was, when it is over."""
        order = {"from": phone.number, "does": list(does), "provider": through, "repeats": repeats}
        async with self.http.post(f"{self.provider.url}/_sim/calls", json=order) as reply:
            call = await reply.json()
        assert call["complaints"] == []
        return call

    async def teach(self, phone: Phone, *does: Any, answers: str = "human") -> None:
        order = {"number": phone.number, "answers": answers, "does": list(does)}
        async with self.http.post(f"{self.provider.url}/_sim/phones", json=order) as reply:
            assert reply.status == 200

    async def order(self, fault: str, *, times: int = 1) -> None:
        async with self.http.post(f"{self.provider.url}/_sim/faults", json={"fault": fault, "times": times}) as reply:
            assert reply.status == 200

    async def heard_by(self, phone: Phone) -> list[Any]:
        """The calls of this phone, when all have ended."""
        await self.provider.settled()
        async with self.http.get(f"{self.provider.url}/_sim/calls", params={"phone": phone.number}) as reply:
            return list((await reply.json())["calls"])


def twilio_config(url: str, *, api_url: str = "", auth_token: Secret | None = None) -> TwilioConfig:
    token = auth_token or Secret(AUTH_TOKEN)
    return TwilioConfig(account_sid=ACCOUNT_SID, auth_token=token, public_url=url, api_url=api_url)


@asynccontextmanager
async def line_to(host: Host, folder: Path, **more: Any) -> AsyncIterator[Line]:
    """Open: both providers' webhooks on one server, the sandbox told where they are."""
    written = io.BytesIO()
    logs.configure("debug", into=written, redact=False)
    listening = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    calls = replace(CALLS, public_url=url, **more)
    provider = await sandbox.start("127.0.0.1", 0, folder, lambda: NOON)
    async with aiohttp.ClientSession() as http:
        line = Line(http, provider, calls, written)
        web = Web(_routes(host, line, url), lambda: NOON, Metrics())
        await web.start(listening)
        ours = {"africastalking": f"{url}/channels/africastalking/demo/voice", "twilio": f"{url}{twilio.CALL}"}
        for name, url in ours.items():
            provider.world.set(name, url)
        try:
            yield line
        finally:
            await provider.close()
            await web.stop()
            structlog.reset_defaults()


def _routes(host: Host, line: Line, url: str) -> Any:
    budget = Budget(8.0, Metrics())

    async def goodbye(phone: Phone, event: str) -> None:
        line.said_goodbye.append((phone.number, event))

    async def turn(heard: Heard, show: Accent) -> Answer:
        assert isinstance(heard.hop, CallHop)
        line.dialled.append(heard.hop.start)
        return await host.turn(heard, show)

    given: Any = {
        "within": budget.within, "slow": lambda phone: "Slow.", "tongue": lambda phone: "en",
        "goodbye": goodbye,
    }  # fmt: skip
    config = twilio_config(url)

    def signed(arrival: Arrival) -> bool:
        return signed_form(config, twilio.CALL, arrival) is not None

    return [
        *africastalking.routes(turn, host.door, CONFIG, line.calls, **given),
        *twilio.routes(turn, host.door, signed, line.calls, **given),
    ]
