"""The edge of the staff's side: who calls too often waits, only our own proxy is believed, cookies over https."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.limits import often
from admin.pages import shown
from admin.pages.site import Site
from core.institution import Institution
from core.messages import Arrival, Reply
from core.secret import Secret
from deploy.metrics import Metrics
from deploy.web import Web
from tests.house import NOON, House
from tests.services import Redis


@pytest.mark.parametrize("where", ["memory", "redis"])
async def test_who_calls_too_often_waits_and_nobody_else_does(where: str, request: pytest.FixtureRequest) -> None:
    redis: Redis | None = request.getfixturevalue("redis_server") if where == "redis" else None
    limit = often(redis.url if redis else "", signed_in=3, strangers=2)
    assert [await limit("staff:1") for _ in range(3)] == [None] * 3
    refused = await limit("staff:1")
    assert refused is not None
    assert (refused.status, refused.headers["Retry-After"]) == (429, "10")
    assert await limit("staff:2") is None, "each has calls of her own"
    assert [await limit("peer:10.0.0.9") for _ in range(2)] == [None] * 2
    assert await limit("peer:10.0.0.9") is not None, "strangers have fewer"
    await limit.close()


async def seen(*, behind_proxy: bool, **headers: str) -> str:
    async def tell(arrival: Arrival) -> Reply:
        return Reply(body=arrival.peer.encode())

    web = Web([("GET", "/", tell)], lambda: NOON, Metrics(), behind_proxy=behind_proxy)
    async with (
        TestClient[Any, Any](TestServer(web.application())) as client,
        client.get("/", headers=headers) as reply,
    ):
        return await reply.text()


async def test_a_caller_says_where_she_is_only_to_our_own_proxy() -> None:
    forged = {"X-Forwarded-For": "1.2.3.4, 10.0.0.9"}
    assert await seen(behind_proxy=False, **forged) == "127.0.0.1"
    assert await seen(behind_proxy=True, **forged) == "10.0.0.9", "what the proxy itself wrote is the last one"
    assert await seen(behind_proxy=True) == "127.0.0.1"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_over_https_the_cookie_is_for_https_and_this_host_alone(house: House) -> None:
    def cookie(*, secure: bool) -> str:
        limit = often("", signed_in=9, strangers=9)
        site = Site(house.bus, shown.made(Institution(), house.clock), b"key", secure, (), limit)
        return site.set_cookie(Secret("token"))

    assert cookie(secure=True) == "__Host-imarisha=token; Path=/; HttpOnly; SameSite=Lax; Secure"
    assert cookie(secure=False) == "imarisha=token; Path=/; HttpOnly; SameSite=Lax"
