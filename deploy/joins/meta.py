"""Joins WhatsApp through Meta's Cloud API."""

from __future__ import annotations

from dataclasses import replace

from channels.sent import Sender
from channels.whatsapp import meta, meta_jobs
from channels.whatsapp import meta_sandbox as standin
from channels.whatsapp.meta_config import REAL, Meta
from channels.whatsapp.meta_graph import Graph
from channels.whatsapp.meta_wire import Change
from channels.whatsapp.render import read_bubble
from channels.whatsapp.shelf import DirectoryShelf
from channels.whatsapp.twilio import in_words
from core.members.messages import DoubtNumber
from core.messages import Door
from core.secret import Secret
from deploy.joins.bench import Bench, Joined
from deploy.providers import tell_sandbox

#: An access token that the sandbox takes.
ANY_TOKEN = Secret("sandbox")


def is_used(bench: Bench) -> bool:
    return bool(bench.settings.meta_phone_number_id or bench.stands_in("meta"))


def join(bench: Bench, sender: Sender) -> Joined:
    settings, url = bench.settings, bench.found.url("meta", bench.settings)
    config = Meta(
        phone_number_id=settings.meta_phone_number_id or standin.NUMBER_ID,
        access_token=settings.meta_access_token or ANY_TOKEN,
        app_secret=settings.meta_app_secret,
        former_app_secret=settings.meta_former_app_secret,
        verify_token=settings.meta_verify_token,
        base_url=url or REAL,
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
        lines=(replace(meta_jobs.line(graph), instead=sender, words=_words),),
        announce=announce if bench.stands_in("meta") else None,
    )


def _words(page: str) -> str:
    """A bubble as a text message."""
    return in_words(read_bubble(page))
