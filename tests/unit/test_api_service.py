"""Conversations, cases and notifications for programs: the routes, the names of fields, and what a no looks like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.api.routes.service import ENDPOINTS
from admin.api.serving import Serving
from core.institution import Institution
from core.messages import Arrival, Origin, Reply
from deploy.metrics import Metrics
from deploy.web import Web
from tests.house import House
from tests.unit.members_house import register
from tests.unit.test_talks import exchange, keep

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
async def api(house: House) -> AsyncIterator[TestClient[Any, Any]]:
    async def identify(arrival: Arrival) -> Origin | Reply:
        return Origin(arrival.headers.get("x-who", "staff:otieno"), "api", frozenset({"manager"}))

    async def no_limit(who: str) -> Reply | None:
        return None

    web = Web(Serving(house.bus, Institution(), identify, no_limit).routes(ENDPOINTS), house.clock, Metrics())
    async with TestClient(TestServer(web.application())) as client:
        yield client


async def get(api: TestClient[Any, Any], path: str) -> Any:
    async with api.get(path) as reply:
        assert reply.status == 200, await reply.text()
        return await reply.json()


async def post(api: TestClient[Any, Any], path: str, body: dict[str, Any], **headers: str) -> tuple[int, Any]:
    async with api.post(path, json=body, headers=headers) as reply:
        return reply.status, await reply.json() if reply.status != 204 else None


async def test_a_program_answers_a_member(api: TestClient[Any, Any], house: House) -> None:
    amina = await register(house)
    await keep(house, exchange(member=amina))
    [live] = (await get(api, "/api/conversations?channel=whatsapp"))["items"]
    assert (live["conversation"], live["member"], live["taken_by"]) == ("c1", amina, "")
    status, said = await post(api, "/api/conversations/c1/reply", {"text": "Hello"})
    assert (status, list(said)) == (201, ["line"])
    status, problem = await post(api, "/api/conversations/c1/reply", {"text": "Hello"}, **{"x-who": "staff:grace"})
    assert (status, problem["code"]) == (409, "taken_by_another")
    assert (await post(api, "/api/conversations/c1/give-back", {}))[0] == 204
    assert (await post(api, "/api/conversations/c1/take-over", {}))[1]["taken_by"] == "staff:otieno"
    assert (await post(api, "/api/conversations/c1/close", {}))[0] == 204
    assert [line["text"] for line in (await get(api, "/api/conversations/c1"))["lines"]][-1] == "Hello"
    assert (await get(api, f"/api/members/{amina}/lines"))["items"][0]["text"] == "elfu tano"
    status, problem = await post(api, "/api/conversations/c9/reply", {"text": "Hello"})
    assert (status, problem["code"]) == (404, "no_such_conversation")


async def test_the_same_reply_under_the_same_key_is_one(api: TestClient[Any, Any], house: House) -> None:
    await keep(house, exchange())
    answers = [
        await post(api, "/api/conversations/c1/reply", {"text": "Hello"}, **{"Idempotency-Key": "once"})
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(await house.jobs("chat.says")) == 1


async def test_a_program_looks_after_cases(api: TestClient[Any, Any], house: House) -> None:
    amina = await register(house)
    status, case = await post(api, "/api/cases", {"kind": "complaint", "member": amina})
    assert (status, case["number"], case["state"]) == (201, "C-0001", "open")
    assert (await post(api, "/api/cases", {"kind": "wish", "member": amina}))[0] == 422
    assert (await post(api, "/api/cases/C-0001/take", {}))[0] == 204
    assert (await post(api, "/api/cases/C-0001/notes", {"text": "called"}))[0] == 204
    file = await get(api, "/api/cases/C-0001")
    assert (file["case"]["assigned"], file["notes"][0]["text"]) == ("staff:otieno", "called")
    assert (await post(api, "/api/cases/C-0001/close", {"outcome": "settled"}))[0] == 204
    assert (await get(api, "/api/cases"))["items"] == []
    assert (await post(api, "/api/cases/C-0001/close", {"outcome": "settled"}))[1]["code"] == "no_such_case"


async def test_a_program_sends_one_of_a_few_notices(api: TestClient[Any, Any], house: House) -> None:
    amina = await register(house)
    assert (await post(api, "/api/notifications", {"member": amina, "notice": "bring_id"}))[0] == 204
    assert (await post(api, "/api/notifications", {"member": amina, "notice": "Buy now!"}))[0] == 422
    assert (await get(api, "/api/notifications"))["items"] == [], "it was not sent yet"
    status, problem = await post(api, "/api/notifications/x/resend", {})
    assert (status, problem["code"]) == (404, "no_such_notification")
