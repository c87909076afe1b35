"""Signing in and out of the console."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from admin.pages.forms import NOTHING, Form, Unreadable
from admin.pages.forms import read as read_form
from admin.pages.page import HTML, Visit, act
from admin.pages.site import SIGN_IN, Site, comes_from_here, dressed
from core.ids import new_id
from core.messages import Arrival, Origin, Refusal, Reply, Route
from core.secret import Secret
from core.staff.messages import SignIn, SignOut

VISITOR = Origin("visitor", "console")
KIND = "console"
HOME = "/admin/"


@dataclass(frozen=True)
class SigningIn:
    """What whoever is not signed in may see."""

    site: Site

    def routes(self) -> list[Route]:
        return [("GET", SIGN_IN, self._ask), ("POST", SIGN_IN, self._take)]

    async def _ask(self, arrival: Arrival) -> Reply:
        return self._page(arrival, NOTHING)

    async def _take(self, arrival: Arrival) -> Reply:
        if (slower := await self.site.limit(f"peer:{arrival.peer}")) is not None:
            return slower
        try:
            form = read_form(arrival)
        except Unreadable:
            return self._page(arrival, NOTHING, status=400, says="This form cannot be read. Please try again.")
        if not comes_from_here(arrival):
            return self._page(arrival, NOTHING, status=403, says="Please sign in on this page.")
        token = self.site.new_token()
        wish = SignIn(
            username=form.text("username"),
            password=Secret(form.fields.get("password", "")),
            token=token,
            kind=KIND,
            where=arrival.headers.get("user-agent", ""),
        )
        answer = await self.site.door.perform(wish, key=new_id(), by=VISITOR)
        if isinstance(answer, Refusal):
            return self._page(arrival, form, status=401, says=self.site.shown.said(answer))
        to = safe_path(form.fields.get("to", ""))
        return dressed(Reply(303, b"", HTML, {"Location": to, "Set-Cookie": self.site.set_cookie(token)}))

    def _page(self, arrival: Arrival, form: Form, *, status: int = 200, says: str = "") -> Reply:
        facts = {
            "title": "Sign in",
            "visit": None,
            "says": says,
            "to": form.fields.get("to") or arrival.query.get("to", ""),
        }
        facts["username"] = form.fields.get("username", "")
        return dressed(Reply(status, self.site.shown.render("sign_in.html", facts).encode(), HTML))


def safe_path(wanted: str) -> str:
    """A page of the console, never an address elsewhere."""
    parts = urlsplit(wanted)
    inside = wanted.startswith(HOME) and not parts.netloc and not parts.scheme and "\\" not in wanted
    return wanted if inside and wanted.isprintable() else HOME


async def sign_out(visit: Visit) -> Reply:
    await visit.perform(SignOut(session=visit.seat.session), key=new_id())
    return Reply(303, b"", HTML, {"Location": SIGN_IN})


PAGES = (act("/admin/sign-out", sign_out),)
