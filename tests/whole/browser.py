"""A real Chromium before the simulator: it looks, presses and types as a person would, and complains like axe."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Response, async_playwright

from tests.tools import needs
from tests.whole.running import patience

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LAPTOP, POCKET = (1280, 800), (390, 844)
WAIT_SECONDS = 15.0
#: What axe calls worth repairing before anybody sees it.
BAD = ("serious", "critical")


@dataclass
class Sitting:
    """One page in one window. `complaints` are the console's, `answers` all that came over the network."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", lambda reply: self.answers.append(reply))

    async def open(self, url: str) -> None:
        await self.page.goto(f"{url}/simulator/")
        await self.page.wait_for_selector("body.open")
        await self.page.wait_for_selector("#money .sums, #money .quiet")

    async def take(self, phone: str) -> None:
        await self.page.click(f"label:has(> input[value='{phone}'])")
        await self.page.wait_for_selector(f"input[value='{phone}']:checked", state="attached")
        await self.mode("idle")

    # The feature phone

    async def mode(self, *names: str) -> None:
        """Until its screen is one of these: idle, waiting, menu, ended, dropped, prompt."""
        await self.page.wait_for_selector(", ".join(f".lcd[data-mode={name}]" for name in names))

    async def dial(self, code: str = "*384*1#") -> str:
        await self.page.keyboard.type(code)
        return await self.enter()

    async def answer(self, *typed: str) -> str:
        shown = ""
        for words in typed:
            await self.page.keyboard.type(words)
            shown = await self.enter()
        return shown

    async def enter(self) -> str:
        async with self.page.expect_response(lambda reply: "/api/ussd/" in reply.url):
            await self.page.keyboard.press("Enter")
        await self.mode("menu", "ended", "dropped")
        return await self.screen()

    async def screen(self) -> str:
        lines: list[str] = await self.page.locator(".lcd-words p").all_inner_texts()
        return "\n".join(lines)

    # What stands beside it

    async def sees(self, words: str, where: str = "body", *, seconds: float = WAIT_SECONDS) -> None:
        place = self.page.locator(where).filter(has_text=words).first
        await place.wait_for(timeout=1000 * patience(seconds))

    async def axe(self) -> list[str]:
        """The serious violations, as `rule: element`."""
        await self.page.evaluate(f"{_axe().read_text()}; 0")
        found: dict[str, Any] = await self.page.evaluate("axe.run()")
        return [
            f"{each['id']}: {node['target']} {node['failureSummary']}"
            for each in found["violations"]
            if each["impact"] in BAD
            for node in each["nodes"]
        ]


def _axe() -> Path:
    """The script inside the wheel."""
    spec = importlib.util.find_spec("axe_playwright_python")
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "axe.min.js"


@asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    """The browser of the machine; a test that finds none is skipped aloud."""
    program = needs("chromium")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=program, headless=True, args=list(FLAGS))
        yield browser
        await browser.close()


@asynccontextmanager
async def sitting(browser: Any, url: str, size: tuple[int, int] = LAPTOP) -> AsyncIterator[Sitting]:
    """A fresh window at the simulator; it must have nothing to complain about in the end."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    context.set_default_timeout(1000 * patience(WAIT_SECONDS))
    found = Sitting(await context.new_page())
    found.listen()
    await found.open(url)
    yield found
    assert found.complaints == []
    await context.close()
