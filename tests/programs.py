"""A program that calls the API over HTTP, through the real edge, in the town where Amina and Baraka are members."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from admin.api.access import Access
from admin.api.voice import COMMAND, Voice
from core.members.messages import WhoCalls
from core.secret import Secret
from deploy.metrics import Metrics
from deploy.recorder import Recorder
from deploy.web import Web
from dialogs.library import LIBRARY, TONGUES
from intents import understand
from tests.house import House
from tests.people import AMINA, BARAKA

TOKEN = "0123456789abcdef0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
Client = TestClient[Any, Any]


@pytest.fixture(scope="module")
def understanding() -> understand.Understanding:
    return understand.load()


@pytest.fixture
def voice(town: House, understanding: understand.Understanding) -> Voice:
    kept = Recorder(town.bus, Metrics())
    access = Access(Secret(TOKEN), is_open=True)
    house = town.hold.institution
    return Voice(town.bus, understanding, LIBRARY, TONGUES, house, access, kept.record, kept.flush)


async def served(voice: Voice, town: House, aiohttp_client: Any) -> Client:
    client: Client = await aiohttp_client(Web(voice.routes(), town.clock, Metrics()).application())
    return client


@pytest.fixture
async def client(voice: Voice, town: House, aiohttp_client: Any) -> Client:
    return await served(voice, town, aiohttp_client)


@pytest.fixture
async def production(voice: Voice, town: House, aiohttp_client: Any) -> Client:
    return await served(replace(voice, access=Access(Secret(TOKEN))), town, aiohttp_client)


@pytest.fixture
async def amina(town: House) -> str:
    return (await town.must(WhoCalls(phone=AMINA))).member


@pytest.fixture
async def baraka(town: House) -> str:
    return (await town.must(WhoCalls(phone=BARAKA))).member


async def say(client: Client, text: str, *, status: int = 200, **more: Any) -> dict[str, Any]:
    """With the token where a member is named."""
    headers = BEARER if "user_id" in more else {}
    async with client.post(COMMAND, json={"text": text, **more}, headers=headers) as reply:
        found: dict[str, Any] = await reply.json(content_type=None)
        assert reply.status == status, found
        return found
