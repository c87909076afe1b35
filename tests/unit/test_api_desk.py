"""The cash desk for programs: a till's day over the API, once per key, however often and however fast it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.api.routes import TABLE
from admin.api.serving import Serving
from core.institution import Institution
from core.messages import Arrival, Origin, Reply
from deploy.metrics import Metrics
from deploy.web import Web
from tests.unit.desk_house import MANAGER, OTIENO, WANJIRU, Desk

PEOPLE = {origin.who: origin for origin in (WANJIRU, OTIENO, MANAGER)}
Answer = tuple[int, dict[str, Any]]


def kes(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "KES"}


@pytest.fixture
async def desk(house) -> Desk:
    made = Desk(house)
    await made.opens()
    return made


@pytest.fixture
async def api(desk) -> AsyncIterator[TestClient[Any, Any]]:
    async def identify(arrival: Arrival) -> Origin | Reply:
        return PEOPLE[arrival.headers["x-who"]]

    async def no_limit(who: str) -> Reply | None:
        return None

    serving = Serving(desk.house.bus, Institution(), identify, no_limit)
    web = Web(serving.routes(TABLE), desk.house.clock, Metrics())
    async with TestClient(TestServer(web.application())) as client:
        yield client


async def post(
    api: TestClient[Any, Any], path: str, body: dict[str, Any], *, key: str = "", by: Origin = WANJIRU
) -> Answer:
    headers = {"x-who": by.who} | ({"Idempotency-Key": key} if key else {})
    async with api.post(path, json=body, headers=headers) as reply:
        return reply.status, await reply.json()


async def read(api: TestClient[Any, Any], path: str, *, by: Origin = WANJIRU) -> Answer:
    async with api.get(path, headers={"x-who": by.who}) as reply:
        return reply.status, await reply.json()


async def test_a_tills_day(api, desk):
    amina = await desk.member(saves=2_000)
    status, day = await post(api, "/api/tills/T-01/open", {"amount": kes("5000.00")}, key="open")
    assert (status, day["till"], day["expected"], day["count"]) == (200, "T-01", kes("5000.00"), None)
    deposits = f"/api/members/{amina}/savings/deposits"
    status, receipt = await post(api, deposits, {"amount": kes("300.00")}, key="in")
    assert (status, receipt["receipt"], receipt["kind"]) == (201, "R-000003", "deposit")
    taken = {"amount": kes("1000.00"), "identity_seen": True}
    status, receipt = await post(api, f"/api/members/{amina}/savings/withdrawals", taken, key="out")
    assert (status, receipt["comes_in"]) == (201, False)
    status, mine = await read(api, "/api/tills/mine")
    assert (status, mine["expected"]) == (200, kes("4300.00"))
    pieces = [{"value": kes("1000.00"), "pieces": 4}, {"value": kes("100.00"), "pieces": 3}]
    status, count = await post(api, "/api/tills/T-01/count", {"amount": kes("4300.00"), "pieces": pieces})
    assert (status, count["difference"]) == (200, kes("0.00"))
    status, day = await post(api, "/api/tills/T-01/close", {"difference": kes("0.00")}, key="close")
    assert (status, day["state"]) == (200, "closed")
    status, listed = await read(api, f"/api/receipts?member={amina}")
    assert [each["receipt"] for each in listed["items"]] == ["R-000004", "R-000003"]
    await desk.holds()


async def test_a_loan_is_repaid_by_its_id_or_its_number(api, desk):
    number = await desk.loan(await desk.member())
    [loan] = await desk.house.rows("select id from loans where number = :number", number=number)
    await desk.takes_till()
    for name in (loan.id, number):
        status, receipt = await post(api, f"/api/loans/{name}/cash-repayments", {"amount": kes("100.00")}, key=name)
        assert (status, receipt["kind"], receipt["target"]) == (201, "repayment", number)
    status, problem = await post(api, "/api/loans/nothing/cash-repayments", {"amount": kes("100.00")}, key="x")
    assert (status, problem["code"]) == (404, "no_such_loan")


async def test_the_same_key_is_one_movement_and_one_answer(api, desk):
    amina = await desk.member()
    await desk.takes_till()
    path, body = f"/api/members/{amina}/savings/deposits", {"amount": kes("700.00")}
    answers = await asyncio.gather(*(post(api, path, body, key="once") for _ in range(4)))
    assert answers == [answers[0]] * 4
    assert answers[0][0] == 201
    status, problem = await post(api, path, {"amount": kes("701.00")}, key="once")
    assert (status, problem["code"]) == (422, "idempotency_key_reused")
    status, _ = await post(api, path, body)
    assert status >= 400
    # Another teller's key is her own: it never shows the first one's answer.
    status, problem = await post(api, path, body, key="once", by=OTIENO)
    assert (status, problem["code"]) == (409, "no_till_open")
    assert await desk.saved(amina) == "KES 700"


async def test_what_needs_two_people_waits_and_what_cannot_be_says_why(api, desk):
    amina = await desk.member(saves=90_000)
    await desk.takes_till(amount=80_000)
    path = f"/api/members/{amina}/savings/withdrawals"
    status, waits = await post(api, path, {"amount": kes("60000.00"), "identity_seen": True}, key="much")
    assert status == 202
    approve = f"/api/approvals/{waits['approval']}/decide"
    status, _ = await post(api, approve, {"approve": True}, key="yes", by=MANAGER)
    assert status == 200
    assert await desk.saved(amina) == "KES 30,000"
    status, problem = await post(api, path, {"amount": kes("100.00"), "identity_seen": False}, key="unseen")
    assert (status, problem["code"]) == (409, "identity_not_seen")
    status, problem = await post(api, path, {"amount": kes("100.00")}, key="unsaid")
    assert (status, problem["errors"]) == (422, [{"field": "identity_seen", "detail": "is needed"}])
    dollars = {"amount": {"amount": "5.00", "currency": "USD"}}
    status, problem = await post(api, f"/api/members/{amina}/savings/deposits", dollars, key="usd")
    assert (status, problem["errors"]) == (422, [{"field": "amount", "detail": "an amount in KES"}])


async def test_a_program_closes_the_day(api, desk):
    loan = await desk.loan(await desk.member())
    desk.house.clock.later(days=45)
    day = str(desk.house.clock().date())
    status, seen = await read(api, f"/api/business-days/checks?day={day}", by=MANAGER)
    assert (status, seen["may_close"]) == (200, False)
    status, done = await post(api, f"/api/business-days/{day}/assess-late", {}, key="late", by=MANAGER)
    assert (status, done) == (200, {"loans": 1})
    await desk.holds()
    status, closed = await post(api, "/api/business-days/close", {"day": day}, key="close", by=MANAGER)
    assert (status, closed["day"], closed["is_new"]) == (200, day, True)
    status, listed = await read(api, "/api/business-days")
    assert [each["day"] for each in listed["items"]] == [day]
    assert loan
