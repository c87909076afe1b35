"""Joins the channels: what hears, what sends, what answers afterwards, and where their sandboxes find us."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from channels import chat, gsm7
from channels.africastalking import Config as AfricasTalking
from channels.sms import africastalking_webhook as sms_webhook
from channels.sms import tell
from channels.sms.africastalking import AfricasTalkingSender
from channels.sms.render import accent as sms_accent
from channels.ussd import africastalking as ussd
from channels.whatsapp import meta, meta_jobs
from channels.whatsapp import meta_sandbox as meta_standin
from channels.whatsapp.meta_config import REAL as REAL_META
from channels.whatsapp.meta_config import Meta
from channels.whatsapp.meta_graph import Graph
from channels.whatsapp.meta_wire import Change
from channels.whatsapp.shelf import DirectoryShelf
from core.members.messages import DoubtNumber
from core.messages import Door, Jobs, Route
from core.secret import Secret
from deploy.apologies import slow, sorry
from deploy.languages import Overheard
from deploy.providers import Providers, tell_sandbox
from deploy.settings import Settings
from deploy.web import Apology, Budget
from dialogs.host import Host
from dialogs.library import TONGUES
from dialogs.notices import Wording

#: An access token that every sandbox takes.
SANDBOX_TOKEN = Secret("sandbox")


@dataclass(frozen=True)
class Joined:
    """What one channel adds to the process. `announce` tells its sandbox where we are."""

    routes: tuple[Route, ...] = ()
    jobs: Jobs = field(default_factory=dict)
    lines: tuple[chat.Line, ...] = ()
    apologies: Mapping[str, Apology] = field(default_factory=dict)
    announce: Callable[[str], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Bench:
    """What every channel is made from."""

    settings: Settings
    found: Providers
    host: Host
    door: Door
    overheard: Overheard
    budget: Budget
    stack: AsyncExitStack


def join(bench: Bench) -> list[Joined]:
    """Every channel that is set up, and what answers in all chats."""
    joined = [_africastalking(bench), *([_meta(bench)] if _has_meta(bench) else [])]
    lines = [line for each in joined for line in each.lines]
    return [*joined, Joined(jobs=chat.jobs(lines, bench.host.turn, bench.settings.digest_key))]


def africastalking_of(settings: Settings) -> AfricasTalking:
    """What its webhooks must know, whichever channel they serve."""
    return AfricasTalking(
        tokens=(settings.africastalking_token, settings.africastalking_former_token),
        digest_key=settings.digest_key,
        blank_for_plus=settings.africastalking_blank_for_plus,
    )


def _africastalking(bench: Bench) -> Joined:
    settings, host = bench.settings, bench.host
    edge, sender = africastalking_of(settings), _sender(bench)
    texts = chat.Line(sms_webhook.TEXTS, "sms", sms_webhook.read, sender, sms_accent, gsm7.segments)
    within, words = bench.budget.within, Wording(host.house, TONGUES, host.clock)

    async def announce(here: str) -> None:
        path = sms_webhook.DELIVERY.replace("{token}", settings.africastalking_token.reveal())
        await tell_sandbox(bench.found.sms_url, "callbacks", {"delivery": f"{here}{path}"})

    return Joined(
        routes=(
            *ussd.routes(host.turn, bench.door, edge, within=within, slow=slow(host, bench.overheard)),
            *sms_webhook.routes(bench.door, edge, host.masked),
        ),
        jobs={**tell.jobs(sender, words), **sms_webhook.jobs()},
        lines=(texts,),
        apologies=ussd.apologies(edge, sorry(host, bench.overheard)),
        announce=announce if "sms" in bench.found.sandboxes else None,
    )


def _sender(bench: Bench) -> AfricasTalkingSender:
    settings, found = bench.settings, bench.found
    sender = AfricasTalkingSender(
        username=settings.africastalking_username,
        api_key=found.sms_key,
        sender_id=settings.africastalking_sender_id,
        base_url=found.sms_url,
    )
    bench.stack.callback(sender.close)
    return sender


def _has_meta(bench: Bench) -> bool:
    return bool(bench.settings.meta_phone_number_id or "meta" in bench.found.sandboxes)


def _meta(bench: Bench) -> Joined:
    settings, url = bench.settings, bench.found.url("meta", bench.settings)
    config = Meta(
        phone_number_id=settings.meta_phone_number_id or meta_standin.NUMBER_ID,
        access_token=settings.meta_access_token or SANDBOX_TOKEN,
        app_secret=settings.meta_app_secret,
        former_app_secret=settings.meta_former_app_secret,
        verify_token=settings.meta_verify_token,
        base_url=url or REAL_META,
    )
    graph = Graph(config)
    bench.stack.push_async_callback(graph.close)

    async def announce(here: str) -> None:
        secrets = {"verify_token": config.verify_token.reveal(), "app_secret": config.app_secret.reveal()}
        await tell_sandbox(url, "webhook", {"url": f"{here}{meta.WEBHOOK}", **secrets})

    async def moved(change: Change, door: Door) -> None:
        """Another device, or another number: whose is it now?"""
        await door.perform(DoubtNumber(phone=change.phone), key=f"doubt:{change.message}", scope="meta")

    shelf = DirectoryShelf(settings.data / "shelf")
    return Joined(
        routes=tuple(meta.routes(bench.door, config, bench.host.masked)),
        jobs=meta_jobs.jobs(graph, shelf, moved=moved),
        lines=(meta_jobs.line(graph),),
        announce=announce if "meta" in bench.found.sandboxes else None,
    )
