"""No password, code, seed or token of staff stands anywhere after a whole sign-in, by the API and in the console."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pyotp
import pytest

from core.db import Database
from deploy import clock
from deploy.people import PASSWORD
from deploy.settings import read
from tests.whole import canary
from tests.whole.running import Http, Site

TELLER = "teller@imarisha.example"
#: Of words that stand nowhere else.
WRONG, NEW, GUESS = "Kipepeo7Buluu", "Tembo4Mwekundu9", "493027"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path / "var", {"IMARISHA_LOG_LEVEL": "debug"})
    try:
        await site.start("serve", "--demo")
        yield site
    finally:
        site.end()


async def test_nothing_that_staff_prove_themselves_with_stands_anywhere(site: Site) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        secrets = [WRONG, NEW, GUESS]
        secrets += await by_pages(http, site)
        secrets += await by_api(http, site, secrets[-1])
    seen = await in_tables(site, secrets) + canary.in_files(site, secrets)
    seen += canary.found("a log", site.running["serve"].said.splitlines(), secrets)
    assert not seen
    assert len(set(secrets)) > 15


async def in_tables(site: Site, secrets: list[str]) -> list[str]:
    database = Database(read(site.environ, data=site.data).database)
    try:
        return await canary.in_tables(database, secrets)
    finally:
        await database.close()


async def by_pages(http: Http, site: Site) -> list[str]:
    """Her first steps: a wrong password, another password, an authenticator. Answers its secrets, the seed last."""
    await form(http, site, "/admin/sign-in", username=TELLER, password=WRONG)
    await form(http, site, "/admin/sign-in", username=TELLER, password=PASSWORD)
    [cookie] = [each.value for each in http.cookie_jar if each.key == "imarisha"]
    page = await (await http.get(f"{site.url}/admin/me")).text()
    proof = {"form_proof": one(r'name="form_proof" value="(\w+)"', page)}
    page = await form(http, site, "/admin/me/password", password=WRONG, new=NEW, again=NEW, **proof)
    page = await form(http, site, "/admin/me/password", password=PASSWORD, new=NEW, again=NEW, **proof)
    assert "password is changed" in page
    page = await form(http, site, "/admin/me/authenticator", **proof)
    seed = one(r'name="seed" value="(\w+)"', page)
    await form(http, site, "/admin/me/authenticator/confirm", seed=seed, code=GUESS, **proof)
    code = pyotp.TOTP(seed).at(clock.now())
    page = await form(http, site, "/admin/me/authenticator/confirm", seed=seed, code=code, **proof)
    codes = re.findall(r"<code>(\w{4}-\w{4})</code>", page)
    assert len(codes) == 10
    return [cookie, *codes, seed]


async def by_api(http: Http, site: Site, seed: str) -> list[str]:
    found = await said(http, site, "login", username=TELLER, password=NEW)
    waits = found["mfa_token"]
    await said(http, site, "mfa/verify", mfa_token=waits, code=GUESS)
    code = pyotp.TOTP(seed).at(int(clock.now().timestamp()) + 30)
    opened = await said(http, site, "mfa/verify", mfa_token=waits, code=code)
    fresh = await said(http, site, "refresh", refresh_token=opened["refresh_token"])
    await said(http, site, "refresh", refresh_token=opened["refresh_token"])
    return [waits, *(each[name] for each in (opened, fresh) for name in ("access_token", "refresh_token"))]


async def form(http: Http, site: Site, path: str, **fields: str) -> str:
    async with http.post(site.url + path, data=fields) as reply:
        return await reply.text()


async def said(http: Http, site: Site, path: str, **fields: str) -> Any:
    async with http.post(f"{site.url}/api/auth/{path}", json=fields) as reply:
        return await reply.json()


def one(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found, page
    return found.group(1)
