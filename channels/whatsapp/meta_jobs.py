"""What came from Meta and is no talk: files to be fetched, numbers that changed hands, what nobody can answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from channels.chat import Line
from channels.whatsapp import meta_media, meta_wire
from channels.whatsapp.meta_client import MetaPoster
from channels.whatsapp.meta_codes import ALARMING
from channels.whatsapp.meta_config import ASIDE, CHANGED_NUMBER, CHAT, MEDIA, SCOPE
from channels.whatsapp.meta_graph import Graph
from channels.whatsapp.meta_wire import Change
from channels.whatsapp.render import accent
from channels.whatsapp.shelf import Shelf
from core.messages import Arrived, Door, Jobs, Kept, ProviderError, ReadArrival, SetAsideArrival, Work
from core.phone import Phone

#: Two calls of at most 15 seconds each, and the disk.
FETCH_LEASE_SECONDS = 60

log = structlog.get_logger()


@dataclass(frozen=True)
class Shelved:
    """A file of hers lies on the shelf under its SHA-256. `kind` is image, document, audio or voice."""

    phone: Phone
    message: str
    kind: str
    type: str
    sha256: str
    bytes: int


#: What is told of a file once it lies on the shelf. It may be told twice.
Tell = Callable[[Shelved, Door], Awaitable[None]]
#: What is done when a number changed hands. It may be done twice.
Moved = Callable[[Change, Door], Awaitable[None]]


def line(graph: Graph) -> Line:
    """WhatsApp through Meta, as the chats' jobs take it."""
    return Line(CHAT, "whatsapp", meta_wire.read, MetaPoster(graph), accent)


def jobs(graph: Graph, shelf: Shelf, *, shelved: Tell | None = None, moved: Moved | None = None) -> Jobs:
    """Without `shelved` a file lies there and nobody is told; without `moved` a change waits for a person."""
    desk = _Desk(graph, shelf, shelved, moved)
    return {
        f"arrived.{MEDIA}": Work(Arrived, desk.fetch, lease_seconds=FETCH_LEASE_SECONDS),
        f"arrived.{CHANGED_NUMBER}": Work(Arrived, desk.change),
        f"arrived.{ASIDE}": Work(Arrived, desk.aside),
    }


@dataclass(frozen=True)
class _Desk:
    graph: Graph
    shelf: Shelf
    shelved: Tell | None
    moved: Moved | None

    async def fetch(self, arrived: Arrived, door: Door) -> None:
        wanted = meta_wire.attachment(await _kept(arrived, door))
        if wanted is None:
            await _set_aside(arrived, door, "a file without an id")
            return
        try:
            found = await meta_media.fetch(self.graph, wanted)
        except meta_media.NotTaken as why:
            log.info("meta_file_not_taken", kind=wanted.kind, why=str(why))
            await _set_aside(arrived, door, f"a file that was not taken: {why}")
            return
        except ProviderError as trouble:
            if trouble.code in ALARMING:
                log.error("meta_needs_a_person", code=trouble.code)
            raise
        await self.shelf.put(found.sha256, found.content, found.type)
        log.info("meta_file_shelved", kind=wanted.kind, type=found.type, bytes=len(found.content))
        if self.shelved is not None:
            told = Shelved(wanted.phone, wanted.message, wanted.kind, found.type, found.sha256, len(found.content))
            await self.shelved(told, door)

    async def change(self, arrived: Arrived, door: Door) -> None:
        change = meta_wire.read_change(await _kept(arrived, door))
        log.warning("meta_account_changed", what=change.what)
        if self.moved is None:
            await _set_aside(arrived, door, f"her WhatsApp has another {change.what}: is she still who she was?")
            return
        await self.moved(change, door)

    async def aside(self, arrived: Arrived, door: Door) -> None:
        await _set_aside(arrived, door, "a message without a phone number or an id: nobody can be answered")


async def _kept(arrived: Arrived, door: Door) -> Kept:
    kept = await door.perform(ReadArrival(arrival=arrived.arrival))
    assert isinstance(kept, Kept)
    return kept


async def _set_aside(arrived: Arrived, door: Door, reason: str) -> None:
    aside = SetAsideArrival(arrival=arrived.arrival, reason=reason)
    await door.perform(aside, key=f"aside:{arrived.arrival}", scope=SCOPE)
