"""Signing in with a real Chromium and a device in it that has passkeys: added, used, refused, removed."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import pytest
import pytest_asyncio

from deploy.people import PASSWORD
from tests.whole.browser import LAPTOP, POCKET, WAIT_SECONDS, Sitting, chromium
from tests.whole.running import Site, patience

TELLER, ADMIN = "teller@imarisha.example", "admin@imarisha.example"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
#: Of everything that the page needed, kept by the browser or not.
WEIGHT = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Desk(Sitting):
    """A window at the console. `device` is the CDP session in which the authenticator lives."""

    url: str = ""
    device: Any = None
    key: str = ""

    async def at(self, path: str) -> None:
        await self.page.goto(self.url + path)

    async def sign_in(self, username: str) -> None:
        await self.at("/admin/sign-in")
        await self.page.fill("#username", username)
        await self.page.fill("#password", PASSWORD)
        await self.page.click("form[action='/admin/sign-in'] button")

    async def plug_in(self) -> None:
        self.device = await self.page.context.new_cdp_session(self.page)
        await self.device.send("WebAuthn.enable")
        added = await self.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.key = added["authenticatorId"]

    async def finger(self, *, right: bool) -> None:
        wish = {"authenticatorId": self.key, "isUserVerified": right}
        await self.device.send("WebAuthn.setUserVerified", wish)

    async def until(self, path: str) -> None:
        await self.page.wait_for_url(re.compile(re.escape(self.url + path) + r"(\?.*)?$"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("signing") / "var")
    try:
        asyncio.run(site.start("serve", "--demo"))
        yield site
    finally:
        site.end()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Any]:
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Any, house: Site) -> AsyncIterator[Desk]:
    context = await browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]}, reduced_motion="reduce")
    context.set_default_timeout(1000 * patience(WAIT_SECONDS))
    found = Desk(await context.new_page(), url=f"http://localhost:{house.port}")
    found.listen()
    await found.plug_in()
    yield found
    assert found.complaints == []
    await context.close()


async def test_a_passkey_is_added_signs_in_and_is_removed(desk: Desk) -> None:
    await desk.sign_in(TELLER)
    await desk.until("/admin/")
    await desk.at("/admin/me")
    await desk.page.fill("[name=name]", "This laptop")
    await desk.page.click("text=Add a passkey")
    await desk.sees("The passkey is added")
    await desk.sees("This laptop", "td")
    await desk.page.click("text=Sign out >> nth=0")
    await desk.until("/admin/sign-in")

    await desk.page.click("text=Sign in with fingerprint")
    await desk.until("/admin/")
    await desk.at("/admin/me")
    assert await desk.axe() == []
    await desk.page.click("button:has-text('Remove')")
    await desk.sees("The passkey is removed")


async def test_without_the_finger_the_device_says_nothing(desk: Desk) -> None:
    await desk.at("/admin/sign-in")
    await desk.finger(right=False)
    await desk.page.click("text=Sign in with fingerprint")
    await desk.sees("The device did not answer")


async def test_an_authenticator_is_added_by_its_picture_and_asked_for(desk: Desk, tmp_path: Path) -> None:
    await desk.sign_in(ADMIN)
    await desk.until("/admin/")
    await desk.at("/admin/me")
    await desk.page.click("text=Add an authenticator")
    await desk.page.wait_for_selector("svg.qr")
    seed = await desk.page.locator("[name=seed]").get_attribute("value")
    assert seed
    totp = pyotp.TOTP(seed)
    assert await desk.axe() == []
    await desk.page.screenshot(path=tmp_path / "authenticator.png", full_page=True)
    await desk.page.fill("[name=code]", totp.now())
    await desk.page.click("text=Confirm")
    await desk.sees("They are shown this once")
    [code, *_] = await desk.page.locator(".codes code").all_inner_texts()

    await desk.page.click("text=Sign out >> nth=0")
    await desk.sign_in(ADMIN)
    await desk.until("/admin/sign-in/code")
    assert await desk.axe() == []
    # The code that it was added with is used up.
    await desk.page.fill("#code", totp.at(int(time.time()) + 30))
    await desk.page.click("text=Go on")
    await desk.until("/admin/")

    await desk.page.click("text=Sign out >> nth=0")
    await desk.sign_in(ADMIN)
    await desk.page.fill("#code", code)
    await desk.page.click("text=Go on")
    await desk.until("/admin/")
    await desk.at("/admin/me")
    await desk.page.click("text=Remove it")
    await desk.sees("The authenticator is removed")


@pytest.mark.parametrize("size", [LAPTOP, POCKET], ids=["laptop", "pocket"])
async def test_every_page_of_it_is_fit_for_everybody_and_light(
    desk: Desk, size: tuple[int, int], tmp_path: Path
) -> None:
    await desk.page.set_viewport_size({"width": size[0], "height": size[1]})
    for path in ("/admin/sign-in", "/admin/sign-in/code", "/admin/welcome"):
        await desk.at(path)
        assert await desk.axe() == [], path
    await desk.sign_in(ADMIN)
    await desk.until("/admin/")
    for path in ("/admin/me", "/admin/staff", "/admin/roles"):
        desk.answers.clear()
        await desk.at(path)
        await desk.page.screenshot(path=tmp_path / f"{path.rpartition('/')[2]}.png", full_page=True)
        assert await desk.axe() == [], path
        wide = await desk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} has to be pushed sideways"
        assert all(reply.url.startswith(desk.url) for reply in desk.answers)
        assert await desk.page.evaluate(WEIGHT) < 100_000, path
    await desk.at("/admin/staff")
    await desk.page.click("td a >> nth=0")
    await desk.page.screenshot(path=tmp_path / "one.png", full_page=True)
    await desk.page.click("text=Change her roles" if size == LAPTOP else "text=Suspend her")
    assert await desk.axe() == []
