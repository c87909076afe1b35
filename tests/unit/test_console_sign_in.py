"""Signing in to the console as people do: with a code, a recovery code, a first password; and My sign-in."""

from __future__ import annotations

import re

import pyotp
import pytest

from core.staff.messages import AddStaff, InvitationOf
from tests.house import House
from tests.unit.console import Browser, console
from tests.unit.staff_house import PASSWORD, USERNAME, employ, guarding

NEW = "kiangazi kirefu"


@pytest.fixture
def house(build, database) -> House:
    return guarding(build, database)


async def enrol(browser: Browser, house: House) -> tuple[pyotp.TOTP, list[str]]:
    """Through the pages; answers the authenticator and the recovery codes."""
    await browser.open("/admin/me")
    seen = await browser.form("/admin/me/authenticator", {})
    assert '<svg role="img"' in seen.html
    assert "style=" not in seen.html, "the policy of the page forbids it"
    [seed] = re.findall(r'name="seed" value="(\w+)"', seen.html)
    totp = pyotp.TOTP(seed)
    seen = await browser.form("/admin/me/authenticator/confirm", {"seed": seed, "code": "000000"})
    assert "does not fit" in seen.words
    assert seed in seen.html, "she need not begin again"
    seen = await browser.form("/admin/me/authenticator/confirm", {"seed": seed, "code": totp.at(house.clock.now)})
    codes = re.findall(r"<code>(\w{4}-\w{4})</code>", seen.html)
    assert len(set(codes)) == 10
    house.clock.later(minutes=1)
    return totp, codes


async def test_a_code_is_asked_for_after_the_password_and_leads_where_she_wanted_to_go(house):
    async with console(house, "teller") as first:
        totp, codes = await enrol(first, house)
    async with console(house) as browser:
        await browser.open("/admin/approvals")
        seen = await browser.form(
            "/admin/sign-in", {"username": USERNAME, "password": PASSWORD, "to": "/admin/approvals"}
        )
        assert "The second step" in seen.words
        assert (await browser.open("/admin/")).address.startswith("/admin/sign-in"), "she is not in yet"
        await browser.open("/admin/sign-in/code")
        seen = await browser.form("/admin/sign-in/code", {"code": "000000"})
        assert "does not fit" in seen.words
        code = totp.at(house.clock.now)
        seen = await browser.form("/admin/sign-in/code", {"code": code, "to": "/admin/approvals"})
        assert seen.address == "/admin/approvals"
    async with console(house) as browser:
        await browser.sign_in()
        seen = await browser.form("/admin/sign-in/code", {"code": codes[3]})
        assert seen.address == "/admin/"
        assert "9 are left" in (await browser.open("/admin/me")).words


async def test_a_code_without_a_password_before_it_opens_nothing(house):
    await employ(house)
    async with console(house) as browser:
        assert "does not fit" in (await browser.form("/admin/sign-in/code", {"code": "123456"})).words


async def test_somebody_new_chooses_her_password_with_the_code(house):
    added = await house.must(AddStaff(username="nia@example.org", name="Nia", roles=("teller",)))
    code = await house.must(InvitationOf(staff=added.staff))
    async with console(house) as browser:
        await browser.open("/admin/welcome")
        sent = {"code": code.reveal(), "password": NEW, "again": NEW + "x"}
        assert "not the same" in (await browser.form("/admin/welcome", sent)).words
        weak = {**sent, "password": "short", "again": "short"}
        assert "ten letters" in (await browser.form("/admin/welcome", weak)).words
        seen = await browser.form("/admin/welcome", {**sent, "again": NEW})
        assert 'value="nia@example.org"' in seen.html
        assert (await browser.sign_in("nia@example.org", NEW)).address == "/admin/"
        await browser.open("/admin/welcome")
        assert "opens nothing" in (await browser.form("/admin/welcome", {**sent, "again": NEW})).words


async def test_a_screen_that_was_left_open_asks_for_the_password_again(house):
    async with console(house, "teller") as browser:
        house.clock.later(minutes=6)
        seen = await browser.open("/admin/me")
        assert "type your password once more" in seen.words
        assert "Add an authenticator" not in seen.words
        seen = await browser.form("/admin/me/prove", {"password": "another password"})
        assert "not your password" in seen.words
        seen = await browser.form("/admin/me/prove", {"password": PASSWORD})
        assert "Add an authenticator" in seen.words


async def test_she_changes_her_password_and_ends_another_session(house):
    async with console(house, "teller") as browser, console(house) as other:
        await other.sign_in()
        seen = await browser.open("/admin/me")
        [session] = re.findall(r"/admin/me/sessions/(\w+)/end", seen.html)
        assert "Signed out there" in (await browser.form(f"/admin/me/sessions/{session}/end", {})).words
        assert (await other.open("/admin/")).address.startswith("/admin/sign-in")
        sent = {"password": PASSWORD, "new": NEW, "again": NEW}
        assert "password is changed" in (await browser.form("/admin/me/password", sent)).words
        assert (await other.sign_in()).status == 401
        assert (await other.sign_in(password=NEW)).address == "/admin/"


async def test_every_device_is_called_as_its_owner_would(house):
    async with console(house, "teller") as browser:
        android = "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
        await browser.form("/admin/sign-in", {"username": USERNAME, "password": PASSWORD}, **{"User-Agent": android})
        assert "Chrome on Android" in (await browser.open("/admin/me")).words


@pytest.mark.parametrize("path", ["/admin/sign-in/code", "/admin/sign-in/passkey", "/admin/welcome", "/admin/sign-in"])
async def test_no_form_of_signing_in_is_taken_from_elsewhere(path, house):
    async with console(house) as browser:
        seen = await browser.form(path, {"code": "x", "credential": "{}"}, Origin="https://evil.example")
        assert seen.status == 403


async def test_an_answer_of_no_device_is_refused(house):
    async with console(house) as browser:
        seen = await browser.form("/admin/sign-in/passkey", {"credential": "{}"})
        assert seen.status == 401
        assert "could not prove" in seen.words


async def test_an_authenticator_is_removed(house):
    async with console(house, "teller") as browser:
        await enrol(browser, house)
        await browser.open("/admin/me")
        assert "is removed" in (await browser.form("/admin/me/authenticator/remove", {})).words


async def test_new_recovery_codes_take_the_place_of_the_old(house):
    async with console(house, "teller") as browser:
        _, codes = await enrol(browser, house)
        await browser.open("/admin/me")
        seen = await browser.form("/admin/me/recovery-codes", {})
        assert not set(codes) & set(re.findall(r"<code>(\w{4}-\w{4})</code>", seen.html))
    async with console(house) as browser:
        await browser.sign_in()
        assert "does not fit" in (await browser.form("/admin/sign-in/code", {"code": codes[0]})).words
