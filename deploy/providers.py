"""With whom this process deals: the real providers, a sandbox that runs already, or sandboxes of its own."""

from __future__ import annotations

import asyncio
import fcntl
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit

import aiohttp
import structlog

from channels import twilio_sandbox
from channels.sms import sandbox as sms_sandbox
from channels.twilio_sandbox_desk import ACCOUNT_SID
from channels.voice import sandbox as voice_sandbox
from channels.whatsapp import meta_sandbox
from core.secret import Secret
from deploy.safety import is_local
from deploy.settings import PREFIX, Settings, WrongSetting
from integrations.daraja import sandbox as daraja_sandbox
from integrations.daraja.config import DarajaConfig

FILE, LOCK = "sandbox.json", "sandbox.lock"
HERE = "127.0.0.1"
KNOCK_SECONDS, MOST_KNOCKS = 0.5, 20
CALL_SECONDS = 5.0
REAL_DARAJA = "https://api.safaricom.co.ke"

Clock = Callable[[], datetime]
log = structlog.get_logger()


class Running(Protocol):
    """A sandbox that listens."""

    url: str

    async def close(self) -> None: ...


Start = Callable[[str, int, Path, Clock, Settings], Awaitable[Running]]


@dataclass(frozen=True)
class Standin:
    """Who stands in for a provider: how it starts, and which settings name its address and its port."""

    start: Start
    url: str
    port: str


def _plain(start: Callable[[str, int, Path, Clock], Awaitable[Running]]) -> Start:
    """Most sandboxes need no setting of ours."""

    def started(host: str, port: int, data: Path, clock: Clock, settings: Settings) -> Awaitable[Running]:
        return start(host, port, data, clock)

    return started


def _twilio(host: str, port: int, data: Path, clock: Clock, settings: Settings) -> Awaitable[Running]:
    return twilio_sandbox.start(host, port, data, clock, auth_token=settings.twilio_auth_token.reveal())


def _voice(host: str, port: int, data: Path, clock: Clock, settings: Settings) -> Awaitable[Running]:
    return voice_sandbox.start(
        host, port, data, clock, account=ACCOUNT_SID, auth_token=settings.twilio_auth_token.reveal()
    )


#: By the name under which a sandbox is remembered and printed.
STANDINS: Mapping[str, Standin] = {
    "daraja": Standin(_plain(daraja_sandbox.start), "daraja_url", "daraja_sandbox_port"),
    "sms": Standin(_plain(sms_sandbox.start), "africastalking_url", "africastalking_sandbox_port"),
    "meta": Standin(_plain(meta_sandbox.start), "meta_url", "meta_sandbox_port"),
    "twilio": Standin(_twilio, "twilio_url", "twilio_sandbox_port"),
    "voice": Standin(_voice, "voice_url", "voice_sandbox_port"),
}


@dataclass(frozen=True)
class Providers:
    """`sandboxes` are the addresses of those that stand in; `own`: we started them, so they call us back."""

    daraja: DarajaConfig
    sms_url: str
    sms_key: Secret
    sandboxes: Mapping[str, str]
    own: bool

    def url(self, name: str, settings: Settings) -> str:
        """Where a provider is: as it is set, or a sandbox; empty for the real one."""
        return str(getattr(settings, STANDINS[name].url)) or self.sandboxes.get(name, "")


async def find(settings: Settings, clock: Clock, public_url: str, stack: AsyncExitStack) -> Providers:
    """Sandboxes that are started here stop with `stack`."""
    if settings.production:
        sms_url = settings.africastalking_url
        return Providers(_real_daraja(settings, public_url), sms_url, settings.africastalking_api_key, {}, own=False)
    urls, own = await sandboxes(settings, clock, stack)
    daraja_url = settings.daraja_url or urls.get("daraja", "")
    if daraja_url and is_local(daraja_url):
        daraja = await daraja_sandbox.fetch_config(
            daraja_url, callback_base_url=public_url, path_token=settings.daraja_token
        )
        daraja = replace(daraja, calls_per_second=settings.daraja_calls_per_second)
    else:
        daraja = _real_daraja(settings, public_url)
    sms_url = settings.africastalking_url or urls.get("sms", "")
    return Providers(daraja, sms_url, settings.africastalking_api_key or Secret("sandbox"), urls, own)


