"""A page is a path and a function of a visit; a visit is one member of staff asking for one page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from admin.pages import csv
from admin.pages.forms import Form
from admin.pages.shown import Shown
from core.ids import new_id
from core.institution import Institution
from core.messages import A, Arrival, Command, Door, Origin, Refusal, Reply, Request, SecondPersonNeeded
from core.staff.messages import Seat

HTML = "text/html; charset=utf-8"
#: Carries one sentence to the page after a form, and is gone when that page was shown. Never a name or a number.
SAID_COOKIE = "imarisha_said"
SAID_SECONDS = 60
#: The navigation, in the order in which a day needs it.
GROUPS = ("Today", "Members", "Loans", "Cash desk", "Money", "Books", "House")


class Refused(Exception):
    """Core said no to what a page cannot do without; the visit ends with a page that says so."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


@dataclass(frozen=True)
class Link:
    """One line of the navigation."""

    group: str
    label: str
    path: str
    needs: type[Request[Any]] | None = None


@dataclass(frozen=True)
class Visit:
    """Who asks for what. `ask` and `do` go through the door with her roles and her session.

    `proof` is what forms of this session carry, `message` what the page before wants said: (ok | no, words).
    """

    seat: Seat
    arrival: Arrival
    form: Form
    door: Door
    institution: Institution
    shown: Shown
    proof: str
    links: Sequence[Link] = ()
    message: tuple[str, str] | None = None

    @property
    def by(self) -> Origin:
        return origin_of(self.seat)

    @property
    def address(self) -> str:
        """The address of the page, without its query."""
        return self.arrival.address

    @property
    def path(self) -> Mapping[str, str]:
        return self.arrival.path

    @property
    def query(self) -> Mapping[str, str]:
        return self.arrival.query

    def may(self, request: type[Request[Any]]) -> bool:
        """Is this shown to her at all? The bus decides again when she asks."""
        return self.shown.may(self.by.roles, request)

    async def perform(self, request: Request[A], *, key: str = "") -> A | Refusal:
        """Ask; a refusal is a value. A command is done once per form: the form carries the key."""
        if isinstance(request, Command):
            key = key or self.form.key or new_id()
        return await self.door.perform(request, key=key, scope=f"console:{self.seat.staff}", by=self.by)

    async def ask(self, request: Request[A]) -> A:
        """Ask what the page cannot do without. Raises Refused."""
        answer = await self.perform(request)
        if isinstance(answer, Refusal):
            raise Refused(answer)
        return answer

    async def do(self, request: Request[Any], *, to: str, says: str, key: str = "") -> Reply:
        """Do what a form asked for and go on to `to`, which then `says` what happened; a no is said there, too."""
        answer = await self.perform(request, key=key)
        if isinstance(answer, Refusal):
            return self.goes_to(to, says=self.shown.said(answer), bad=not isinstance(answer, SecondPersonNeeded))
        return self.goes_to(to, says=says)

    @property
    def navigation(self) -> list[tuple[str, list[Link]]]:
        """The links that she may follow, group by group."""
        groups: dict[str, list[Link]] = {group: [] for group in GROUPS}
        for link in self.links:
            if link.needs is None or self.may(link.needs):
                groups[link.group].append(link)
        return [(group, links) for group, links in groups.items() if links]

    def new_key(self) -> str:
        """One for each form that is shown."""
        return new_id()

    def page(self, template: str, *, title: str, status: int = 200, **facts: Any) -> Reply:
        """`template` under `templates/`, within the layout, with `facts` as its variables."""
        facts |= {"visit": self, "title": title, "here": self.address}
        seen = {"Set-Cookie": f"{SAID_COOKIE}=; Path=/admin/; Max-Age=0"} if self.message else {}
        return Reply(status, self.shown.render(template, facts).encode(), HTML, seen)

    def goes_to(self, path: str, *, says: str = "", bad: bool = False) -> Reply:
        """See other: the browser fetches that page, and pressing reload there does nothing twice."""
        headers = {"Location": path}
        if says:
            words = quote(f"{'no' if bad else 'ok'} {says}")
            headers["Set-Cookie"] = (
                f"{SAID_COOKIE}={words}; Path=/admin/; Max-Age={SAID_SECONDS}; HttpOnly; SameSite=Lax"
            )  # fmt: skip
        return Reply(303, b"", HTML, headers)

    def csv(self, name: str, header: tuple[str, ...], rows: Any) -> Reply:
        """A list as a file for a spreadsheet, safe against formulas."""
        return csv.reply(name, header, rows)

    def again(self, **changed: str) -> str:
        """This address with some of its query changed; an empty value is left out."""
        query = {**self.query, **changed}
        return "?" + urlencode({name: value for name, value in query.items() if value})


def origin_of(seat: Seat) -> Origin:
    return Origin(who=f"staff:{seat.staff}", channel=seat.kind, roles=frozenset(seat.roles), session=seat.session)


Show = Callable[[Visit], Awaitable[Reply]]


@dataclass(frozen=True)
class Page:
    """`needs`: without the permission to ask this she does not get the page, and no link to it."""

    method: str
    path: str
    show: Show
    needs: type[Request[Any]] | None = None


def view(path: str, show: Show, needs: type[Request[Any]] | None = None) -> Page:
    return Page("GET", path, show, needs)


def act(path: str, show: Show, needs: type[Request[Any]] | None = None) -> Page:
    """What a form is posted to."""
    return Page("POST", path, show, needs)
