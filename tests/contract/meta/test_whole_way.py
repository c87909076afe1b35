"""From her thumb to her screen: sandbox, signed webhook, inbox, worker, host, Cloud API, bubble; nothing is stubbed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from channels import chat
from channels.whatsapp import meta, meta_jobs
from channels.whatsapp.meta_graph import Graph
from channels.whatsapp.meta_sandbox import Sandbox
from channels.whatsapp.shelf import DirectoryShelf
from core.institution import Institution
from core.secret import Secret
from deploy.app import merged
from deploy.memory import TableMemory
from deploy.worker import Worker
from dialogs.host import Host
from dialogs.library import LIBRARY, TONGUES
from tests.contract.africastalking.edge import served
from tests.contract.meta.edge import WEBHOOK, Handset, config, star_pins
from tests.house import Clock, House


@pytest.fixture
def clock(house: House) -> Clock:
    return house.clock


@asynccontextmanager
async def running(house: House, graph: Graph, folder: Path) -> AsyncIterator[tuple[Worker, str]]:
    """The worker, and the address of the webhook."""
    memory = TableMemory(house.database, house.clock)
    host = Host(house.bus, memory, LIBRARY, TONGUES, Institution(), house.clock)
    work = merged(
        chat.jobs([meta_jobs.line(graph)], host.turn, Secret("a key for digests")),
        meta_jobs.jobs(graph, DirectoryShelf(folder / "shelf")),
    )
    worker = Worker(house.database, house.bus, work, house.clock, poll_seconds=0.02)
    rounds = asyncio.create_task(worker.run())
    async with served(meta.routes(house.bus, config(), star_pins)) as client:
        yield worker, str(client.make_url(WEBHOOK))
    await worker.stop(1.0)
    await rounds


async def test_a_chat_from_the_first_word_to_the_second_screen(
    house: House, provider: Sandbox, handset: Handset, graph: Graph, tmp_path: Path
) -> None:
    async with running(house, graph, tmp_path) as (worker, webhook):
        await handset.reaches(webhook)
        assert (await handset.says(text="Habari"))["answered"] == 200
        await worker.idle()
        (first,) = await handset.got()
        assert first["rows"]

        await handset.says(tap=first["rows"][0]["id"])
        await worker.idle()
        _, second = await handset.got()
        assert second["text"] != first["text"]
        assert second["rows"]

        # A touch of the older bubble shows the question that is open, and decides nothing.
        await handset.says(tap=first["rows"][0]["id"])
        await worker.idle()
        _, _, third = await handset.got()
        assert third["text"] == f"Hilo lilikuwa swali la awali. Sasa tuko hapa:\n{second['text']}"
        assert len(third["rows"]) == len(second["rows"])

        await provider.idle()
    sent = await house.rows("select state from messages where notice = 'answer' order by id")
    assert [row.state for row in sent] == ["delivered"] * 3


async def test_whatever_is_told_twice_is_answered_once(
    house: House, provider: Sandbox, handset: Handset, graph: Graph, tmp_path: Path
) -> None:
    async with running(house, graph, tmp_path) as (worker, webhook):
        await handset.reaches(webhook)
        await handset.says(text="Habari", times=3)
        await worker.idle()
        assert len(await handset.got()) == 1
        await provider.idle()


async def states(house: House) -> list[str]:
    return [row.state for row in await house.rows("select state from messages where notice = 'answer' order by id")]


async def test_what_became_of_it_may_be_told_before_we_know_its_name(
    house: House, provider: Sandbox, handset: Handset, graph: Graph, tmp_path: Path
) -> None:
    async with running(house, graph, tmp_path) as (worker, webhook):
        await handset.reaches(webhook)
        for fault in ("early_status", "reordered", "duplicated"):
            await handset.suffers(fault)
            await handset.says(text="Habari")
            await worker.idle()
            await provider.idle()
    assert await states(house) == ["delivered"] * 3


async def test_what_was_not_taken_goes_out_later_and_what_may_have_left_never_again(
    house: House, provider: Sandbox, handset: Handset, graph: Graph, tmp_path: Path
) -> None:
    async with running(house, graph, tmp_path) as (worker, webhook):
        await handset.reaches(webhook)
        await handset.suffers("131056", times=2)
        await handset.says(text="Habari")
        for _ in range(3):
            await worker.idle()
            house.clock.later(minutes=30)
        await worker.idle()
        assert len(await handset.got()) == 1

        await handset.suffers("reset")
        await handset.says(text="Habari")
        for _ in range(3):
            await worker.idle()
            house.clock.later(hours=1)
        assert len(await handset.got()) == 2
        await provider.idle()
    assert await states(house) == ["delivered", "unknown"]


async def test_an_answer_after_a_day_finds_the_window_closed(
    house: House, handset: Handset, graph: Graph, tmp_path: Path
) -> None:
    async with running(house, graph, tmp_path) as (worker, webhook):
        await handset.reaches(webhook)
        await handset.suffers("131047")
        await handset.says(text="Habari")
        await worker.idle()
    assert [tuple(row) for row in await house.rows("select state, code from messages")] == [("refused", "131047")]


async def test_a_pin_is_in_no_row(
    house: House, provider: Sandbox, handset: Handset, graph: Graph, tmp_path: Path
) -> None:
    async with running(house, graph, tmp_path) as (worker, webhook):
        await handset.reaches(webhook)
        await handset.says(text="PIN yangu ni 4821")
        await handset.says(media={"type": "image/jpeg", "content": "/9j/4A==", "caption": "4821"})
        await handset.says(text="4821", **{"with": {"from": "KE.1"}})
        await worker.idle()
        await provider.idle()
    kept = [bytes(row.body) for row in await house.rows("select body from inbox")]
    assert len(kept) == 4
    assert not any(b"4821" in body for body in kept)
    for table in ("live_conversations", "audit", "jobs", "performed", "messages"):
        assert not re.search(r"\b4821\b", str(await house.rows(f"select * from {table}")))
    assert len(list((tmp_path / "shelf").iterdir())) == 1
