"""The intent matcher for programs: what it answers, whom it tells what, and that it never does anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from admin.api.access import Access
from admin.api.bodies import MOST_BODY_BYTES
from admin.api.voice import ANALYTICS, COMMAND, COMMANDS, Voice
from core.members.messages import WhoCalls
from core.secret import Secret
from deploy.metrics import Metrics
from deploy.recorder import Recorder
from deploy.web import Web
from dialogs.library import LIBRARY, TONGUES
from intents import understand
from tests.house import House
from tests.people import AMINA, BARAKA, seeded, town

__all__ = ["seeded", "town"]

TOKEN = "0123456789abcdef0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
Client = TestClient[Any, Any]


@pytest.fixture(scope="module")
def understanding() -> understand.Understanding:
    return understand.load()


@pytest.fixture
def voice(town: House, understanding: understand.Understanding) -> Voice:
    kept = Recorder(town.bus, Metrics())
    access = Access(Secret(TOKEN), is_open=True)
    house = town.hold.institution
    return Voice(town.bus, understanding, LIBRARY, TONGUES, house, access, kept.record, kept.flush)


async def served(voice: Voice, town: House, aiohttp_client: Any) -> Client:
    client: Client = await aiohttp_client(Web(voice.routes(), town.clock, Metrics()).application())
    return client


@pytest.fixture
async def client(voice: Voice, town: House, aiohttp_client: Any) -> Client:
    return await served(voice, town, aiohttp_client)


@pytest.fixture
async def production(voice: Voice, town: House, aiohttp_client: Any) -> Client:
    return await served(replace(voice, access=Access(Secret(TOKEN))), town, aiohttp_client)


@pytest.fixture
async def amina(town: House) -> str:
    return (await town.must(WhoCalls(phone=AMINA))).member


@pytest.fixture
async def baraka(town: House) -> str:
    return (await town.must(WhoCalls(phone=BARAKA))).member


async def say(client: Client, text: str, *, status: int = 200, **more: Any) -> dict[str, Any]:
    """With the token where a member is named."""
    headers = BEARER if "user_id" in more else {}
    async with client.post(COMMAND, json={"text": text, **more}, headers=headers) as reply:
        found: dict[str, Any] = await reply.json(content_type=None)
        assert reply.status == status, found
        return found


# What words mean


async def test_a_command_and_its_answer(client: Client) -> None:
    found = await say(client, "nataka mkopo wa elfu tano", language="sw", reference_date="2026-03-11")
    assert list(found) == ["intent", "confidence", "decision", "alternatives", "entities", "reply"]
    assert (found["intent"], found["decision"]) == ("loan_apply", "act")
    assert 0.5 < found["confidence"] <= 1
    assert found["entities"] == [{"type": "amount", "value": "5000", "text": "elfu tano", "start": 16, "end": 25}]
    assert found["reply"] == "Kopa: piga *384*1# na ufuate menyu."


async def test_dates_are_counted_from_the_reference_date(client: Client) -> None:
    found = await say(client, "nitalipa kesho", reference_date="2026-12-31")
    assert [(each["type"], each["value"]) for each in found["entities"]] == [("date", "2027-01-01")]
    today = await say(client, "nitalipa kesho")
    assert today["entities"][0]["value"] == "2026-03-12", "without one, from the day at the institution"


async def test_what_an_entity_has_besides(client: Client) -> None:
    [amount] = (await say(client, "I want to save KES 500"))["entities"]
    assert (amount["value"], amount["currency"]) == ("500", "KES")


async def test_alternatives_have_a_confidence_each(client: Client) -> None:
    found = await say(client, "loan pesa")
    assert found["decision"] == "ask"
    assert all(set(each) == {"intent", "confidence"} for each in found["alternatives"])
    assert found["reply"].startswith("Did you mean:\n1. ")


async def test_what_nobody_understands_is_said_to_be_so(client: Client) -> None:
    found = await say(client, "qwertyuiop asdfghjkl")
    assert (found["intent"], found["decision"]) == ("out_of_scope", "fallback")
    assert found["reply"].startswith("Sorry, we did not understand.")


# What would be said next


async def test_a_member_hears_the_first_screen_in_her_own_language(client: Client, amina: str, baraka: str) -> None:
    found = await say(client, "nataka mkopo", user_id=amina, language="sw")
    assert found["reply"].startswith("Which loan?\n1. Boost"), "Amina's language is English"
    assert (await say(client, "hello", user_id=baraka, language="en"))["reply"].startswith("Imarisha. Habari Baraka")


async def test_what_she_said_already_is_not_asked(client: Client, amina: str) -> None:
    found = await say(client, "nataka mkopo wa Boost wa elfu tano", user_id=amina)
    assert found["reply"].startswith("KES 5,000. Repay in how many months?")


@pytest.mark.parametrize("words", ["what is my account balance", "how much do I still owe", "send me my statement"])
async def test_no_private_figure_is_told(words: str, client: Client, baraka: str, amina: str) -> None:
    for member in (amina, baraka):
        found = await say(client, words, user_id=member)
        assert found["decision"] == "act"
        assert "*384*1*8#" in found["reply"], "she opens it with her PIN"
        assert "KES" not in found["reply"]


@pytest.mark.parametrize("words", ["STOP", "START", "my phone was stolen"])
async def test_what_would_change_something_is_only_named(
    words: str, client: Client, amina: str, town: House
) -> None:  # fmt: skip
    before = await town.rows("select count(*) from audit")
    found = await say(client, words, user_id=amina)
    assert found["decision"] == "act"
    assert found["reply"].endswith(": dial *384*1# and follow the menu.")
    assert await town.rows("select count(*) from audit") == before
    assert not (await town.must(WhoCalls(phone=AMINA))).blocked


async def test_without_a_member_nothing_about_one_is_said(client: Client) -> None:
    assert (await say(client, "hello"))["reply"].startswith("Imarisha: save and borrow by phone.")
    assert (await say(client, "what is the interest rate"))["reply"].startswith("Joining and saving are free.")
    assert (await say(client, "what is my account balance"))["reply"] == (
        "My balance: dial *384*1# and follow the menu."
    )


async def test_every_command_has_a_reply_in_both_languages(client: Client, amina: str, baraka: str) -> None:
    async with client.get(COMMANDS) as reply:
        items = (await reply.json())["items"]
    for item in items:
        for language, sentences in item["examples"].items():
            for sentence in sentences:
                assert (await say(client, sentence, language=language))["reply"], sentence
                member = amina if language == "en" else baraka
                assert (await say(client, sentence, user_id=member))["reply"], sentence


# What is wrong with a request


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"text"}),
        ({"text": ""}, {"text"}),
        ({"text": "   "}, {"text"}),
        ({"text": "x" * 1001}, {"text"}),
        ({"text": 5}, {"text"}),
        ({"text": None}, {"text"}),
        ({"text": "salio", "language": "fr"}, {"language"}),
        ({"text": "salio", "language": ["sw"]}, {"language"}),
        ({"text": "salio", "reference_date": "tomorrow"}, {"reference_date"}),
        ({"text": "salio", "reference_date": 20260311}, {"reference_date"}),
        ({"text": "salio", "reference_date": "0001-01-01"}, {"reference_date"}),
        ({"text": "salio", "user_id": 7}, {"user_id"}),
        ({"text": "salio", "user_id": "x" * 100}, {"user_id"}),
        ({"language": "fr", "reference_date": "2026-02-30"}, {"text", "language", "reference_date"}),
    ],
)
async def test_every_field_that_is_wrong_is_named(body: dict[str, Any], fields: set[str], client: Client) -> None:
    async with client.post(COMMAND, json=body) as reply:
        assert (reply.status, reply.content_type) == (422, "application/problem+json")
        found = await reply.json(content_type=None)
    assert (found["status"], found["code"]) == (422, "invalid")
    assert {each["field"] for each in found["errors"]} == fields
    assert all(each["detail"] for each in found["errors"])


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed_json"),
        (b"", "application/json", 400, "malformed_json"),
        (b'{"text": "\xff"}', "application/json", 400, "malformed_json"),
        (b"[" * 10_000, "application/json", 400, "malformed_json"),
        (b"[]", "application/json", 422, "invalid"),
        (b"7", "application/json", 422, "invalid"),
        (b'{"text": "salio"}', "text/plain", 415, "unsupported_media_type"),
        (b"text=salio", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b'{"text": "' + b"x" * MOST_BODY_BYTES + b'"}', "application/json", 413, "too_large"),
        (b"x" * 70_000, "application/json", 413, "too_large"),
    ],
)
async def test_what_is_no_request_at_all(body: bytes, kind: str, status: int, code: str, client: Client) -> None:
    async with client.post(COMMAND, data=body, headers={"Content-Type": kind}) as reply:
        assert (reply.status, reply.content_type) == (status, "application/problem+json")
        found = await reply.json(content_type=None)
    assert (found["status"], found["code"]) == (status, code)


@pytest.mark.parametrize("text", ["\x00", "\ud800", "🙂" * 1000, "١٢٣", "5" * 1000, "\u202esalio", "a\nb\tc"])
async def test_odd_letters_are_answered(text: str, client: Client) -> None:
    async with client.post(COMMAND, json={"text": text}) as reply:
        assert reply.status in (200, 400)


async def test_a_charset_is_no_other_kind(client: Client) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    async with client.post(COMMAND, data=b'{"text": "salio"}', headers=headers) as reply:
        assert reply.status == 200


async def test_nobody_has_this_id(client: Client) -> None:
    found = await say(client, "salio", user_id="nobody", status=404)
    assert found["code"] == "no_such_member"
    async with client.get(ANALYTICS.format(user_id="nobody"), headers=BEARER) as reply:
        assert reply.status == 404


# Who may ask


@pytest.mark.parametrize(
    "given",
    [
        {}, {"Authorization": "Bearer"}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN}, {"Authorization": "Bearer é"},
    ],
)  # fmt: skip
async def test_what_is_about_a_member_needs_the_token(given: dict[str, str], client: Client, amina: str) -> None:
    body = {"text": "salio", "user_id": amina}
    for asked in (
        client.get(ANALYTICS.format(user_id=amina), headers=given),
        client.post(COMMAND, json=body, headers=given),
        client.post(COMMAND, json={**body, "user_id": "nobody"}, headers=given),
    ):
        async with asked as reply:
            assert (reply.status, reply.headers["WWW-Authenticate"]) == (401, "Bearer")
            assert (await reply.json(content_type=None))["code"] == "not_authenticated"


async def test_a_wrong_token_is_not_as_good_as_none(client: Client) -> None:
    async with client.get(COMMANDS, headers={"Authorization": "Bearer wrong"}) as reply:
        assert reply.status == 401


async def test_in_production_everything_needs_it(production: Client) -> None:
    async with production.get(COMMANDS) as reply:
        assert reply.status == 401
    async with production.post(COMMAND, json={"text": "salio"}) as reply:
        assert reply.status == 401
    async with production.post(COMMAND, json={"text": "salio"}, headers=BEARER) as reply:
        assert reply.status == 200


async def test_no_token_is_not_a_token(voice: Voice, town: House, aiohttp_client: Any) -> None:
    client = await served(replace(voice, access=Access(Secret(""))), town, aiohttp_client)
    async with client.get(COMMANDS, headers={"Authorization": "Bearer "}) as reply:
        assert reply.status == 401


# Figures of one member


async def test_her_figures(client: Client, amina: str, baraka: str) -> None:
    for words in ("nataka mkopo wa elfu tano", "qwertyuiop asdfghjkl", "loan pesa", "nataka mkopo"):
        await say(client, words, user_id=amina)
    await say(client, "nataka mkopo")
    async with client.get(ANALYTICS.format(user_id=amina), headers=BEARER) as reply:
        assert reply.status == 200
        found = await reply.json()
    assert found["user_id"] == amina
    assert found["since"] == "2026-02-09T09:00:00Z"
    assert {name: found[name] for name in ("interactions", "successes", "failures", "asked_back")} == {
        "interactions": 4, "successes": 2, "failures": 1, "asked_back": 1,
    }  # fmt: skip
    assert found["success_rate"] == 0.5
    assert found["commands"][0] == {"intent": "loan_apply", "times": 3, "successes": 2}
    assert found["channels"] == {"api": 4}
    assert set(found["milliseconds"]) == {"average", "p50", "p99"}
    async with client.get(ANALYTICS.format(user_id=baraka), headers=BEARER) as reply:
        nothing = await reply.json()
    assert (nothing["interactions"], nothing["success_rate"], nothing["commands"]) == (0, None, [])


@pytest.mark.parametrize("days", ["0", "401", "-1", "many", "", "1.5", "٣"])
async def test_days_that_are_none(days: str, client: Client, amina: str) -> None:
    async with client.get(ANALYTICS.format(user_id=amina), params={"days": days}, headers=BEARER) as reply:
        found = await reply.json(content_type=None)
    assert (reply.status, [each["field"] for each in found["errors"]]) == (422, ["days"])


# The commands


async def test_the_list_of_commands(client: Client) -> None:
    async with client.get(COMMANDS) as reply:
        assert reply.content_type == "application/json"
        found = await reply.json()
    assert found["next"] is None
    by_intent = {each["intent"]: each for each in found["items"]}
    assert by_intent["repay"]["dialog"] == "repay"
    assert by_intent["repay"]["says"] == {"en": "Repay my loan", "sw": "Lipa mkopo wangu"}
    assert by_intent["cancel"]["dialog"] is None
    assert all(len(both) == 2 for each in found["items"] for both in each["examples"].values())
