"""Signing in to the API over real HTTP: what it answers, what it refuses, and that what ended is ended at once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.api import tokens
from admin.api.auth import Auth
from admin.api.openapi import document
from admin.api.routes import TABLE
from admin.api.serving import Serving
from admin.passkeys import Passkeys
from core.institution import Institution
from core.messages import Arrival, Origin, Reply
from core.secret import Secret
from core.staff.messages import ChangeRoles, ConfirmTotp, EndSessions, StartTotp, SuspendStaff
from deploy.metrics import Metrics
from deploy.web import Web
from tests.authenticator import Authenticator
from tests.house import House
from tests.unit.staff_house import PASSWORD, USERNAME, employ, guarding, seated

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEYS = {"access_token", "refresh_token", "expires_in"}


class Caller:
    """A program: it sends JSON, with its access token where it has one."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self.client = client
        self.access = ""

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.access}"} if self.access else {}
        async with self.client.request(method, path, json=body, headers=headers) as reply:
            assert reply.headers["Cache-Control"] == "no-store"
            return reply.status, (await reply.json() if reply.content_length else None)

    async def login(self, password: str = PASSWORD, username: str = USERNAME) -> tuple[int, Any]:
        status, found = await self.ask("POST", "/api/auth/login", {"username": username, "password": password})
        self.access = found.get("access_token", self.access)
        return status, found


@pytest.fixture
def house(build, database) -> House:
    return guarding(build, database)


@pytest.fixture
def auth(house: House) -> Auth:
    passkeys = Passkeys(house.bus, "Imarisha", "http://localhost:8080")
    return Auth(house.bus, tokens.made(Secret("0f" * 16), issuer="http://x"), passkeys, Institution())


@pytest.fixture
async def caller(house: House, auth: Auth) -> AsyncIterator[Caller]:
    async def no_limit(who: str) -> Reply | None:
        return None

    serving = Serving(house.bus, Institution(), auth.identify, no_limit)
    web = Web(serving.routes((*auth.endpoints(), *TABLE)), house.clock, Metrics())
    async with TestClient(TestServer(web.application())) as client:
        yield Caller(client)


async def test_a_password_gives_tokens_that_say_who_calls(house, caller):
    tabitha = await employ(house)
    status, found = await caller.login()
    assert (status, set(found), found["expires_in"]) == (200, KEYS, 600)
    status, me = await caller.ask("GET", "/api/auth/me")
    assert (status, me["staff"], me["username"], me["roles"]) == (200, tabitha.staff, USERNAME, ["teller"])
    assert (await caller.ask("GET", "/api/roles"))[0] == 200


async def test_nobody_gets_in_without_a_token_or_with_another(house, caller):
    await employ(house)
    for token in ("", "demo", "a.b.c"):
        caller.access = token
        for method, path in (("GET", "/api/auth/me"), ("POST", "/api/auth/logout"), ("GET", "/api/roles")):
            status, no = await caller.ask(method, path)
            assert (status, no["code"]) == (401, "not_authenticated")


async def test_what_is_wrong_is_said_without_saying_which(house, caller):
    await employ(house)
    first = await caller.login("another password")
    second = await caller.login(username="nobody@example.org")
    assert first == second
    assert (first[0], first[1]["code"]) == (401, "wrong_sign_in")
    status, no = await caller.ask("POST", "/api/auth/login", {"username": USERNAME})
    assert (status, [each["field"] for each in no["errors"]]) == (422, ["password"])
    for _ in range(4):
        await caller.login("another password")
    status, no = await caller.login()
    assert (status, no["code"]) == (429, "sign_in_paused")


async def test_the_access_token_ends_after_ten_minutes_and_the_refresh_token_goes_on(house, caller):
    await employ(house)
    _, found = await caller.login()
    house.clock.later(minutes=10)
    assert (await caller.ask("GET", "/api/auth/me"))[0] == 401
    status, fresh = await caller.ask("POST", "/api/auth/refresh", {"refresh_token": found["refresh_token"]})
    assert (status, set(fresh)) == (200, KEYS)
    caller.access = fresh["access_token"]
    assert (await caller.ask("GET", "/api/auth/me"))[0] == 200


async def test_a_refresh_token_that_comes_again_ends_everything(house, caller):
    await employ(house)
    _, first = await caller.login()
    _, second = await caller.ask("POST", "/api/auth/refresh", {"refresh_token": first["refresh_token"]})
    status, no = await caller.ask("POST", "/api/auth/refresh", {"refresh_token": first["refresh_token"]})
    assert (status, no["code"]) == (401, "refresh_token_reused")
    status, no = await caller.ask("POST", "/api/auth/refresh", {"refresh_token": second["refresh_token"]})
    assert (status, no["code"]) == (401, "session_over")
    caller.access = second["access_token"]
    assert (await caller.ask("GET", "/api/auth/me"))[0] == 401


