"""Signing in to the console: a password and what must follow it, or a passkey; and choosing a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from admin.devices import device
from admin.pages.forms import NOTHING, Form, Unreadable
from admin.pages.forms import read as read_form
from admin.pages.page import HTML, Visit, act
from admin.pages.site import SIGN_IN, Site, comes_from_here, dressed
from admin.passkeys import Passkeys
from core.ids import new_id
from core.messages import Arrival, Command, Origin, Read, Refusal, Reply, Route
from core.secret import Secret
from core.staff.messages import ProveSecondFactor, SignedIn, SignIn, SignInByPasskey, SignOut, UseInvitation

VISITOR = Origin("visitor", "console")
KIND = "console"
HOME = "/admin/"
CODE, PASSKEY, WELCOME = f"{SIGN_IN}/code", f"{SIGN_IN}/passkey", "/admin/welcome"
NOT_FROM_HERE = "Please sign in on this page."
CANNOT_BE_READ = "This form cannot be read. Please try again."
DIFFERENT = "The two are not the same."


@dataclass(frozen=True)
class SigningIn:
    """What whoever is not signed in may see."""

    site: Site

    def routes(self) -> list[Route]:
        return [
            ("GET", SIGN_IN, self._shows("sign_in.html", "Sign in")),
            ("POST", SIGN_IN, self._takes("sign_in.html", "Sign in", self._password)),
            ("GET", CODE, self._shows("sign_in/code.html", "The second step")),
            ("POST", CODE, self._takes("sign_in/code.html", "The second step", self._code)),
            ("POST", PASSKEY, self._takes("sign_in.html", "Sign in", self._passkey)),
            ("GET", WELCOME, self._shows("sign_in/welcome.html", "Choose a password")),
            ("POST", WELCOME, self._takes("sign_in/welcome.html", "Choose a password", self._welcome)),
        ]

    def _shows(self, template: str, title: str) -> Read:
        async def read(arrival: Arrival) -> Reply:
            return self._page(_Asked(arrival, NOTHING, template, title))

        return read

    def _takes(self, template: str, title: str, take: Any) -> Read:
        async def read(arrival: Arrival) -> Reply:
            if (slower := await self.site.limit(f"peer:{arrival.peer}")) is not None:
                return slower
            try:
                asked = _Asked(arrival, read_form(arrival), template, title)
            except Unreadable:
                return self._page(_Asked(arrival, NOTHING, template, title), status=400, says=CANNOT_BE_READ)
            if not comes_from_here(arrival):
                return self._page(asked, status=403, says=NOT_FROM_HERE)
            reply: Reply = await take(asked)
            return reply

        return read

    async def _password(self, asked: _Asked) -> Reply:
        token = self.site.new_token()
        wish = SignIn(
            username=asked.form.text("username"),
            password=Secret(asked.form.fields.get("password", "")),
            token=token,
            kind=KIND,
            where=device(asked.arrival),
        )
        return await self._signed_in(asked, wish, token)

    async def _code(self, asked: _Asked) -> Reply:
        token = self.site.new_token()
        waits = self.site.token_of(asked.arrival)
        wish = ProveSecondFactor(token=waits, code=Secret(asked.form.text("code", most=40)), new_token=token)
        return await self._signed_in(asked, wish, token)

    async def _passkey(self, asked: _Asked) -> Reply:
        token = self.site.new_token()
        place = Passkeys(self.site.door, "", self.site.shown.public_url).place(asked.arrival)
        wish = SignInByPasskey(
            credential=asked.form.fields.get("credential", ""),
            site=place.site,
            origin=place.origin,
            token=token,
            kind=KIND,
            where=device(asked.arrival),
        )
        return await self._signed_in(asked, wish, token)

    async def _signed_in(self, asked: _Asked, wish: Command[SignedIn], token: Secret) -> Reply:
        answer = await self.site.door.perform(wish, key=new_id(), by=VISITOR)
        if isinstance(answer, Refusal):
            return self._page(asked, status=401, says=self.site.shown.said(answer))
        to = safe_path(asked.to)
        if answer.second_factor:
            to = f"{CODE}?to={quote(to)}"
        return dressed(Reply(303, b"", HTML, {"Location": to, "Set-Cookie": self.site.set_cookie(token)}))

    async def _welcome(self, asked: _Asked) -> Reply:
        password, again = asked.form.fields.get("password", ""), asked.form.fields.get("again", "")
        if password != again:
            return self._page(asked, status=422, says=DIFFERENT)
        wish = UseInvitation(code=Secret(asked.form.text("code", most=60)), password=Secret(password))
        answer = await self.site.door.perform(wish, key=new_id(), by=VISITOR)
        if isinstance(answer, Refusal):
            return self._page(asked, status=409, says=self.site.shown.said(answer))
        chosen = _Asked(asked.arrival, Form({"username": answer}), "sign_in.html", "Sign in")
        return self._page(chosen, says="Your password is chosen. Sign in with it.", good=True)

    def _page(self, asked: _Asked, *, status: int = 200, says: str = "", good: bool = False) -> Reply:
        facts = {
            "title": asked.title,
            "visit": None,
            "says": says,
            "good": good,
            "to": asked.to,
            "username": asked.form.fields.get("username", ""),
        }
        return dressed(Reply(status, self.site.shown.render(asked.template, facts).encode(), HTML))


@dataclass(frozen=True)
class _Asked:
    """What came, and the page that it came from."""

    arrival: Arrival
    form: Form
    template: str
    title: str

    @property
    def to(self) -> str:
        """Where she wanted to go."""
        return self.form.fields.get("to") or self.arrival.query.get("to", "")


def safe_path(wanted: str) -> str:
    """A page of the console, never an address elsewhere."""
    parts = urlsplit(wanted)
    inside = wanted.startswith(HOME) and not parts.netloc and not parts.scheme and "\\" not in wanted
    return wanted if inside and wanted.isprintable() else HOME


async def sign_out(visit: Visit) -> Reply:
    await visit.perform(SignOut(session=visit.seat.session), key=new_id())
    return Reply(303, b"", HTML, {"Location": SIGN_IN})


PAGES = (act("/admin/sign-out", sign_out),)
