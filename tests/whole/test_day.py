"""A day at the office in a real browser: a loan for two people, money without a place, a chat, the books, the trail."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from admin.pages.index import PAGES
from tests.whole.browser import LAPTOP, POCKET, chromium
from tests.whole.office import MOST_PAGE_BYTES, Desk, desk
from tests.whole.phones import Phone
from tests.whole.running import Site, calls

AMINA, BARAKA = "+254700000001", "+254700000002"
TELLER, MANAGER, ADMIN = (f"{name}@imarisha.example" for name in ("teller", "manager", "admin"))
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("office") / "var")
    try:
        asyncio.run(site.start("serve", "--demo"))
        yield site
    finally:
        site.end()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Any]:
    async with chromium() as found:
        yield found


async def test_a_day(browser: Any, house: Site) -> None:
    async with calls() as http, desk(browser, house.url) as officer, desk(browser, house.url) as second:
        amina = Phone(http, house.url, AMINA)
        await officer.sign_in(TELLER)
        seed = await officer.take_authenticator()
        await officer.press("Sign out", within="header")
        said = await officer.sign_in(TELLER, seed=seed)
        assert "That did not work" not in said
        await second.sign_in(MANAGER)

        await _a_loan(amina, officer, second)
        await _money_without_a_place(http, house, officer, second)
        await _a_chat(http, house, officer)
        await _books_and_trail(second)
    await house.proven()


async def _a_loan(amina: Phone, officer: Desk, second: Desk) -> None:
    """She applies on her phone for more than the rules decide; one approves, another is the second person."""
    assert "LN-0018" in await amina.keys("2*2*30000*1*1*4821")

    await officer.page.fill("#find", "amina")
    assert "M-00001" in await officer.leads_on(officer.page.keyboard.press("Enter"))
    assert "Amina Wanjiru" in await officer.follow("Amina Wanjiru")

    assert "Amina Wanjiru" in await officer.go("/admin/applications")
    assert "A yes needs a second person." in await officer.follow("LN-0018")
    assert "A second person has to look at this." in await officer.press("Approve")

    assert "Decide application" in await second.go("/admin/approvals")
    await second.follow("Decide application")
    assert "Done. You were the second person." in await second.press("Yes, do it")
    await officer.until("/admin/disbursements", "succeeded")
    assert "LN-0018" in await officer.until("/admin/loans", "active")


async def _money_without_a_place(http: Any, house: Site, officer: Desk, second: Desk) -> None:
    paid = {"msisdn": BARAKA.removeprefix("+"), "amount": 750, "reference": "SCHOOL"}
    async with http.post(f"{house.sandboxes['daraja']}/_sim/c2b", json=paid) as reply:
        assert reply.status == 200
    await officer.until("/admin/unmatched", "SCHOOL")
    assert "LN-0017" in await officer.follow("Decide about receipt")
    said = await officer.press("LN-0017")
    assert "A second person has to look at this." in said
    await second.go("/admin/approvals")
    await second.follow("Allocate unmatched")
    assert "Done." in await second.press("Yes, do it")
    assert "All money that came has its place." in await officer.go("/admin/unmatched")


async def _a_chat(http: Any, house: Site, officer: Desk) -> None:
    """She wants a person in WhatsApp, and is answered there."""
    await _writes(http, house, "I want to talk to a person")
    await officer.until("/admin/conversations", "whatsapp")
    await officer.leads_on(officer.page.locator("main table a, main li a").first.click())
    await officer.press("Take over")
    await officer.press("Send", text="Hello Amina, this is the office. How can we help?")
    await _hears(http, house, "this is the office")
    await _writes(http, house, "Is my loan paid out?")
    await officer.page.locator("#said").filter(has_text="Is my loan paid out?").wait_for()
    await officer.press("Give back to the menu")


async def _writes(http: Any, house: Site, text: str) -> None:
    order = {"from": AMINA, "text": text}
    async with http.post(f"{house.sandboxes['meta']}/_sim/say", json=order) as reply:
        assert reply.status == 200


async def _hears(http: Any, house: Site, words: str) -> None:
    said = ""
    for _ in range(60):
        async with http.get(f"{house.sandboxes['meta']}/_sim/messages", params={"to": AMINA}) as reply:
            said = await reply.text()
        if words in said:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(said)


async def _books_and_trail(second: Desk) -> None:
    await second.go("/admin/ledger/trial-balance")
    debit, credit = await second.page.locator("tr.total td.number").all_inner_texts()
    assert debit == credit
    assert debit != "0.00"
    await second.go("/admin/audit")
    assert "Every record is as it was sealed." in await second.follow("Verify the trail")


#: Pages without a name in their address; the others are reached from these.
OPEN = [page.path for page in PAGES if page.method == "GET" and not re.search(r"\{|\.(csv|jsonl)$", page.path)]


@pytest.mark.parametrize("size", [LAPTOP, POCKET], ids=["laptop", "phone"])
async def test_every_page_is_fit_for_everybody(size: tuple[int, int], browser: Any, house: Site) -> None:
    """Axe has nothing serious to say, nothing comes from elsewhere, and no page is heavy or wider than the window."""
    async with desk(browser, house.url, size, cache=False) as found:
        await found.sign_in(ADMIN)
        for path in [*OPEN, *await _linked(found)]:
            await found.look_over(path)
    assert found.unfit == []
    heavy = {path: size for path, size in found.weighed.items() if size >= MOST_PAGE_BYTES}
    assert heavy == {}


async def _linked(found: Desk) -> list[str]:
    """One of each kind of page that a list leads to."""
    links: dict[str, str] = {}
    for path in (
        "/admin/members",
        "/admin/loans",
        "/admin/payments",
        "/admin/ledger/entries",
        "/admin/staff",
        "/admin/tills",
    ):
        await found.go(path)
        hrefs: list[str] = await found.page.locator("main a[href]").evaluate_all("all => all.map(a => a.pathname)")
        for href in hrefs:
            kind = re.sub(r"/[0-9a-f]{32}|/[A-Z]+-[0-9]+", "/{}", href)
            if "{}" in kind and not href.endswith(".csv"):
                links.setdefault(kind, href)
    return list(links.values())
