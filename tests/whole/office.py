"""A desk at the office: a browser in which somebody of the staff is signed in, and what every page there keeps."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pyotp

from deploy.people import PASSWORD
from tests.whole.browser import LAPTOP, WAIT_SECONDS, Sitting
from tests.whole.running import patience

#: A page with everything it needs, as it comes to a browser that has been here never before.
MOST_PAGE_BYTES = 100_000


@dataclass
class Desk(Sitting):
    """`weighed` is how many bytes each page took with all its parts, before anything was kept."""

    url: str = ""
    weighed: dict[str, int] = field(default_factory=dict)
    unfit: list[str] = field(default_factory=list)

    async def go(self, path: str) -> str:
        """Open a page; answers what is on it."""
        await self.page.goto(f"{self.url}{path}")
        return await self.words()

    async def words(self) -> str:
        text: str = await self.page.locator("main").inner_text()
        return text

    async def follow(self, label: str) -> str:
        return await self.leads_on(self.page.get_by_role("link", name=label).first.click())

    async def press(self, label: str, *, within: str = "main", **fields: str) -> str:
        """Fill in fields by name and press a button; answers the page after it."""
        place = self.page.locator(within)
        for name, value in fields.items():
            await place.locator(f"[name={name}]:visible").first.fill(value)
        return await self.leads_on(place.get_by_role("button", name=label).first.click())

    async def leads_on(self, deed: Awaitable[None]) -> str:
        """Do it and wait for the page that comes of it; answers what is there."""
        async with self.page.expect_navigation():
            await deed
        return await self.words()

    async def until(self, path: str, words: str, *, seconds: float = 30.0) -> str:
        """Reload a page until it says so: what the worker does takes its time."""
        for _ in range(int(patience(seconds) * 2)):
            if words in (said := await self.go(path)):
                return said
            await self.page.wait_for_timeout(500)
        raise AssertionError(f"{path} does not say {words!r}:\n{said}")

    # Signing in

    async def sign_in(self, username: str, *, seed: str = "") -> str:
        await self.page.goto(f"{self.url}/admin/sign-in")
        said = await self.press("Sign in", username=username, password=PASSWORD)
        # Each code is good once, and the one of this half minute was used to enrol: the next is taken as well.
        return await self.press("Go on", code=pyotp.TOTP(seed).at(int(time.time()) + 30)) if seed else said

    async def take_authenticator(self) -> str:
        """Enrol one; answers its seed, which a phone would keep."""
        await self.go("/admin/me")
        await self.press("Add an authenticator")
        seed = (await self.page.locator("main code").first.inner_text()).replace(" ", "")
        await self.press("Confirm", code=pyotp.TOTP(seed).now())
        return seed

    # What every page keeps

    async def look_over(self, path: str) -> None:
        """Note what is wrong with a page: for axe, for a narrow window, and in what it fetches."""
        self.answers.clear()
        await self.go(path)
        await self.page.wait_for_load_state("networkidle")
        self.unfit += [f"{path}: {each}" for each in await self.axe()]
        here = urlsplit(self.url).netloc
        self.unfit += [f"{path}: {each.url}" for each in self.answers if urlsplit(each.url).netloc != here]
        self.unfit += [f"{path}: {each.status} {each.url}" for each in self.answers if each.status >= 400]
        self.weighed[path] = sum([len(await each.body()) for each in self.answers if each.status == 200])
        wide = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.unfit.append(f"{path}: {wide} px wider than the window")


@asynccontextmanager
async def desk(browser: Any, url: str, size: tuple[int, int] = LAPTOP, *, cache: bool = True) -> AsyncIterator[Desk]:
    """A fresh window; it must have nothing to complain about in the end."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    context.set_default_timeout(1000 * patience(WAIT_SECONDS))
    found = Desk(await context.new_page(), url=url)
    found.listen()
    if not cache:
        client = await context.new_cdp_session(found.page)
        await client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield found
    assert found.complaints == []
    await context.close()
