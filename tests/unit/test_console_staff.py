"""Staff and roles in the console: added, changed and helped by two people, suspended by one."""

from __future__ import annotations

import re

import pytest

from tests.house import House
from tests.unit.console import Browser, console
from tests.unit.staff_house import USERNAME, employ, guarding

MANAGER = "mutua@example.org"


@pytest.fixture
async def house(build, database) -> House:
    house = guarding(build, database)
    await employ(house, MANAGER, "manager")
    return house


async def approves(house: House) -> None:
    """The manager says yes to what waits."""
    async with console(house) as second:
        await second.sign_in(MANAGER)
        seen = await second.open("/admin/approvals")
        [approval] = re.findall(r'href="/admin/approvals/(\w+)"', seen.html)
        await second.open(f"/admin/approvals/{approval}")
        seen = await second.form(f"/admin/approvals/{approval}", {"answer": "yes"})
        assert "second person" in seen.words, seen.words


async def page_of(browser: Browser, name: str) -> str:
    seen = await browser.open("/admin/staff")
    [path] = re.findall(rf'href="(/admin/staff/\w+)">{name}<', seen.html)
    await browser.open(path)
    return str(path)


async def test_a_colleague_is_added_by_two_and_given_her_code(house):
    async with console(house, "administrator") as browser:
        await browser.open("/admin/staff")
        sent = {"username": "nia@example.org", "name": "Nia Wafula", "role_teller": "on"}
        assert "second person" in (await browser.form("/admin/staff", sent)).words
        await approves(house)
        page = await page_of(browser, "Nia Wafula")
        seen = await browser.form(f"{page}/code", {})
        assert re.search(r"\w{6}-\w{6}-\w{6}-\w{6}", seen.words)


async def test_what_is_missing_is_said_beside_it(house):
    async with console(house, "administrator") as browser:
        await browser.open("/admin/staff")
        seen = await browser.form("/admin/staff", {"username": "nia@example.org"})
        assert "Please fill this in" in seen.words
        assert 'value="nia@example.org"' in seen.html
        seen = await browser.form("/admin/staff", {"username": "nia@example.org", "name": "Nia"})
        assert "Choose at least one" in seen.words


async def test_roles_are_changed_by_two(house):
    async with console(house, "administrator") as browser:
        page = await _own(browser)
        sent = {"role_administrator": "on", "role_teller": "on"}
        assert "second person" in (await browser.form(f"{page}/roles", sent)).words
        await approves(house)
        assert "administrator, teller" in (await browser.open(page)).words


async def _own(browser: Browser) -> str:
    """Both are called Tabitha here: hers is the one with her address."""
    seen = await browser.open("/admin/staff")
    rows = re.findall(r'href="(/admin/staff/\w+)">[^<]*</a></td>\s*<td>([^<]+)</td>', seen.html)
    path: str
    [path] = [path for path, username in rows if username == USERNAME]
    await browser.open(path)
    return path


async def test_the_only_administrator_is_not_suspended_and_a_reason_is_needed(house):
    async with console(house, "administrator") as browser:
        page = await _own(browser)
        assert "say why" in (await browser.form(f"{page}/suspend", {"reason": ""})).words
        assert "Nobody would be left" in (await browser.form(f"{page}/suspend", {"reason": "x"})).words


async def test_who_is_suspended_is_out_at_once(house):
    nia = await employ(house, "nia@example.org", "teller")
    async with console(house, "administrator") as browser, console(house) as hers:
        await hers.sign_in("nia@example.org")
        assert (await hers.open("/admin/")).address == "/admin/"
        await browser.open(f"/admin/staff/{nia.staff}")
        seen = await browser.form(f"/admin/staff/{nia.staff}/suspend", {"reason": "left us"})
        assert "Suspended" in seen.words
        assert (await hers.open("/admin/")).address.startswith("/admin/sign-in")
        await browser.form(f"/admin/staff/{nia.staff}/reinstate", {"reason": "back"})
        await approves(house)
        assert (await hers.sign_in("nia@example.org")).address == "/admin/"


async def test_a_teller_sees_neither_the_list_nor_the_ways(house):
    async with console(house, "teller") as browser:
        assert (await browser.open("/admin/staff")).status == 403
        assert "/admin/staff" not in (await browser.open("/admin/")).html
        nia = await employ(house, "nia@example.org", "teller")
        for act in ("code", "roles", "suspend", "reinstate", "reset", "forget", "sign-out"):
            await browser.open("/admin/")
            assert (await browser.form(f"/admin/staff/{nia.staff}/{act}", {"reason": "x"})).status == 403


async def test_the_list_as_csv_and_the_table_of_roles(house):
    async with console(house, "administrator") as browser:
        seen = await browser.open("/admin/staff.csv")
        assert seen.headers["Content-Type"].startswith("text/csv")
        assert USERNAME in seen.html
        seen = await browser.open("/admin/roles")
        assert "Change roles" in seen.words
        assert len(seen.html) < 100_000
