"""The console over real HTTP, for tests: a browser without scripts, signed in as somebody with these roles."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from aiohttp import CookieJar, FormData
from aiohttp.test_utils import TestClient, TestServer

from admin.limits import often
from admin.pages import shown
from admin.pages.index import LINKS, PAGES
from admin.pages.page import Page
from admin.pages.sign_in import SigningIn
from admin.pages.site import Site
from core.institution import Institution
from deploy.metrics import Metrics
from deploy.web import Web
from tests.house import House
from tests.unit.staff_house import PASSWORD, USERNAME, employ

_PROOF = re.compile(r'name="form_proof" value="(\w+)"')
_KEY = re.compile(r'name="form_key" value="(\w+)"')
_TAGS = re.compile(r"<(script|style|nav).*?</\1>|<[^>]+>", re.DOTALL)


@dataclass
class Seen:
    """A page as it came: `words` is what a person reads of it."""

    status: int
    html: str
    headers: Any
    address: str

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", unescape(_TAGS.sub(" ", self.html))).strip()


@dataclass
class Browser:
    """Follows links and sends forms, as a person would; `form` sends back the proof and key of the last page."""

    client: TestClient[Any, Any]
    last: Seen | None = None
    sent: dict[str, str] = field(default_factory=dict)

    @property
    def seen(self) -> Seen:
        """The page that is open."""
        assert self.last
        return self.last

    async def open(self, path: str, **headers: str) -> Seen:
        async with self.client.get(path, headers=headers) as reply:
            self.last = Seen(reply.status, await reply.text(), reply.headers, str(reply.url.relative()))
        return self.last

    async def form(self, path: str, fields: dict[str, str], *, proof: str = "", key: str = "", **headers: str) -> Seen:
        """Post to `path`; a redirect is followed, as browsers do."""
        page = self.last.html if self.last else ""
        found, known = _PROOF.search(page), _KEY.findall(page)
        self.sent = {
            "form_proof": proof or (found.group(1) if found else ""),
            "form_key": key or (known[-1] if known else ""),
            **fields,
        }
        async with self.client.post(path, data=self.sent, headers=headers) as reply:
            self.last = Seen(reply.status, await reply.text(), reply.headers, str(reply.url.relative()))
        return self.last

    async def files(self, path: str, fields: dict[str, str], files: dict[str, bytes]) -> Seen:
        """Post to `path` with files, as a form with `enctype="multipart/form-data"` does."""
        page = self.last.html if self.last else ""
        found, known = _PROOF.search(page), _KEY.findall(page)
        data = FormData(default_to_multipart=True)
        mine = {"form_proof": found.group(1) if found else "", "form_key": known[-1] if known else ""}
        for name, value in {**mine, **fields}.items():
            data.add_field(name, value)
        for name, content in files.items():
            data.add_field(name, content, filename=f"{name}.csv", content_type="text/csv")
        async with self.client.post(path, data=data) as reply:
            self.last = Seen(reply.status, await reply.text(), reply.headers, str(reply.url.relative()))
        return self.last

    async def sign_in(self, username: str = USERNAME, password: str = PASSWORD) -> Seen:
        return await self.form("/admin/sign-in", {"username": username, "password": password})


def site_of(house: House, *, pages: tuple[Page, ...] = PAGES) -> Any:
    """The console of this house as an application."""
    looks = shown.made(Institution(), house.clock)
    limit = often("", signed_in=100_000, strangers=100_000)
    site = Site(
        door=house.bus, shown=looks, proof_key=b"a key", secure=False, links=LINKS, limit=limit
    )  # fmt: skip
    return Web(site.routes(pages, SigningIn(site).routes()), house.clock, Metrics()).application()


@asynccontextmanager
async def console(house: House, *roles: str, pages: tuple[Page, ...] = PAGES) -> AsyncIterator[Browser]:
    """Signed in as Tabitha, who has these roles; nobody is signed in without roles."""
    if roles:
        await employ(house, USERNAME, *roles)
    jar = CookieJar(unsafe=True)
    async with TestClient(TestServer(site_of(house, pages=pages)), cookie_jar=jar) as client:
        browser = Browser(client)
        if roles:
            seen = await browser.sign_in()
            assert seen.status == 200, seen.words
        yield browser
