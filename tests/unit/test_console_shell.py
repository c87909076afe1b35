"""Nobody sees a page without signing in, no form comes from elsewhere, and what people type is never markup."""

from __future__ import annotations

import re

import pytest

from admin.pages.index import LINKS, PAGES
from admin.pages.page import Page, Visit, act, view
from admin.pages.sign_in import safe_path
from core.members.messages import BlockMember, UnblockMember
from core.messages import Origin, Reply
from core.permissions.messages import Approvals
from tests.house import House
from tests.unit.console import console
from tests.unit.members_house import register
from tests.unit.staff_house import employ, guarding

SAYS = '<script>alert("x")</script>\'"><img src=x onerror=alert(1)>'


@pytest.fixture
def house(build, database) -> House:
    return guarding(build, database)


async def shows_what_was_typed(visit: Visit) -> Reply:
    return visit.page("trouble.html", title=visit.query.get("q", ""), says=visit.query.get("q", ""))


async def says_so(visit: Visit) -> Reply:
    return visit.goes_to("/admin/t/show", says=visit.form.text("words"))


TEST_PAGES = (
    *PAGES,
    view("/admin/t/show", shows_what_was_typed),
    act("/admin/t/say", says_so),
    view("/admin/t/approvals", shows_what_was_typed, Approvals),
    view("/admin/t/blocks", shows_what_was_typed, BlockMember),
)


async def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(house):
    async with console(house) as browser:
        seen = await browser.open("/admin/approvals?state=done")
        assert seen.address.startswith("/admin/sign-in")
        assert 'name="to" value="/admin/approvals?state=done"' in seen.html


@pytest.mark.parametrize("page", [each for each in PAGES if each.path != "/admin/sign-out"], ids=lambda each: each.path)
async def test_no_page_is_shown_to_strangers(page: Page, house):
    path = re.sub(r"\{[^}]*\}", "x", page.path)
    async with console(house) as browser:
        seen = await (browser.open(path) if page.method == "GET" else browser.form(path, {}))
        assert seen.address.startswith("/admin/sign-in"), seen.words


async def test_signing_out_ends_the_session_on_the_server(house):
    async with console(house, "teller") as browser:
        await browser.open("/admin/")
        jar = {each.key: each.value for each in browser.client.session.cookie_jar}
        await browser.form("/admin/sign-out", {})
        again = await browser.open("/admin/", Cookie="; ".join(f"{name}={value}" for name, value in jar.items()))
        assert again.address.startswith("/admin/sign-in")


async def test_a_form_without_its_proof_does_nothing(house):
    async with console(house, "teller", pages=TEST_PAGES) as browser:
        seen = await browser.form("/admin/t/say", {"words": "hello"}, proof="0" * 64)
        assert seen.status == 403
        assert "reload the page" in seen.words


async def test_the_proof_of_another_session_is_none(house):
    await employ(house, "baraka@example.org", "teller")
    async with console(house, "teller", pages=TEST_PAGES) as first, console(house, pages=TEST_PAGES) as second:
        await second.sign_in("baraka@example.org")
        await second.open("/admin/")
        await first.open("/admin/")
        second.last, first.last = first.last, second.last
        assert (await first.form("/admin/t/say", {"words": "hello"})).status == 403


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_form_that_another_site_sends_does_nothing(house, headers):
    async with console(house, "teller", pages=TEST_PAGES) as browser:
        await browser.open("/admin/")
        assert (await browser.form("/admin/t/say", {"words": "hello"}, **headers)).status == 403


async def test_what_was_typed_is_never_markup(house):
    async with console(house, "teller", pages=TEST_PAGES) as browser:
        seen = await browser.open(f"/admin/t/show?q={SAYS}")
        assert "<script>alert" not in seen.html
        assert "<img" not in seen.html
        said = await browser.form("/admin/t/say", {"words": SAYS})
        assert "<script>alert" not in said.html
        assert "alert" in said.words


async def test_what_a_page_says_after_a_form_is_said_once(house):
    async with console(house, "teller", pages=TEST_PAGES) as browser:
        await browser.open("/admin/")
        seen = await browser.form("/admin/t/say", {"words": "Saved, 100 %; all of it."})
        assert "Saved, 100 %; all of it." in seen.words
        assert "Saved" not in (await browser.open("/admin/t/show")).words


async def test_a_page_that_the_role_does_not_allow_is_403_and_not_linked(house):
    async with console(house, "integrator", pages=TEST_PAGES) as browser:
        seen = await browser.open("/admin/t/approvals")
        assert seen.status == 403
        assert "Your role does not allow this" in seen.words
        assert "/admin/approvals" not in seen.html


async def test_a_page_that_is_not_there_says_so(house):
    async with console(house, "teller") as browser:
        for path in (
            "/admin/nothing",
            "/admin/approvals/nothing",
            "/admin/static/x/../../../etc/passwd",
            "/admin/%2e%2e/",
        ):
            seen = await browser.open(path)
            assert seen.status == 404, path
            assert "root:" not in seen.html


async def test_every_page_has_the_policy_and_is_kept_by_nobody(house):
    async with console(house, "manager") as browser:
        for path in ("/admin/", "/admin/approvals", "/admin/nothing", "/admin/sign-in"):
            seen = await browser.open(path)
            policy = seen.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert seen.headers["Cache-Control"] == "no-store"
            assert not re.search(r"\son\w+=|javascript:|<style|style=", seen.html), path


async def test_a_file_of_the_console_is_kept_for_good(house):
    async with console(house, "teller") as browser:
        sheet = re.search(r'href="(/admin/static/\w+/console.css)"', (await browser.open("/admin/")).html)
        assert sheet
        seen = await browser.open(sheet.group(1))
        assert "immutable" in seen.headers["Cache-Control"]


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/admin/", "/admin\\evil", "/admin/\\..//evil", "javascript:x", "", "/x",
     "/admin/\r\nSet-Cookie: a=b"],
)  # fmt: skip
def test_nobody_is_sent_elsewhere_after_signing_in(wanted: str):
    assert safe_path(wanted) == "/admin/"


async def test_two_people_decide_on_pages(house):
    amina = await register(house)
    await house.must(BlockMember(member=amina))
    await employ(house, "baraka@example.org", "manager")
    teller = Origin("staff:1", "console", frozenset({"teller"}))
    await house.perform(UnblockMember(member=amina, reason=SAYS), by=teller)
    async with console(house, "manager") as browser:
        listed = await browser.open("/admin/approvals")
        assert "Unblock member" in listed.words
        link = re.search(r'href="(/admin/approvals/\w+)"', listed.html)
        assert link
        seen = await browser.open(link.group(1))
        assert "<script>alert" not in seen.html
        assert "Yes, do it" in seen.words
        done = await browser.form(link.group(1), {"answer": "yes"})
        assert "Done. You were the second person." in done.words
        assert "Nothing waits for a second person." in done.words


def test_every_line_of_the_navigation_leads_to_a_page():
    paths = {page.path for page in PAGES if page.method == "GET"}
    assert {link.path for link in LINKS} <= paths


def test_no_two_pages_have_one_address():
    known = [(page.method, re.sub(r"\{\w+\}", "{}", page.path)) for page in PAGES]
    assert len(known) == len(set(known))
