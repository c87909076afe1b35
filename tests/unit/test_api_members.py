"""Members over the API: found, joined, looked at, changed by two people, and read as a statement and a timeline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.api.routes import TABLE
from admin.api.serving import Serving
from core.institution import Institution
from core.members import messages as members
from core.messages import Arrival, Origin, Reply
from core.permissions.messages import DecideApproval
from core.savings.messages import OpenBalance
from deploy.metrics import Metrics
from deploy.web import Web
from tests.house import House
from tests.unit.lending_house import kes
from tests.unit.members_house import AMINA_ID, register, told

SECOND = Origin("staff:second", "console", frozenset({"compliance"}))


@dataclass
class Api:
    """A program that is signed in as somebody with one role."""

    client: TestClient[Any, Any]
    role: str = "teller"
    count: int = 0

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        self.count += 1
        headers = {"x-role": self.role, "Idempotency-Key": f"k{self.count}"}
        async with self.client.request(method, path, json=body, headers=headers) as reply:
            return reply.status, await reply.json() if reply.content_length else None


@pytest.fixture
async def api(house: House) -> AsyncIterator[Api]:
    async def identify(arrival: Arrival) -> Origin | Reply:
        return Origin("staff:1", "api", frozenset({arrival.headers["x-role"]}))

    async def no_limit(who: str) -> Reply | None:
        return None

    web = Web(Serving(house.bus, Institution(), identify, no_limit).routes(TABLE), house.clock, Metrics())
    async with TestClient(TestServer(web.application())) as client:
        yield Api(client)


@pytest.fixture
async def amina(house: House) -> str:
    member = await register(house)
    await house.must(OpenBalance(member=member, kind="ordinary", amount=kes(12_000), on=date(2026, 2, 1)))
    return member


async def test_she_is_found_and_her_numbers_are_not_whole(api: Api, amina: str):
    status, found = await api.ask("GET", "/api/members?words=ami&tier=1&limit=1")
    assert status == 200
    [line] = found["items"]
    assert (line["number"], line["phone"], line["state"], found["next"]) == ("M-00001", "0700 *** 001", "active", None)
    _, profile = await api.ask("GET", f"/api/members/{amina}")
    assert (profile["id_number"], profile["pin"], profile["phone"]) == ("****678", "set", "+254700000001")
    _, identity = await api.ask("GET", f"/api/members/{amina}/identity")
    assert identity == {"id_number": AMINA_ID, "born_on": "1990-08-25"}
    assert (await api.ask("GET", "/api/members/nobody"))[0] == 404
    assert (await api.ask("GET", "/api/members?limit=x"))[0] == 422


async def test_she_joins_and_is_sent_a_code(api: Api, house: House):
    wanjiku = {
        "full_name": "Wanjiku Njeri Kamau", "id_number": "3456789", "born_on": "1988-05-12", "phone": "+254700000002",
        "language": "sw", "consents": True,
    }  # fmt: skip
    status, joined = await api.ask("POST", "/api/members", wanjiku)
    assert (status, joined["number"]) == (201, "M-00001")
    assert len(await told(house, members.ResetCode)) == 1
    status, problem = await api.ask("POST", "/api/members", wanjiku)
    assert (status, problem["code"]) == (409, "id_number_taken")
    status, problem = await api.ask("POST", "/api/members", wanjiku | {"pin": "4821"})
    assert status == 422, "nobody but her chooses a PIN"


async def test_what_says_who_she_is_waits_for_a_second_person(api: Api, house: House, amina: str):
    assert (await api.ask("PATCH", f"/api/members/{amina}", {"language": "en"}))[0] == 204
    status, waits = await api.ask("PATCH", f"/api/members/{amina}", {"full_name": "Amina Kamau", "reason": "married"})
    assert status == 202
    await house.must(DecideApproval(approval=waits["approval"], approve=True), by=SECOND)
    _, profile = await api.ask("GET", f"/api/members/{amina}")
    assert (profile["full_name"], profile["language"]) == ("Amina Kamau", "en")
    for path, body in (
        ("phone", {"phone": "+254711000009", "reason": "x"}),
        ("pin-reset", {"reason": "x"}),
        ("unblock", {"reason": "x"}),
    ):
        assert (await api.ask("POST", f"/api/members/{amina}/{path}", body))[0] == 202, path


async def test_stops_are_at_once(api: Api, amina: str):
    assert (await api.ask("POST", f"/api/members/{amina}/block", {"reason": "stolen"}))[0] == 204
    assert (await api.ask("POST", f"/api/members/{amina}/suspend", {"reason": "x"}))[0] == 403
    api.role = "manager"
    assert (await api.ask("POST", f"/api/members/{amina}/suspend", {"reason": "x"}))[0] == 204
    assert (await api.ask("POST", f"/api/members/{amina}/reinstate", {"reason": "x"}))[0] == 202
    _, profile = await api.ask("GET", f"/api/members/{amina}")
    assert profile["state"] == "blocked"
    assert profile["suspended_at"] is not None
    _, standing = await api.ask("GET", f"/api/members/{amina}/standing")
    assert [line["what"] for line in standing["items"]] == ["suspended", "blocked"]


async def test_her_accounts_loans_statement_and_timeline(api: Api, amina: str):
    _, savings = await api.ask("GET", f"/api/members/{amina}/savings")
    assert [account["balance"]["amount"] for account in savings["items"]] == ["0.00", "0.00", "12000.00"]
    assert (await api.ask("GET", f"/api/members/{amina}/loans"))[1] == {"items": [], "next": None}
    period = "first_day=2026-01-01&last_day=2026-03-11"
    _, statement = await api.ask("GET", f"/api/members/{amina}/statement?{period}")
    assert statement["accounts"][2]["closing"] == {"amount": "12000.00", "currency": "KES"}
    _, usual = await api.ask("GET", f"/api/members/{amina}/statement")
    assert (usual["first_day"], usual["last_day"]) == ("2025-12-11", "2026-03-11")
    status, problem = await api.ask("GET", f"/api/members/{amina}/statement?first_day=2026-01-02&last_day=2026-01-01")
    assert (status, problem["code"]) == (409, "period_not_possible")
    _, first = await api.ask("GET", f"/api/members/{amina}/timeline?looks=false&limit=1")
    assert [each["what"] for each in first["items"]] == ["opening"]
    _, rest = await api.ask(
        "GET", f"/api/members/{amina}/timeline?looks=false&cursor={first['next'].replace('+', '%2B')}"
    )
    assert [each["what"] for each in rest["items"]] == ["become_member"]


async def test_a_document_is_kept_as_facts(api: Api, amina: str):
    body = {"kind": "passport", "number": "A1234567"}
    assert (await api.ask("POST", f"/api/members/{amina}/documents", body))[0] == 204
    _, profile = await api.ask("GET", f"/api/members/{amina}")
    assert [document["number"] for document in profile["documents"]] == ["*****567"]
