"""Every route for every role: who may not is told so, whatever is sent; who may is never told that."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.api.endpoint import Endpoint
from admin.api.routes import TABLE
from admin.api.serving import Serving
from core.institution import Institution
from core.messages import Arrival, Command, Origin, Reply
from core.permissions.rules import ROLES, RULES
from deploy.metrics import Metrics
from deploy.web import Web
from tests.house import House


@pytest.fixture
async def api(house: House) -> AsyncIterator[TestClient[Any, Any]]:
    async def identify(arrival: Arrival) -> Origin | Reply:
        return Origin("staff:1", "api", frozenset({arrival.headers["x-role"]}))

    async def no_limit(who: str) -> Reply | None:
        return None

    web = Web(Serving(house.bus, Institution(), identify, no_limit).routes(TABLE), house.clock, Metrics())
    async with TestClient(TestServer(web.application())) as client:
        yield client


def address(endpoint: Endpoint) -> str:
    return re.sub(r"\{\w+\}", "nothing", endpoint.path)


async def asked(api: TestClient[Any, Any], endpoint: Endpoint, role: str) -> tuple[int, str]:
    headers = {"x-role": role, "Idempotency-Key": f"{role}:{endpoint.method}:{endpoint.path}"}
    body: dict[str, Any] | None = None if endpoint.method == "GET" else {}
    async with api.request(endpoint.method, address(endpoint), json=body, headers=headers) as reply:
        found = await reply.json() if reply.content_length else {}
        return reply.status, found.get("code", "")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", ROLES)
async def test_every_route_for_this_role(role: str, api: TestClient[Any, Any]) -> None:
    wrong = []
    for endpoint in TABLE:
        status, code = await asked(api, endpoint, role)
        allowed = role in RULES[endpoint.request].roles if endpoint.request in RULES else False
        is_refused = (status, code) == (403, "not_permitted")
        if status >= 500 or is_refused == allowed:
            wrong.append(f"{endpoint.method} {endpoint.path}: {status} {code}")
    assert wrong == []


def test_every_route_is_for_somebody() -> None:
    assert [each.path for each in TABLE if each.request not in RULES] == []


def test_auditors_and_integrators_change_nothing_by_themselves() -> None:
    """An auditor reads; what a program does that moves money waits for a person."""
    changed = {
        request.__name__
        for request, rule in RULES.items()
        if issubclass(request, Command) and "auditor" in rule.roles and not of_her_own(request)
    }
    assert changed == set()


def of_her_own(request: type) -> bool:
    """What everybody does with her own sign-in; and deciding an approval, which needs a role of its own."""
    return request.__module__.startswith("core.staff") or request.__name__ == "DecideApproval"
