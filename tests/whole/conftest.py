"""One running demo for the tests of this folder that only ask it; each uses people of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.whole.running import Http, Site, calls


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("demo") / "var")
    try:
        asyncio.run(site.start("serve", "--demo"))
        yield site
    finally:
        site.end()


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    async with calls() as session:
        yield session