async def sandboxes(settings: Settings, clock: Clock, stack: AsyncExitStack) -> tuple[dict[str, str], bool]:
    """The addresses of the sandboxes by name: those that run for this folder already, or our own, remembered there."""
    set_by_hand: dict[str, str] = {name: getattr(settings, each.url) for name, each in STANDINS.items()}
    found = {name: url for name, url in set_by_hand.items() if url and is_local(url)}
    wanted = [name for name, url in set_by_hand.items() if not url] if settings.sandboxes else []
    if not wanted:
        return found, False
    lock = await asyncio.to_thread(_lock, settings.data)
    if lock is None:
        running = await _running(settings.data)
        return running | found, False
    stack.callback(lock.close)
    remembered = _remembered(settings.data)
    for name in wanted:
        before = urlsplit(remembered.get(name, "")).port or 0
        found[name] = await _start(name, settings, clock, stack, before=before)
    _remember(settings.data, found)
    return found, True


def _lock(data: Path) -> IO[str] | None:
    """Held by the process that runs the sandboxes of this folder, and gone with it however it ends; None: held."""
    data.mkdir(parents=True, exist_ok=True)
    file = (data / LOCK).open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


async def _running(data: Path) -> dict[str, str]:
    """The sandboxes that another process runs, or is just starting."""
    for _ in range(MOST_KNOCKS):
        urls = _remembered(data)
        if urls and all([await _answers(url) for url in urls.values()]):
            return urls
        await asyncio.sleep(KNOCK_SECONDS)
    raise WrongSetting(f"another process holds {data / LOCK}, but its sandboxes do not answer")


async def _start(name: str, settings: Settings, clock: Clock, stack: AsyncExitStack, *, before: int) -> str:
    """On the port that is set, or the one it had before, or any."""
    fixed: int = getattr(settings, STANDINS[name].port)
    try:
        return await _listen(name, settings, clock, stack, port=fixed or before)
    except OSError:
        if fixed:
            raise
        return await _listen(name, settings, clock, stack, port=0)


async def _listen(name: str, settings: Settings, clock: Clock, stack: AsyncExitStack, *, port: int) -> str:
    running = await STANDINS[name].start(HERE, port, settings.data, clock, settings)
    stack.push_async_callback(running.close)
    return running.url


async def tell_sandbox(url: str, order: str, body: Mapping[str, str]) -> None:
    """Tell a sandbox where it finds us; at the real provider this is set on its web page. Raises ClientError."""
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session:
        await session.post(f"{url}/_sim/{order}", json=body)


async def texts_to(sms_url: str, phone: str) -> list[str]:
    """What a phone got from the SMS sandbox so far, oldest first."""
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        reply = await session.get(f"{sms_url}/_sim/messages", params={"to": phone})
        return [message["text"] for message in (await reply.json())["messages"]]


def _remember(data: Path, urls: Mapping[str, str]) -> None:
    (data / FILE).write_text(json.dumps(dict(urls), indent=1) + "\n")


def _remembered(data: Path) -> dict[str, str]:
    path = data / FILE
    try:
        kept = json.loads(path.read_text()) if path.exists() else {}
    except ValueError:
        return {}
    return {name: url for name, url in kept.items() if isinstance(url, str) and is_local(url)}


async def _answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(parts.hostname, parts.port), KNOCK_SECONDS)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def _real_daraja(settings: Settings, public_url: str) -> DarajaConfig:
    """Raises WrongSetting for what Daraja would not take."""
    try:
        return _daraja(settings, public_url, Path(settings.daraja_certificate).read_text())
    except OSError:
        raise WrongSetting(f"{PREFIX}DARAJA_CERTIFICATE names no file that can be read") from None
    except ValueError as wrong:
        raise WrongSetting(str(wrong)) from None


def _daraja(settings: Settings, public_url: str, certificate: str) -> DarajaConfig:
    return DarajaConfig(
        base_url=settings.daraja_url or REAL_DARAJA,
        consumer_key=settings.daraja_consumer_key,
        consumer_secret=settings.daraja_consumer_secret,
        shortcode=settings.paybill,
        passkey=settings.daraja_passkey,
        initiator_name=settings.daraja_initiator_name,
        initiator_password=settings.daraja_initiator_password,
        certificate_pem=certificate,
        callback_base_url=public_url,
        path_token=settings.daraja_token,
        former_path_token=settings.daraja_former_token,
        payout_shortcode=settings.daraja_payout_shortcode,
        calls_per_second=settings.daraja_calls_per_second,
    )
