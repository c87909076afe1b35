"""What the API answers to requests that are wrong, or by somebody who may not ask: a problem that says what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from admin.api.access import Access
from admin.api.bodies import MOST_BODY_BYTES
from admin.api.voice import ANALYTICS, COMMAND, COMMANDS, Voice
from core.secret import Secret
from tests.house import House
from tests.people import seeded, town
from tests.programs import BEARER, TOKEN, Client, amina, client, production, say, served, understanding, voice

__all__ = ["amina", "client", "production", "seeded", "town", "understanding", "voice"]


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
