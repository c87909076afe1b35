"""Recorded payloads: what came, what it means, what we answered. One runner for all files in `recorded/`."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from core.messages import SetAsideArrival
from core.money import Money
from core.payments.messages import ReceiveMoney, ReportResult, Result
from core.secret import Secret
from integrations.daraja.client import DarajaClient
from integrations.daraja.config import DarajaConfig
from integrations.daraja.jobs import jobs
from integrations.daraja.submission import Answer, Submission, judge
from integrations.daraja.webhook import routes
from integrations.daraja.wire import Unreadable, read_prompt_query
from tests.contract.daraja.twin import NOW, Notebook, app_of

RECORDED = Path(__file__).parent / "recorded"
PATH_TOKEN, FORMER = "f" * 32, "e" * 32
TOKEN = "a" * 32
CONFIG = DarajaConfig(
    base_url="http://127.0.0.1:9",
    consumer_key=Secret("k"),
    consumer_secret=Secret("s"),
    shortcode="600100",
    passkey=Secret("p"),
    initiator_name="i",
    initiator_password=Secret("w"),
    certificate_pem="",
    callback_base_url="https://pay.imarisha.example",
    path_token=Secret(PATH_TOKEN),
    former_path_token=Secret(FORMER),
    absent_codes=frozenset({"R000002"}),
)


def cases(*names: str) -> list[Any]:
    found = []
    for name in names:
        for case in json.loads((RECORDED / f"{name}.json").read_text()):
            found.append(pytest.param(name, case, id=f"{name}: {case['name']}"))
    return found


def body_of(case: dict[str, Any]) -> bytes:
    if case.get("raw") == "[[deep]]":
        return b"[" * 100_000
    return case["raw"].encode() if "raw" in case else json.dumps(case["body"]).encode()


def result_of(means: dict[str, Any]) -> Result:
    amount = means.get("amount")
    return Result(**(means | {"amount": Money(amount["minor"], amount["currency"]) if amount else None}))


class House:
    """Our webhooks behind a socket, with the notebook that they fill."""

    def __init__(self, config: DarajaConfig) -> None:
        self.config = config
        self.door = Notebook(known={"LN-0042"})
        client = DarajaClient(config, clock=lambda: NOW)
        self.jobs = jobs(client, config)

    async def post(self, path: str, body: bytes, token: str = PATH_TOKEN) -> tuple[int, bytes]:
        runner = web.AppRunner(app_of(routes(self.door, self.config, lambda: NOW)))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/payments/daraja/{token}{path}"
        async with aiohttp.ClientSession() as http, http.post(url, data=body) as got:
            answer = got.status, await got.read()
        await runner.cleanup()
        return answer


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    yield House(CONFIG)


PATHS = {"stk": f"/stk/{TOKEN}", "result": f"/result/{TOKEN}", "c2b": "/c2b/confirmation"}


def told_of(name: str, case: dict[str, Any]) -> Any:
    """What core hears of this case."""
    means = case["means"]
    if "unreadable" in means:
        return SetAsideArrival
    if name != "c2b":
        return result_of(means)
    money = Money(means["amount"]["minor"], means["amount"]["currency"])
    return ReceiveMoney(
        provider="daraja", receipt=means["receipt"], amount=money, reference=means["reference"],
        payer=means["payer"], at=datetime.fromisoformat(means["at"]),
    )  # fmt: skip


@pytest.mark.parametrize(("name", "case"), cases("stk", "result", "c2b"))
async def test_a_callback_is_answered_kept_and_means(house: House, name: str, case: dict[str, Any]) -> None:
    is_strange = "nobody" in case["means"]
    status, answer = await house.post(PATHS[name], body_of(case), token="demo" if is_strange else PATH_TOKEN)
    assert status == case["reply"]["status"]
    if is_strange:
        assert house.door.arrivals == {}
        return
    assert json.loads(answer) == case["reply"]["body"]
    assert house.door.arrivals["a1"].body == body_of(case)
    if "key" in case:
        assert ("daraja", case["key"]) in house.door.performed

    await house.door.read_everything(house.jobs)
    [told] = house.door.told
    expected = told_of(name, case)
    if expected is SetAsideArrival:
        assert isinstance(told, SetAsideArrival)
        assert told.reason
    elif isinstance(expected, Result):
        assert isinstance(told, ReportResult)
        assert (told.token, told.result, told.trusted) == (TOKEN, expected, False)
    else:
        assert told == expected


@pytest.mark.parametrize(("name", "case"), cases("validation"))
async def test_a_validation_is_answered_and_posts_nothing(name: str, case: dict[str, Any]) -> None:
    house = House(replace(CONFIG, **case.get("setting", {})))
    status, answer = await house.post("/c2b/validation", body_of(case))
    assert (status, json.loads(answer)) == (case["reply"]["status"], case["reply"]["body"])
    assert (house.door.arrivals, house.door.told) == ({}, [])


@pytest.mark.parametrize(("name", "case"), cases("submission"))
def test_an_immediate_answer_proves(name: str, case: dict[str, Any]) -> None:
    assert judge(Answer(case["status"], body_of(case)), already=case.get("already", "")) == Submission(**case["means"])


@pytest.mark.parametrize(("name", "case"), cases("query"))
def test_a_query_answers(name: str, case: dict[str, Any]) -> None:
    if "unreadable" in case["means"]:
        with pytest.raises(Unreadable):
            read_prompt_query(body_of(case))
    else:
        assert read_prompt_query(body_of(case)).result == result_of(case["means"])


# What no single payload shows

PAID = (RECORDED / "stk.json").read_text()
FIRST: dict[str, Any] = json.loads(PAID)[0]
OTHER: dict[str, Any] = json.loads(PAID)[1]


async def test_the_same_callback_again_is_kept_once(house: House) -> None:
    for _ in range(3):
        assert (await house.post(PATHS["stk"], body_of(FIRST)))[0] == 200
    assert len(house.door.arrivals) == 1


async def test_the_same_event_in_other_words_is_kept_beside_it(house: House) -> None:
    for case in (FIRST, OTHER, FIRST, OTHER):
        assert (await house.post(PATHS["stk"], body_of(case)))[0] == 200
    assert [kept.body for kept in house.door.arrivals.values()] == [body_of(FIRST), body_of(OTHER)]


async def test_a_stray_callback_cannot_displace_the_one_at_the_right_address(house: House) -> None:
    await house.post(f"/stk/{'d' * 32}", body_of(FIRST))
    await house.post(PATHS["stk"], body_of(FIRST))
    assert [kept.about for kept in house.door.arrivals.values()] == ["d" * 32, TOKEN]


async def test_empty_timeouts_of_two_payments_are_two_arrivals_and_unknown(house: House) -> None:
    for token in (TOKEN, "d" * 32, TOKEN):
        assert (await house.post(f"/timeout/{token}", b""))[0] == 200
    await house.door.read_everything(house.jobs)
    reports = [(one.token, one.result) for one in house.door.heard(ReportResult)]
    unknown = Result("unknown", "queue_timeout")
    assert reports == [(TOKEN, unknown), ("d" * 32, unknown)]


async def test_a_timeout_that_looks_like_a_failure_is_unknown_all_the_same(house: House) -> None:
    body = {"Result": {"ResultType": 0, "ResultCode": 1, "OriginatorConversationID": TOKEN}}
    await house.post(f"/timeout/{TOKEN}", json.dumps(body).encode())
    await house.door.read_everything(house.jobs)
    assert house.door.heard(ReportResult)[0].result.state == "unknown"


@pytest.mark.parametrize("path", [*PATHS.values(), f"/timeout/{TOKEN}", "/c2b/validation"])
@pytest.mark.parametrize("token", ["demo", "f" * 31, "f" * 33, "F" * 32, "%E2%82%AC"])
async def test_a_wrong_path_token_is_404_everywhere(house: House, path: str, token: str) -> None:
    assert (await house.post(path, b"{}", token=token))[0] == 404
    assert house.door.performed == {}


async def test_the_former_path_token_is_still_taken(house: House) -> None:
    assert (await house.post(PATHS["stk"], body_of(FIRST), token=FORMER))[0] == 200


async def test_without_a_former_token_the_empty_one_opens_nothing() -> None:
    assert not replace(CONFIG, former_path_token=Secret("")).knows_token("")


async def test_a_validation_that_cannot_be_decided_is_refused(house: House) -> None:
    house.door.broken = True
    status, answer = await house.post("/c2b/validation", json.dumps({
        "TransAmount": "5.00", "BusinessShortCode": "600100", "BillRefNumber": "LN-0042",
    }).encode())  # fmt: skip
    assert (status, json.loads(answer)["ResultCode"]) == (200, "C2B00016")


async def test_an_address_that_is_a_novel_is_kept_in_short(house: House) -> None:
    assert (await house.post(f"/stk/{'%00a' * 300}", body_of(FIRST)))[0] == 200
    assert len(house.door.arrivals["a1"].about) <= 64
    assert house.door.arrivals["a1"].about.isprintable()


async def test_an_id_that_is_a_novel_becomes_a_digest(house: House) -> None:
    body = json.dumps({"TransID": "R" * 5_000, "TransAmount": "5.00"}).encode()
    await house.post(PATHS["c2b"], body)
    [(_, key)] = house.door.performed
    assert len(key) < 60
