"""Signing in to the API: tokens are made here and nowhere else, and core keeps their digests only."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from admin.api.answers import KEPT_BY_NOBODY, answer, problem
from admin.api.auth_shapes import (
    Account,
    Added,
    CodeBody,
    CredentialBody,
    LoginAnswer,
    LoginBody,
    Options,
    RefreshBody,
    SignedInAnswer,
    SignInCredentialBody,
)
from admin.api.bodies import Fields, read_object
from admin.api.endpoint import Written
from admin.api.serving import code_of
from admin.api.tokens import GOOD_FOR, Tokens
from admin.devices import device
from admin.passkeys import Passkeys
from admin.words import said
from core.ids import new_id
from core.institution import Institution
from core.messages import Arrival, Command, Door, NotPermitted, Origin, Refusal, Reply
from core.secret import Secret
from core.staff.messages import (
    AddPasskey,
    ProveSecondFactor,
    Refresh,
    Seat,
    SessionById,
    SessionOver,
    SignedIn,
    SignIn,
    SignInByPasskey,
    SignInPaused,
    SignOut,
    StaySignedIn,
    WrongFactor,
    WrongPasskey,
    WrongSignIn,
)

KIND = "api"
VISITOR = Origin("visitor", KIND)
MOST_NAME, MOST_SECRET, MOST_CREDENTIAL = 120, 200, 16_000
STATUSES: Mapping[type[Refusal], int] = {
    WrongSignIn: 401, WrongFactor: 401, WrongPasskey: 401, SessionOver: 401, SignInPaused: 429, NotPermitted: 403,
}  # fmt: skip
UNKNOWN = problem(
    401, "Sign in, and send the access token: Authorization: Bearer <token>.", code="not_authenticated", challenge=True
)  # fmt: skip
STOLEN = problem(
    401, "This refresh token was used before. The session has ended: sign in again.", code="refresh_token_reused"
)  # fmt: skip


@dataclass(frozen=True)
class Auth:
    """The routes under /api/auth, and who calls every other route."""

    door: Door
    tokens: Tokens
    passkeys: Passkeys
    institution: Institution

    def endpoints(self) -> tuple[Written, ...]:
        wrong = ((401, "wrong_sign_in"), (429, "sign_in_paused"))
        factor = ((401, "wrong_factor"), (429, "sign_in_paused"))
        shown = ((401, "wrong_passkey"),)
        return (
            _open("/login", self.login, "Sign in with a password", LoginBody, LoginAnswer, wrong),
            _open("/mfa/verify", self.verify, "The second factor", CodeBody, SignedInAnswer, factor),
            _open("/refresh", self.refresh, "New tokens for a refresh token, once", RefreshBody, SignedInAnswer, ()),
            Written("POST", "/api/auth/logout", self.logout, "End the session", status=204),
            Written("GET", "/api/auth/me", self.me, "Who is signed in", gives=Account),
            _open("/passkeys/login/options", self.sign_in_options, "A challenge to sign", None, Options, ()),
            _open(
                "/passkeys/login/verify", self.sign_in_by_passkey, "Sign in with a passkey", SignInCredentialBody,
                SignedInAnswer, shown,
            ),
            Written(
                "POST", "/api/auth/passkeys/register/options", self.add_options, "A challenge for a new passkey",
                gives=Options, refuses=((409, "prove_first"),),
            ),
            Written(
                "POST", "/api/auth/passkeys/register/verify", self.add_passkey, "Add a passkey", takes=CredentialBody,
                gives=Added, refuses=((401, "wrong_passkey"),), status=201,
            ),
        )  # fmt: skip

    async def identify(self, arrival: Arrival) -> Origin | Reply:
        """Who calls: an access token is looked at, and then her session, which may have ended since."""
        seat = await self._seat(arrival)
        return UNKNOWN if seat is None else _origin(seat)

    async def _seat(self, arrival: Arrival) -> Seat | None:
        kind, _, token = arrival.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token.isascii():
            return None
        session = self.tokens.session_of(token.strip(), now=arrival.at)
        if not session:
            return None
        seat = await self.door.perform(SessionById(session=session))
        if isinstance(seat, Refusal):
            return None
        if seat.fading:
            await self.door.perform(StaySignedIn(session=seat.session), key=new_id(), by=_origin(seat))
        return seat

    # With a password

    async def login(self, arrival: Arrival) -> Reply:
        body = read_object(arrival)
        if isinstance(body, Reply):
            return body
        fields = Fields(body)
        username, password = fields.text("username", most=MOST_NAME), fields.text("password", most=MOST_SECRET)
        if (wrong := fields.problem()) is not None:
            return wrong
        token = _new_token()
        wish = SignIn(
            username=username, password=Secret(password), token=token, kind=KIND, where=device(arrival)
        )  # fmt: skip
        return await self._signed_in(arrival, wish, token)

    async def verify(self, arrival: Arrival) -> Reply:
        body = read_object(arrival)
        if isinstance(body, Reply):
            return body
        fields = Fields(body)
        waits, code = fields.text("mfa_token", most=MOST_SECRET), fields.text("code", most=MOST_SECRET)
        if (wrong := fields.problem()) is not None:
            return wrong
        token = _new_token()
        wish = ProveSecondFactor(token=Secret(waits), code=Secret(code), new_token=token)
        return await self._signed_in(arrival, wish, token)

    async def _signed_in(self, arrival: Arrival, wish: Command[SignedIn], token: Secret) -> Reply:
        found = await self.door.perform(wish, key=new_id(), by=VISITOR)
        if isinstance(found, Refusal):
            return self._refused(found, arrival)
        if found.second_factor:
            waits = LoginAnswer(mfa_required=True, mfa_token=token.reveal(), kinds=found.kinds)
            return answer(waits)
        seat = await self.door.perform(SessionById(session=found.session))
        if isinstance(seat, Refusal):
            return self._refused(seat, arrival)
        return self._opened(seat.staff, seat.session, token, arrival.at)

    def _opened(self, staff: str, session: str, token: Secret, now: datetime) -> Reply:
        access = self.tokens.access(staff=staff, session=session, now=now)
        return answer(SignedInAnswer(access, token.reveal(), int(GOOD_FOR.total_seconds())))

    # Going on

    async def refresh(self, arrival: Arrival) -> Reply:
        body = read_object(arrival)
        if isinstance(body, Reply):
            return body
        fields = Fields(body)
        given = fields.text("refresh_token", most=MOST_SECRET)
        if (wrong := fields.problem()) is not None:
            return wrong
        token = _new_token()
        found = await self.door.perform(
            Refresh(token=Secret(given), new_token=token), key=new_id(), by=VISITOR
        )  # fmt: skip
        if isinstance(found, Refusal):
            return self._refused(found, arrival)
        return self._opened(found.staff, found.session, token, arrival.at) if found.open else STOLEN

    async def logout(self, arrival: Arrival) -> Reply:
        seat = await self._seat(arrival)
        if seat is None:
            return UNKNOWN
        await self.door.perform(SignOut(session=seat.session), key=new_id(), by=_origin(seat))
        return Reply(204, b"", headers=KEPT_BY_NOBODY)

    async def me(self, arrival: Arrival) -> Reply:
        seat = await self._seat(arrival)
        if seat is None:
            return UNKNOWN
        return answer(Account(seat.staff, seat.username, seat.name, seat.roles, seat.session))

    # With a passkey

    async def sign_in_options(self, arrival: Arrival) -> Reply:
        options = await self.passkeys.to_sign_in(arrival, VISITOR)
        return self._refused(options, arrival) if isinstance(options, Refusal) else answer(options)

    async def sign_in_by_passkey(self, arrival: Arrival) -> Reply:
        credential, _ = _credential(arrival)
        if isinstance(credential, Reply):
            return credential
        place, token = self.passkeys.place(arrival), _new_token()
        wish = SignInByPasskey(
            credential=credential, site=place.site, origin=place.origin, token=token, kind=KIND, where=device(arrival)
        )  # fmt: skip
        return await self._signed_in(arrival, wish, token)

    async def add_options(self, arrival: Arrival) -> Reply:
        seat = await self._seat(arrival)
        if seat is None:
            return UNKNOWN
        options = await self.passkeys.to_add(arrival, seat, _origin(seat))
        return self._refused(options, arrival) if isinstance(options, Refusal) else answer(options)

    async def add_passkey(self, arrival: Arrival) -> Reply:
        seat = await self._seat(arrival)
        if seat is None:
            return UNKNOWN
        credential, name = _credential(arrival)
        if isinstance(credential, Reply):
            return credential
        place = self.passkeys.place(arrival)
        wish = AddPasskey(credential=credential, name=name, site=place.site, origin=place.origin)
        found = await self.door.perform(wish, key=new_id(), by=_origin(seat))
        if isinstance(found, Refusal):
            return self._refused(found, arrival)
        made = Added(found.passkey, found.name, found.at)
        return Reply(201, answer(made).body, answer(made).content_type, KEPT_BY_NOBODY)

    def _refused(self, refusal: Refusal, arrival: Arrival) -> Reply:
        kind = type(refusal)
        status = STATUSES.get(kind, 409)
        more = {}
        if isinstance(refusal, SignInPaused):
            more["Retry-After"] = str(max(1, int((refusal.until - arrival.at).total_seconds())))
        return problem(
            status,
            code_of(kind).replace("_", " ").capitalize() + ".",
            code=code_of(kind),
            detail=said(refusal, self.institution, arrival.at.astimezone(UTC).date()),
            headers=more,
        )


def _open(path: str, read: Any, says: str, takes: Any, gives: Any, refuses: tuple[tuple[int, str], ...]) -> Written:
    return Written("POST", f"/api/auth{path}", read, says, takes, gives, refuses, is_open=True)


def _credential(arrival: Arrival) -> tuple[str | Reply, str]:
    """(what a device answered, as JSON; how she calls the device)."""
    body = read_object(arrival)
    if isinstance(body, Reply):
        return body, ""
    given, name = body.get("credential"), body.get("name", "")
    if isinstance(given, dict) and isinstance(name, str):
        return msgspec.json.encode(given).decode(), name
    return problem(
        422, "Some fields are not as they should be.", code="invalid",
        errors={"credential": "an object, as navigator.credentials answers it"},
    ), ""  # fmt: skip


def _new_token() -> Secret:
    """256 bits."""
    return Secret(secrets.token_urlsafe(32))


def _origin(seat: Seat) -> Origin:
    return Origin(f"staff:{seat.staff}", KIND, frozenset(seat.roles), seat.session)
