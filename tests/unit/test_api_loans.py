"""Loans over the API: the quote as it is promised outside, a loan from the application to the last word on it."""

from __future__ import annotations

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
from tests.house import House
from tests.unit.lending_house import Lender

QUOTE = {
    "principal": {"amount": "5000.00", "currency": "KES"}, "annual_rate_percent": "12", "instalments": 18,
    "disbursed_on": "2022-11-01", "every": {"count": 1, "unit": "month"}, "interest_method": "declining",
    "amortization": "equal_instalments", "interest_period": "instalment", "day_count": "30/360",
    "instalment_multiple": "1", "grace_principal": 0, "grace_interest": 0, "interest_free": 0, "rounding": "half_even",
    "fees": [],
}  # fmt: skip


@pytest.fixture
async def api(house: House) -> AsyncIterator[TestClient[Any, Any]]:
    """Whoever calls says her role in a header; who she is follows from it."""

    async def identify(arrival: Arrival) -> Origin | Reply:
        role = arrival.headers["x-role"]
        return Origin(f"staff:{role}", "api", frozenset({role}))

    async def no_limit(who: str) -> Reply | None:
        return None

    web = Web(Serving(house.bus, Institution(), identify, no_limit).routes(TABLE), house.clock, Metrics())
    async with TestClient(TestServer(web.application())) as client:
        yield client


async def asked(api: Any, method: str, path: str, body: Any = None, *, role: str = "loan_officer", key: str = ""):
    headers = {"x-role": role, **({"Idempotency-Key": key} if key else {})}
    async with api.request(method, path, json=body, headers=headers) as reply:
        return reply.status, await reply.json() if reply.content_length else None


async def test_the_quote_is_answered_as_it_is_promised(api):
    status, quote = await asked(api, "POST", "/api/loans/quote", QUOTE, role="integrator")
    assert status == 200
    assert quote["rows"][0] == {
        "number": 1,
        "due_on": "2022-12-01",
        "principal": {"amount": "255.00", "currency": "KES"},
        "interest": {"amount": "50.00", "currency": "KES"},
        "fees": {"amount": "0.00", "currency": "KES"},
        "total": {"amount": "305.00", "currency": "KES"},
        "balance": {"amount": "4745.00", "currency": "KES"},
    }
    assert quote["rows"][-1]["total"]["amount"] == "303.22"
    assert quote["totals"]["interest"]["amount"] == "488.22"
    assert (quote["nominal_rate_percent"], quote["effective_rate_percent"]) == ("12.00", "12.68")


async def test_a_quote_needs_four_figures_only(api):
    four = {name: QUOTE[name] for name in ("principal", "annual_rate_percent", "instalments", "disbursed_on")}
    status, quote = await asked(api, "POST", "/api/loans/quote", four)
    assert (status, quote["rows"][0]["total"]["amount"]) == (200, "304.91")
    flat = {**four, "interest_method": "flat", "instalment_multiple": "1"}
    _, quote = await asked(api, "POST", "/api/loans/quote", flat)
    assert (quote["nominal_rate_percent"], quote["effective_rate_percent"]) == ("21.66", "23.94")


@pytest.mark.parametrize(
    "wrong",
    [
        {"instalments": 601}, {"instalments": 0}, {"interest_method": "magic"}, {"annual_rate_percent": "-1"},
        {"principal": {"amount": "0.00", "currency": "KES"}}, {"every": {"count": 0, "unit": "month"}},
        {"grace_principal": 18}, {"rounding": "random"}, {"colour": "red"},
    ],
)  # fmt: skip
async def test_a_figure_out_of_its_bounds_is_bad_input(api, wrong):
    status, problem = await asked(api, "POST", "/api/loans/quote", {**QUOTE, **wrong})
    assert status == 422
    assert problem["code"] in ("invalid", "figure_out_of_bounds")


async def test_a_loan_from_the_application_to_the_last_word_on_it(api, house):
    lender = Lender(house)
    await lender.lends()
    member = await lender.member(deposits=12_000)
    body = {
        "member": member, "product": "boost", "amount": {"amount": "5000.00", "currency": "KES"}, "months": 3,
        "consent": "signed on paper", "consent_channel": "paper",
    }  # fmt: skip
    assert (await asked(api, "POST", "/api/loans", body))[0] == 422, "money needs a key"
    status, made = await asked(api, "POST", "/api/loans", body, key="k1")
    assert (status, made["state"]) == (201, "referred")
    assert await asked(api, "POST", "/api/loans", body, key="k1") == (status, made)

    _, listed = await asked(api, "GET", "/api/loans?state=referred")
    [loan] = listed["items"]
    assert loan["member"]["full_name"] == "Member 1"
    path = f"/api/loans/{loan['loan']}"
    _, application = await asked(api, "GET", f"/api/loans/applications/{loan['loan']}")
    assert application["needs_second_person"]
    status, waits = await asked(api, "POST", f"{path}/approve", {"note": "known"}, key="k2")
    assert status == 202
    decided = {"approve": True}
    status, _ = await asked(
        api, "POST", f"/api/approvals/{waits['approval']}/decide", decided, role="approver", key="k3"
    )
    assert status == 200
    await lender.paid("LN-0001")

    _, rows = await asked(api, "GET", f"{path}/schedule")
    assert [row["total"]["amount"] for row in rows["items"]] == ["1742.00", "1742.00", "1741.00"]
    _, score = await asked(api, "GET", f"{path}/score")
    assert [factor["code"] for factor in score["factors"]] == [
        "repayment_history", "savings_behaviour", "cash_flow", "tenure", "exposure",
    ]  # fmt: skip
    transfer = {"amount": {"amount": "100.00", "currency": "KES"}, "reference": "FT26146AAA1"}
    assert (await asked(api, "POST", f"{path}/repayments", transfer, key="k4"))[0] == 202
    assert (await asked(api, "POST", f"{path}/disburse", {}, key="k5"))[1]["code"] == "not_in_this_state"
    assert (await asked(api, "GET", "/api/loans/nothing"))[0] == 404
    assert (await asked(api, "POST", f"{path}/write-off", {"reason": "x"}, role="teller", key="k6"))[0] == 403
