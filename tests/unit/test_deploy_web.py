"""The edge: limits, a log without addresses, an apology for every crash, and turns that may take too long."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from core.messages import Arrival, Reply
from deploy import logs
from deploy.metrics import Metrics
from deploy.serve import listen
from deploy.web import MOST_BODY_BYTES, Budget, Web, channel_of
from tests.house import NOON

PATH = "/channels/anybody/{token}/ussd"


async def echo(arrival: Arrival) -> Reply:
    return Reply(
        body=arrival.body + arrival.path.get("token", "").encode(), headers={"X-Seen": arrival.headers["x-it"]}
    )


async def crash(arrival: Arrival) -> Reply:
    raise ValueError(f"4821 of {arrival.path}")


def sorry(arrival: Arrival) -> Reply:
    return Reply(body=b"END Sorry")


@pytest.fixture
def logged() -> io.BytesIO:
    written = io.BytesIO()
    logs.configure("info", into=written, redact=False)
    return written


@pytest.fixture
async def call(logged: io.BytesIO) -> AsyncIterator[Callable[..., Any]]:
    """Real HTTP to a server with three readers."""
    routes = [("POST", PATH, echo), ("POST", "/channels/broken/{token}", crash), ("POST", "/payments/broken", crash)]
    listening = listen("127.0.0.1", 0)
    web = Web(routes, lambda: NOON, Metrics(), {"/channels/broken/{token}": sorry})
    await web.start(listening)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{listening.getsockname()[1]}") as session:

        async def post(path: str, body: bytes | io.BytesIO = b"hello", method: str = "POST") -> tuple[int, str, Any]:
            async with session.request(method, path, data=body, headers={"X-It": "yes"}) as reply:
                return reply.status, await reply.text(), reply.headers

        yield post
    await web.stop()


def events(logged: io.BytesIO, name: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    return [line for line in lines if line["event"] == name]


async def test_a_reader_gets_plain_values_and_gives_plain_values(call) -> None:
    status, body, headers = await call("/channels/anybody/secret-word/ussd")
    assert (status, body, headers["X-Seen"]) == (200, "hellosecret-word", "yes")
    assert headers["Content-Type"] == "text/plain; charset=utf-8"


async def test_the_log_has_the_route_and_never_the_token_or_the_body(call, logged) -> None:
    await call("/channels/anybody/secret-word/ussd", b"text=4821")
    [line] = events(logged, "request")
    assert (line["route"], line["status"], line["method"]) == (PATH, 200, "POST")
    assert b"secret-word" not in logged.getvalue()
    assert b"4821" not in logged.getvalue()


async def test_a_body_over_the_limit_is_refused(call) -> None:
    assert (await call("/channels/anybody/x/ussd", io.BytesIO(b"x" * MOST_BODY_BYTES)))[0] == 200
    assert (await call("/channels/anybody/x/ussd", io.BytesIO(b"x" * (MOST_BODY_BYTES + 1))))[0] == 413


async def test_what_is_not_there_is_404_without_echo(call, logged) -> None:
    status, body, _ = await call("/channels/anybody/secret-word/nothing")
    assert status == 404
    assert "secret-word" not in body
    assert b"secret-word" not in logged.getvalue()
    assert (await call("/channels/anybody/x/ussd", method="GET"))[0] == 404


async def test_a_ussd_reader_that_crashes_says_what_its_channel_says(call, logged) -> None:
    status, body, _ = await call("/channels/broken/secret-word")
    assert (status, body) == (200, "END Sorry")
    [line] = events(logged, "reader_crashed")
    assert line["error"] == "ValueError"
    assert "crash" in " ".join(line["where"])
    assert b"4821" not in logged.getvalue()


async def test_any_other_crash_is_a_problem_without_a_trace(call) -> None:
    status, body, headers = await call("/payments/broken")
    assert (status, headers["Content-Type"]) == (500, "application/problem+json")
    assert "ValueError" not in body
    assert json.loads(body)["code"] == "internal_error"


def test_channels_are_few_enough_for_a_label() -> None:
    assert channel_of("/channels/africastalking/{token}/ussd") == "africastalking/ussd"
    assert channel_of("/payments/daraja/{token}/stk/{payment}") == "daraja/stk"
    assert channel_of("/health/ready") == "health/ready"


class TestBudget:
    async def test_a_turn_in_time_gives_its_answer(self) -> None:
        assert await Budget(1, Metrics()).within(asyncio.sleep(0, "answer")) == "answer"

    async def test_a_turn_in_time_raises_what_it_raises(self) -> None:
        async def breaks() -> str:
            raise ValueError

        with pytest.raises(ValueError):
            await Budget(1, Metrics()).within(breaks())

    async def test_a_slow_turn_goes_on_and_is_waited_for(self) -> None:
        done = []

        async def slow() -> str:
            await asyncio.sleep(0.1)
            done.append("yes")
            return "answer"

        budget = Budget(0.01, Metrics())
        assert await budget.within(slow()) is None
        assert done == []
        await budget.drain(2)
        assert done == ["yes"]

    async def test_a_slow_turn_that_crashes_is_logged(self, logged) -> None:
        async def breaks() -> str:
            await asyncio.sleep(0.05)
            raise ValueError("4821")

        budget = Budget(0.01, Metrics())
        assert await budget.within(breaks()) is None
        await budget.drain(2)
        await asyncio.sleep(0)
        assert events(logged, "slow_turn_crashed")[0]["error"] == "ValueError"
        assert b"4821" not in logged.getvalue()


@pytest.mark.parametrize("steps", range(6))
async def test_who_comes_in_the_moment_of_stopping_is_not_left_waiting(steps: int) -> None:
    """Half-made connections would stay open until the collector found them, in the middle of something else."""
    listening = listen("127.0.0.1", 0)
    web = Web([("GET", "/x", echo)], lambda: NOON, Metrics(), stop_seconds=0.5)
    await web.start(listening)
    with socket.create_connection(listening.getsockname()) as caller:
        for _ in range(steps):
            await asyncio.sleep(0)
        await web.stop()
        caller.settimeout(5)
        with suppress(ConnectionResetError):
            assert await asyncio.to_thread(caller.recv, 1) == b""
    gc.collect()