async def test_logging_out_and_being_suspended_hold_for_tokens_that_are_still_good(house, caller):
    tabitha = await employ(house)
    await caller.login()
    assert (await caller.ask("POST", "/api/auth/logout"))[0] == 204
    assert (await caller.ask("GET", "/api/auth/me"))[0] == 401
    for wish in (EndSessions(staff=tabitha.staff), SuspendStaff(staff=tabitha.staff, reason="x")):
        await caller.login()
        assert (await caller.ask("GET", "/api/auth/me"))[0] == 200
        await house.must(wish)
        assert (await caller.ask("GET", "/api/auth/me"))[0] == 401


async def test_a_new_role_holds_for_tokens_that_are_out(house, caller):
    tabitha = await employ(house)
    await caller.login()
    status, no = await caller.ask("GET", "/api/staff")
    assert (status, no["code"]) == (403, "not_permitted")
    await house.must(ChangeRoles(staff=tabitha.staff, roles=("administrator",)))
    status, found = await caller.ask("GET", "/api/staff")
    assert (status, found["items"][0]["username"], found["next"]) == (200, USERNAME, None)
    status, waits = await caller.ask(
        "POST", "/api/staff", {"username": "new@example.org", "name": "Nia", "roles": ["teller"]}
    )
    assert (status, waits["state"]) == (202, "waiting")
    _, roles = await caller.ask("GET", "/api/roles")
    assert {"teller", "auditor"} < {each["role"] for each in roles["items"]}


async def test_a_second_factor_is_asked_for_and_opens(house, caller):
    await employ(house)
    _, she = await seated(house)
    await house.must(StartTotp(seed=Secret(SEED)), by=she)
    totp = pyotp.TOTP(SEED)
    await house.must(ConfirmTotp(code=Secret(totp.at(house.clock.now)), recovery=Secret("AAAA-BBBB")), by=she)
    house.clock.later(minutes=1)
    status, found = await caller.login()
    assert status == 200
    assert found == {"mfa_required": True, "mfa_token": found["mfa_token"], "kinds": ["totp", "recovery"]}
    waits = found["mfa_token"]
    status, no = await caller.ask("POST", "/api/auth/mfa/verify", {"mfa_token": waits, "code": "000000"})
    assert (status, no["code"]) == (401, "wrong_factor")
    code = totp.at(house.clock.now)
    status, found = await caller.ask("POST", "/api/auth/mfa/verify", {"mfa_token": waits, "code": code})
    assert (status, set(found)) == (200, KEYS)
    assert (await caller.ask("POST", "/api/auth/mfa/verify", {"mfa_token": waits, "code": code}))[0] == 401
    assert (await caller.ask("POST", "/api/auth/refresh", {"refresh_token": waits}))[0] == 401


async def test_a_passkey_is_added_and_signs_in(house, caller):
    await employ(house)
    await caller.login()
    device = Authenticator()
    status, options = await caller.ask("POST", "/api/auth/passkeys/register/options")
    assert (status, options["rp"]["id"], options["authenticatorSelection"]["residentKey"]) == (
        200, "localhost", "required",
    )  # fmt: skip
    body = {"credential": json.loads(device.makes(options["challenge"])), "name": "Phone"}
    status, added = await caller.ask("POST", "/api/auth/passkeys/register/verify", body)
    assert (status, added["name"]) == (201, "Phone")

    caller.access = ""
    status, options = await caller.ask("POST", "/api/auth/passkeys/login/options")
    assert (status, options["userVerification"], options["rpId"]) == (200, "required", "localhost")
    body = {"credential": json.loads(device.signs(options["challenge"]))}
    status, found = await caller.ask("POST", "/api/auth/passkeys/login/verify", body)
    assert (status, set(found)) == (200, KEYS)
    status, no = await caller.ask("POST", "/api/auth/passkeys/login/verify", body)
    assert (status, no["code"]) == (401, "wrong_passkey")
    house.clock.later(minutes=6)
    caller.access = found["access_token"]
    status, no = await caller.ask("POST", "/api/auth/passkeys/register/options")
    assert (status, no["code"]) == (409, "prove_first")


@pytest.mark.parametrize("path", ["login", "refresh", "mfa/verify", "passkeys/login/verify"])
async def test_a_body_that_is_none_is_refused(path, house, caller):
    for body, expected in ((None, 415), ([], 422), ({}, 422), ({"credential": 7, "username": 7}, 422)):
        status, _ = await caller.ask("POST", f"/api/auth/{path}", body)
        assert status == expected, body


async def test_signing_in_is_described_with_everything_else(house, auth):
    paths = document((*auth.endpoints(), *TABLE), name="x", two_people=[])["paths"]
    login = paths["/api/auth/login"]["post"]
    assert login["security"] == []
    assert {"200", "401", "422", "429", "415"} <= set(login["responses"])
    assert "/api/auth/passkeys/register/verify" in paths


async def test_a_token_names_nobody_whose_session_is_another_kind_of_thing(house, auth):
    now = datetime(2026, 3, 11, 9, tzinfo=UTC)
    forged = auth.tokens.access(staff="x", session="no such session", now=now)
    arrival = Arrival({}, {}, {"authorization": f"Bearer {forged}"}, b"", now)
    answer = await auth.identify(arrival)
    assert not isinstance(answer, Origin)
