"""Coming in over real pages and the real API: a file, its faults as a list and as CSV, the second person's yes."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer

from admin.api.routes.imports import ENDPOINTS
from admin.api.serving import Serving
from core.imports.messages import BookCheckoff, ImportFile
from core.institution import Institution
from core.messages import Arrival, Origin, Reply
from deploy.metrics import Metrics
from deploy.web import Web
from tests.house import House
from tests.unit.console import Browser, Seen, console
from tests.unit.imports_house import ON, asked, kes, members
from tests.unit.staff_house import employ, guarding

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NEW = "/admin/imports/new"
SECOND = "second@example.org"


@pytest.fixture
def house(build, database) -> House:
    return guarding(build, database)


async def sends(browser: Browser, text: str | bytes, kind: str = "members", **fields: str) -> Seen:
    """The form with its file, as a browser without scripts sends it."""
    await browser.open(NEW)
    await browser.form(NEW, {})
    form = FormData({**browser.sent, "kind": kind, "on": str(ON), **fields})
    form.add_field("file", text, filename="people.csv", content_type="text/csv")
    async with browser.client.post(NEW, data=form) as reply:
        browser.last = Seen(reply.status, await reply.text(), reply.headers, str(reply.url.relative()))
    return browser.last


async def test_a_file_with_faults_is_shown_line_by_line_and_as_csv(house: House) -> None:
    sheet = members(200)
    sheet.plant(3, 4, "?")
    for line in range(50, 180):
        sheet.plant(line, 3, "31/02/1980")
    async with console(house, "loan_officer") as browser:
        seen = await sends(browser, sheet.text)
        assert seen.status == 200
        assert "Faults: 131. Nothing was brought in." in seen.words
        assert "3 phone “?” is no phone number." in seen.words
        assert "The first 100 are shown. All as CSV" in seen.words
        assert "Ask a second person" not in seen.words
        assert len(seen.html) < 100_000
        csv = await browser.open(f"{seen.address}/faults.csv")
        assert len(csv.html.splitlines()) == 132
        assert "faulty" in (await browser.open("/admin/imports")).words


async def test_two_people_let_a_file_in(house: House) -> None:
    await employ(house, SECOND, "manager")
    async with console(house, "loan_officer") as browser, console(house) as other:
        seen = await sends(browser, b"\xef\xbb\xbf" + members(5).text.encode())
        batch = seen.address
        assert "Good lines 5 New 5 There already 0 Members 5" in seen.words
        seen = await browser.form(batch, {})
        assert "A second person has to look at this." in seen.words
        assert "It waits for a second person" in seen.words
        assert "Ask a second person" not in seen.words

        await other.sign_in(SECOND)
        seen = await other.open(batch)
        [waits] = [word for word in seen.html.split('"') if word.startswith("/admin/approvals/")]
        await other.open(waits)
        await other.form(waits, {"answer": "yes"})
        assert len(await house.rows("select id from members")) == 5
        seen = await browser.open(batch)
        assert "done" in seen.words
        assert "brought in" in seen.words


async def test_a_form_says_what_is_missing_and_keeps_what_was_typed(house: House) -> None:
    async with console(house, "manager") as browser:
        await browser.open(NEW)
        seen = await browser.form(NEW, {"kind": "checkoff", "on": str(ON), "employer": "tea-board"})
        assert "Please choose the file." in seen.words
        assert seen.words.count("Please fill this in.") == 2
        assert 'value="tea-board"' in seen.html
        assert "date of birth, dob" in seen.words


async def test_the_differences_of_a_check_off_are_listed(house: House) -> None:
    await house.must(ImportFile(**asked("members", members(2).text)))
    how = {"employer": "tea-board", "month": "2026-03-01", "paid": "150"}
    async with console(house, "manager") as browser:
        seen = await sends(browser, "member,amount\nM-00001,100\n99999,40\n", "checkoff", **how)
        assert "The lines in all, and what was paid. 140.00 150.00" in seen.words
        csv = await browser.open(f"{seen.address}/differences.csv")
        assert "not_found,3,99999,,40.00" in csv.html
    done = await house.must(
        ImportFile(
            kind="checkoff",
            text="member,amount\nM-00002,9\n",
            employer="bank",
            month=ON,
            paid=kes(1),
        )
    )
    await house.must(BookCheckoff(batch=done.batch))
    async with console(house) as browser:
        await browser.sign_in()
        seen = await browser.open(f"/admin/imports/{done.batch}")
        assert "done" in seen.words
        assert "9.00 1.00" in seen.words


async def test_templates_are_files_that_come_in_again(house: House) -> None:
    async with console(house, "manager") as browser:
        text = (await browser.open("/admin/imports/templates/members.csv")).html
        seen = await sends(browser, text.encode())
        assert "Good lines 1" in seen.words
        assert (await browser.open("/admin/imports/templates/x.csv")).status == 404
        assert (await browser.open("/admin/imports/nothing")).status == 404


async def test_programs_stage_check_and_ask_for_a_second_person(house: House) -> None:
    async def identify(arrival: Arrival) -> Origin | Reply:
        return Origin("staff:9", "api", frozenset({"integrator"}))

    async def no_limit(who: str) -> Reply | None:
        return None

    web = Web(Serving(house.bus, Institution(), identify, no_limit).routes(ENDPOINTS), house.clock, Metrics())
    async with TestClient(TestServer(web.application())) as client:

        async def ask(method: str, path: str, **how: Any) -> tuple[int, Any]:
            async with client.request(method, f"/api/{path}", **how) as reply:
                return reply.status, await reply.json()

        body = {"kind": "members", "text": members(2_000).text, "on": str(ON), "rows": 2_000}
        status, staged = await ask("POST", "imports", json=body)
        assert status == 201
        batch = staged["batch"]
        status, found = await ask("GET", f"imports/{batch}/check")
        assert (status, found["count"], found["totals"]["rows"]) == (200, 0, 2_000)
        status, waits = await ask("POST", f"imports/{batch}/run", headers={"Idempotency-Key": "k"})
        assert (status, waits["state"]) == (202, "waiting")
        assert (await ask("GET", "imports"))[1]["items"][0]["state"] == "staged"
        assert (await ask("GET", "imports/nothing"))[0] == 404
        assert (await ask("GET", "import-templates/loans"))[1]["columns"][1]["name"] == "loan number"
        assert (await ask("POST", "imports", json={"kind": "gold", "text": "x"}))[0] == 422
