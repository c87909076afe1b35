"""The API is a table: what a line of it reads, refuses, repeats and answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin import words
from admin.api.binding import fields_of
from admin.api.endpoint import get, post
from admin.api.openapi import document
from admin.api.serving import Serving
from admin.api.wire import Unfit, read
from core.institution import Institution
from core.messages import Arrival, Command, Origin, Page, Query, Refusal, Reply
from core.money import Money
from core.permissions import rules
from core.permissions.rules import Rule
from core.phone import Phone
from deploy.metrics import Metrics
from deploy.web import Web
from tests.house import NOON


@dataclass(frozen=True)
class NoSuchPot(Refusal):
    """There is no pot of this name."""


@dataclass(frozen=True)
class PotFull(Refusal):
    """It holds no more than `most`."""

    most: Money


@dataclass(frozen=True)
class Pot:
    """What is in a pot, and since when."""

    pot: str
    inside: Money
    since: date


@dataclass(frozen=True, kw_only=True)
class Fill(Command[Pot]):
    refuses: ClassVar = (NoSuchPot, PotFull)
    pot: str
    amount: Money
    since: date = date(2026, 3, 11)
    colour: Literal["red", "green"] = "red"
    phone: Phone | None = None


@dataclass(frozen=True, kw_only=True)
class Pots(Query[Page[Pot]]):
    limit: int = 50
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class Forbidden(Command[None]):
    pot: str


TABLE = (
    get("/api/pots", Pots, "All pots"),
    post("/api/pots/{pot}/fill", Fill, "Fill a pot", moves_money=True),
    post("/api/pots/{pot}/break", Forbidden, "Nobody may"),
)


@pytest.fixture
def permitted(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = Rule(frozenset({"teller"}))
    monkeypatch.setattr(rules, "RULES", {**rules.RULES, Fill: everybody, Pots: everybody})
    monkeypatch.setattr("core.permissions.waiting.RULES", rules.RULES)
    own = {NoSuchPot: "No pot has this name.", PotFull: "It holds {most} at most."}
    monkeypatch.setattr(words, "SENTENCES", {**words.SENTENCES, **own})


@pytest.fixture
async def pots(build: Any, permitted: None, monkeypatch: pytest.MonkeyPatch):
    filled: list[Fill] = []

    async def fill(tx: Any, request: Fill) -> Pot | Refusal:
        if request.pot == "none":
            return NoSuchPot()
        if request.amount.minor_units > 100_000:
            return PotFull(Money(100_000, "KES"))
        filled.append(request)
        return Pot(request.pot, request.amount, request.since)

    async def pots(tx: Any, request: Pots) -> Page[Pot]:
        return Page((Pot("a", Money(150_000, "KES"), date(2026, 3, 11)),), "a")

    house = build(handlers={Fill: fill, Pots: pots})

    async def identify(arrival: Arrival) -> Origin | Reply:
        who = arrival.headers.get("authorization", "").removeprefix("Bearer ")
        return Origin(f"staff:{who}", "api", frozenset({"teller"})) if who else Reply(401)

    async def no_limit(who: str) -> Reply | None:
        return None

    serving = Serving(house.bus, Institution(), identify, no_limit)
    web = Web(serving.routes(TABLE), lambda: NOON, Metrics())
    async with TestClient(TestServer(web.application())) as client:
        client.filled = filled  # type: ignore[attr-defined]
        client.house = house  # type: ignore[attr-defined]
        yield client


async def fill(client: Any, body: Any, *, pot: str = "a", key: str = "k1", who: str = "1") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {who}", **({"Idempotency-Key": key} if key else {})}
    async with client.post(f"/api/pots/{pot}/fill", json=body, headers=headers) as reply:
        assert reply.headers["Cache-Control"] == "no-store"
        return reply.status, await reply.json()


KES_500 = {"amount": {"amount": "500.00", "currency": "KES"}}


async def test_a_line_reads_path_and_body_and_answers_what_core_answers(pots):
    status, pot = await fill(pots, {**KES_500, "since": "2026-01-02", "phone": "+254700000001", "colour": "green"})
    assert (status, pot) == (
        200, {"pot": "a", "inside": {"amount": "500.00", "currency": "KES"}, "since": "2026-01-02"},
    )  # fmt: skip
    [request] = pots.filled
    assert (request.phone, request.colour) == (Phone("+254700000001"), "green")


async def test_a_list_has_items_and_where_it_goes_on(pots):
    async with pots.get("/api/pots?limit=1", headers={"Authorization": "Bearer 1"}) as reply:
        found = await reply.json()
    assert [each["inside"]["amount"] for each in found["items"]] == ["1500.00"]
    assert found["next"] == "a"


async def test_all_that_is_wrong_is_said_at_once(pots):
    status, no = await fill(pots, {"amount": {"amount": "1.005", "currency": "KES"}, "since": "soon", "color": "red"})
    assert (status, no["code"]) == (422, "invalid")
    assert {each["field"] for each in no["errors"]} == {"amount", "since", "color"}
    assert pots.filled == []


@pytest.mark.parametrize(
    "amount",
    [
        {"amount": 500, "currency": "KES"}, {"amount": "500"}, {"amount": "5e2", "currency": "KES"}, 500, None, "500",
        {"amount": "500", "currency": "XXX"}, {"amount": "9" * 16, "currency": "KES"},
        {"amount": "500", "currency": "UGX"}, {"amount": "NaN", "currency": "KES"},
        {"amount": "500", "currency": ["KES"]},
    ],
)  # fmt: skip
async def test_an_amount_is_a_decimal_text_with_its_currency(pots, amount):
    status, no = await fill(pots, {"amount": amount})
    assert (status, [each["field"] for each in no["errors"]]) == (422, ["amount"])


async def test_a_no_is_409_with_its_name_and_facts_and_what_is_not_there_404(pots):
    status, no = await fill(pots, {"amount": {"amount": "1000.01", "currency": "KES"}})
    assert (status, no["code"]) == (409, "pot_full")
    assert no["facts"] == {"most": {"amount": "1000.00", "currency": "KES"}}
    assert no["detail"] == "It holds KES 1,000 at most."
    status, no = await fill(pots, KES_500, pot="none", key="k2")
    assert (status, no["code"]) == (404, "no_such_pot")


async def test_what_no_role_allows_is_403(pots):
    async with pots.post("/api/pots/a/break", headers={"Authorization": "Bearer 1"}) as reply:
        assert (reply.status, (await reply.json())["code"]) == (403, "not_permitted")


async def test_money_needs_a_key_and_the_key_makes_it_once(pots):
    status, no = await fill(pots, KES_500, key="")
    assert (status, no["code"]) == (422, "idempotency_key_missing")
    answers = await asyncio.gather(*(fill(pots, KES_500) for _ in range(8)))
    assert len({str(answer) for answer in answers}) == 1
    assert answers[0][0] == 200
    [done] = await pots.house.rows("select count(*) as times from audit where request = 'Fill' and outcome = 'done'")
    assert done.times == 1


async def test_the_same_key_with_another_body_is_422_and_of_another_client_another_key(pots):
    await fill(pots, KES_500)
    status, no = await fill(pots, {"amount": {"amount": "600.00", "currency": "KES"}})
    assert (status, no["code"]) == (422, "idempotency_key_reused")
    status, pot = await fill(pots, {"amount": {"amount": "600.00", "currency": "KES"}}, who="2")
    assert (status, pot["inside"]["amount"]) == (200, "600.00")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed_json"),
        (b'{"amount": "\xff"}', "application/json", 400, "malformed_json"),
        (b"[" * 50_000, "application/json", 400, "malformed_json"),
        (b"amount=5", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"[]", "application/json", 422, "invalid"),
        (b" " * 70_000, "application/json", 413, "too_large"),
    ],
)
async def test_a_body_that_is_none(pots, body, kind, status, code):
    headers = {"Authorization": "Bearer 1", "Idempotency-Key": "k", "Content-Type": kind}
    async with pots.post("/api/pots/a/fill", data=body, headers=headers) as reply:
        assert (reply.status, (await reply.json())["code"]) == (status, code)


async def test_another_method_is_405_and_says_which_there_are(pots):
    async with pots.delete("/api/pots/a/fill", headers={"Authorization": "Bearer 1"}) as reply:
        assert (reply.status, reply.headers["Allow"]) == (405, "POST")


async def test_nobody_who_does_not_say_who_she_is(pots):
    async with pots.get("/api/pots") as reply:
        assert reply.status == 401


@pytest.mark.parametrize("unfit", ["a\x00b", "\ud800", "x" * 3_000])
def test_texts_that_no_database_takes_are_refused(unfit: str):
    with pytest.raises(Unfit):
        read(str, unfit, is_text=True)


@pytest.mark.parametrize(("kind", "unfit"), [(int, 2**60), (date, "0001-01-01"), (float, float("inf"))])
def test_numbers_and_dates_have_ends(kind: type, unfit: Any):
    with pytest.raises(Unfit):
        read(kind, unfit, is_text=False)


def test_a_line_that_names_no_field_cannot_be_written():
    with pytest.raises(TypeError, match="has no jar"):
        fields_of(post("/api/pots/{jar}/fill", Fill, "wrong"))


def test_the_description_says_what_is_read_and_answered():
    made = document(TABLE, name="Pots", two_people=[Fill])
    fill = made["paths"]["/api/pots/{pot}/fill"]["post"]
    body = fill["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["amount"]
    assert set(body["properties"]) == {"amount", "since", "colour", "phone"}
    assert [(each["name"], each["in"], each["required"]) for each in fill["parameters"]] == [
        ("pot", "path", True), ("Idempotency-Key", "header", True),
    ]  # fmt: skip
    assert {"200", "202", "400", "401", "403", "404", "409", "413", "415", "422", "429"} <= set(fill["responses"])
    assert "pot_full" in fill["responses"]["409"]["description"]
    assert made["components"]["schemas"]["Pot"]["description"] == "What is in a pot, and since when."
