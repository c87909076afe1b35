"""The site: every visit is by somebody signed in, every form is one of ours, and nothing comes from elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from admin.pages.forms import NOTHING, Form, Unreadable
from admin.pages.forms import read as read_form
from admin.pages.page import HTML, SAID_COOKIE, Link, Page, Refused, Visit, origin_of
from admin.pages.shown import STATIC, VERSION, Shown
from core.ids import new_id
from core.messages import Arrival, Door, KeyReused, NotPermitted, Read, Refusal, Reply, Route
from core.secret import Secret
from core.staff.messages import Seat, SessionOf, StaySignedIn

SIGN_IN = "/admin/sign-in"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

UNREADABLE = "This form cannot be read. Please go back and try again."
NOT_OURS = "This form is too old or not from here. Please go back, reload the page and try again."
SENT_BEFORE = "This form was sent before with other words. Please reload the page and try again."
NO_PAGE = "There is no such page. It may have moved, or the address is not right."
TOO_OFTEN = b"Too many pages at once. Please wait a moment and reload."

Limit = Callable[[str], Awaitable[Reply | None]]


@dataclass(frozen=True)
class Site:
    """`secure`: reached by https, so the cookie is for https alone. `proof_key` makes the proofs of forms."""

    door: Door
    shown: Shown
    proof_key: bytes
    secure: bool
    links: Sequence[Link]
    limit: Limit

    @property
    def cookie(self) -> str:
        """With the prefix no other host and no plain http can set it; browsers take it over https only."""
        return "__Host-imarisha" if self.secure else "imarisha"

    def routes(self, pages: Sequence[Page], open_routes: Sequence[Route] = ()) -> list[Route]:
        """`open_routes` are for whoever is not signed in."""

        async def home(arrival: Arrival) -> Reply:
            return Reply(308, headers={"Location": "/admin/"})

        return [
            ("GET", "/admin", home),
            ("GET", f"/admin/static/{VERSION}/{{name}}", self._static()),
            *open_routes,
            *((page.method, page.path, self._reader(page)) for page in pages),
            ("GET", "/admin/{rest:.*}", self._nowhere),
        ]

    def _reader(self, page: Page) -> Read:
        async def read(arrival: Arrival) -> Reply:
            return dressed(await self._answered(arrival, page))

        return read

    async def _answered(self, arrival: Arrival, page: Page) -> Reply:
        token = self.token_of(arrival)
        seat = await self.door.perform(SessionOf(token=token)) if token else None
        if not isinstance(seat, Seat):
            back = quote(asked_for(arrival)) if page.method == "GET" else ""
            return Reply(303, b"", HTML, {"Location": f"{SIGN_IN}?to={back}" if back else SIGN_IN})
        if (slower := await self.limit(f"staff:{seat.staff}")) is not None:
            return Reply(slower.status, TOO_OFTEN, headers=slower.headers)
        if seat.fading:
            await self.door.perform(StaySignedIn(session=seat.session), key=new_id(), by=origin_of(seat))
        form = NOTHING
        if page.method == "POST":
            try:
                form = read_form(arrival)
            except Unreadable:
                return self._trouble(self._visit(seat, arrival, NOTHING, token), 400, UNREADABLE)
            if not self._is_ours(form, token, arrival):
                return self._trouble(self._visit(seat, arrival, NOTHING, token), 403, NOT_OURS)
        return await self._show(self._visit(seat, arrival, form, token), page)

    async def _show(self, visit: Visit, page: Page) -> Reply:
        if page.needs is not None and not visit.may(page.needs):
            return self._refused(visit, NotPermitted(page.needs.__name__))
        try:
            return await page.show(visit)
        except Refused as no:
            return self._refused(visit, no.refusal)

    def _visit(self, seat: Seat, arrival: Arrival, form: Form, token: Secret) -> Visit:
        return Visit(
            seat, arrival, form, self.door, self.shown.institution, self.shown,
            proof=self.proof(token), links=self.links, message=message(arrival),
        )  # fmt: skip

    def _refused(self, visit: Visit, refusal: Refusal) -> Reply:
        if isinstance(refusal, KeyReused):
            return self._trouble(visit, 409, SENT_BEFORE)
        is_lost = type(refusal).__name__.startswith("NoSuch")
        status = 403 if isinstance(refusal, NotPermitted) else 404 if is_lost else 409
        return self._trouble(visit, status, self.shown.said(refusal))

    def _trouble(self, visit: Visit, status: int, says: str) -> Reply:
        return visit.page("trouble.html", title="That did not work", status=status, says=says)

    async def _nowhere(self, arrival: Arrival) -> Reply:
        async def show(visit: Visit) -> Reply:
            return self._trouble(visit, 404, NO_PAGE)

        return dressed(await self._answered(arrival, Page("GET", "/admin/{rest}", show)))

    def _static(self) -> Read:
        parts = {
            path.name: Reply(200, path.read_bytes(), TYPES[path.suffix], KEPT) for path in STATIC.iterdir()
        }  # fmt: skip

        async def read(arrival: Arrival) -> Reply:
            return parts.get(arrival.path["name"], Reply(404, b"There is no such file."))

        return read

    # Cookies and proofs

    def token_of(self, arrival: Arrival) -> Secret:
        return Secret(cookies(arrival).get(self.cookie, ""))

    def new_token(self) -> Secret:
        """256 bits, for a new session."""
        return Secret(secrets.token_urlsafe(32))

    def set_cookie(self, token: Secret) -> str:
        secure = "; Secure" if self.secure else ""
        return f"{self.cookie}={token.reveal()}; Path=/; HttpOnly; SameSite=Lax{secure}"

    def proof(self, token: Secret) -> str:
        """What a form of this session carries: nobody else can know it."""
        return hmac.new(self.proof_key, b"form:" + token.reveal().encode(), hashlib.sha256).hexdigest()

    def _is_ours(self, form: Form, token: Secret, arrival: Arrival) -> bool:
        return comes_from_here(arrival) and hmac.compare_digest(form.proof.encode(), self.proof(token).encode())


def comes_from_here(arrival: Arrival) -> bool:
    """What browsers say themselves of who sent a form; where they say nothing, the proof decides."""
    if arrival.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = arrival.headers.get("origin", "")
    return origin in ("", "null") or urlsplit(origin).netloc == arrival.headers.get("host", "")


def asked_for(arrival: Arrival) -> str:
    """The path and query that were asked for."""
    query = urlencode(list(arrival.query.items()))
    return f"{arrival.address}?{query}" if query else arrival.address


def cookies(arrival: Arrival) -> dict[str, str]:
    jar: Any = SimpleCookie()
    try:
        jar.load(arrival.headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def dressed(reply: Reply) -> Reply:
    """With the headers that every page has."""
    return Reply(reply.status, reply.body, reply.content_type, {**HEADERS, **reply.headers})


def message(arrival: Arrival) -> tuple[str, str] | None:
    """(ok | no, what the page before wants said)."""
    kind, _, says = unquote(cookies(arrival).get(SAID_COOKIE, "")).partition(" ")
    return (kind, says[:300]) if kind in ("ok", "no") and says else None
