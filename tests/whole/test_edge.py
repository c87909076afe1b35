"""The edge of a running demo: garbage, wrong tokens, health, and how it starts and stops."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from tests.whole.phones import phone
from tests.whole.running import Http, Site, eventually, patience

AMINA = "+254700000001"
#: Promised; and how often it may be tried on a machine that others keep busy.
SECOND_START_SECONDS = 5.0
MOST_STARTS = 3

WEBHOOKS = (
    "/channels/africastalking/{token}/ussd",
    "/channels/africastalking/{token}/ussd/events",
    "/channels/africastalking/{token}/sms",
    "/channels/africastalking/{token}/sms/delivery",
    "/channels/africastalking/{token}/sms/optout",
    "/payments/daraja/{token}/stk/{payment}",
    "/payments/daraja/{token}/result/{payment}",
    "/payments/daraja/{token}/timeout/{payment}",
    "/payments/daraja/{token}/c2b/validation",
    "/payments/daraja/{token}/c2b/confirmation",
)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
GARBAGE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", FORM),
    "truncated": (b'{"Body": {"stkCallback": {"Merchan', JSON),
    "of another kind": (b"<xml/>", "text/xml"),
    "binary": (bytes(range(256)), "application/octet-stream"),
    "100 kB": (b"a" * 100_000, JSON),
    "a list": (b"[1, 2, 3]", JSON),
    "null": (b"null", JSON),
    "deep": (b'{"a":' * 1_000 + b"1" + b"}" * 1_000, JSON),
    "a deep list": (b"[" * 1_000 + b"]" * 1_000, JSON),
    "repeated fields": (b"sessionId=1&sessionId=2&phoneNumber=%2B254700000001&text=&text=1", FORM),
    "names twice": (b'{"TransID": "A", "TransID": "B", "TransAmount": "5"}', JSON),
    "huge numbers": (b'{"TransID": "X1", "TransAmount": 1e999, "BillRefNumber": 5}', JSON),
}


class TestGarbage:
    @pytest.mark.parametrize("path", WEBHOOKS)
    async def test_is_answered_in_words(self, town: Site, http: Http, path: str) -> None:
        for what, (body, content_type) in GARBAGE.items():
            where = f"{town.url}{path.format(token='demo', payment='f' * 32)}"
            async with http.post(where, data=body, headers={"Content-Type": content_type}) as reply:
                said = await reply.text()
            assert reply.status < 500, (what, path, reply.status)
            assert said, (what, path)
            assert "Traceback" not in said
        assert "Traceback" not in town.running["serve"].said
        assert "reader_crashed" not in town.running["serve"].said

    @pytest.mark.parametrize("kind", ["stk", "result", "timeout", "c2b/confirmation"])
    async def test_of_daraja_is_kept_as_it_came(self, town: Site, http: Http, kind: str) -> None:
        """Whatever it is, it may be about money: it lies in the inbox, and Daraja hears that we took it."""
        path = next(each for each in WEBHOOKS if f"/{kind}" in each)
        body = f"not json at all: {kind}".encode()
        async with http.post(f"{town.url}{path.format(token='demo', payment='e' * 32)}", data=body) as reply:
            assert reply.status == 200

        def set_aside() -> bool:
            found = town.rows("select trouble from inbox where body = ?", body)
            return len(found) == 1 and (bool(found[0]["trouble"]) or kind == "timeout")

        await eventually(set_aside, "the record", seconds=10)

    async def test_of_the_sms_gateway_is_kept_too(self, town: Site, http: Http) -> None:
        async with http.post(f"{town.url}/channels/africastalking/demo/sms", data=b"\x00\xff=odd") as reply:
            assert reply.status == 400
        assert len(town.rows("select 1 from inbox where body = ?", b"\x00\xff=odd")) == 1

    @pytest.mark.parametrize("path", WEBHOOKS)
    async def test_a_wrong_token_finds_nothing(self, town: Site, http: Http, path: str) -> None:
        for token in ("wrong", "demo%20", "D%C3%A9mo", "%00"):
            where = URL(f"{town.url}{path.format(token=token, payment='f' * 32)}", encoded=True)
            async with http.post(where, data=b"{}") as reply:
                assert reply.status == 404, token

    async def test_a_token_is_in_no_log(self, town: Site, http: Http) -> None:
        lines = [line for line in town.running["serve"].said.splitlines() if line.startswith("{")]
        assert lines
        assert not [line for line in lines if "/demo/" in line]


class TestHealth:
    @pytest.mark.parametrize("path", ["/health/live", "/health/startup", "/health/ready", "/health"])
    async def test_all_is_well(self, town: Site, http: Http, path: str) -> None:
        async with http.get(town.url + path) as reply:
            assert reply.status == 200
            assert (await reply.json())["status"] == "ok"

    async def test_metrics_count_and_the_books_balance(self, town: Site, http: Http) -> None:
        async with http.get(f"{town.url}/metrics") as reply:
            lines = (await reply.text()).splitlines()
        assert 'imarisha_ledger_imbalance_minor{currency="KES"} 0.0' in lines
        assert 'imarisha_jobs{state="dead"} 0.0' in lines
        assert any(line.startswith("imarisha_channel_requests_total") for line in lines)
        assert "2547" not in "\n".join(lines)


class TestStartAndStop:
    async def test_the_second_start_answers_at_once(self, tmp_path: Path, http: Http) -> None:
        """And what the first one promised is still there; a turn that is under way at SIGTERM gets its answer."""
        site = Site(tmp_path / "var")
        try:
            first = await site.start("serve", "--demo")
            caller = phone(http, site, AMINA)
            await caller.dial()
            signing = asyncio.create_task(caller.press("2", "1", "5000", "3", "1", "4821"))
            await asyncio.sleep(0.15)
            status = await asyncio.to_thread(first.stop)
            ends = await asyncio.gather(signing, return_exceptions=True)
            assert status == 0, first.said
            # A hop that reached us was answered; one that came later found the door closed, and nothing happened.
            assert isinstance(ends[0], str | aiohttp.ClientError), ends
            assert "Traceback" not in first.said
            assert await quickest_start(site, http) < patience(SECOND_START_SECONDS)
            assert await phone(http, site, AMINA).dial()
            await site.proven()
        finally:
            site.end()

    @pytest.mark.parametrize(
        ("words", "settings"),
        [
            (("--host", "0.0.0.0"), {}),
            ((), {"IMARISHA_PUBLIC_URL": "https://sacco.example"}),
        ],
    )
    async def test_the_demo_is_for_this_machine_only(
        self, tmp_path: Path, words: tuple[str, ...], settings: dict[str, str]
    ) -> None:
        status, said = await Site(tmp_path / "var").run("serve", "--demo", *words, **settings)
        assert status == 1
        assert "--demo-in-public" in said

    async def test_production_takes_no_demo(self, tmp_path: Path) -> None:
        production = {
            "IMARISHA_ENVIRONMENT": "production", "IMARISHA_DARAJA_TOKEN": "demo",
            "IMARISHA_AFRICASTALKING_TOKEN": "demo",
        }  # fmt: skip
        status, said = await Site(tmp_path / "var").run("serve", "--demo", **production)
        assert status == 1
        for wrong in ("production takes no --demo", "sandboxes", "DARAJA_TOKEN is a demo secret", "IMARISHA_PEPPER"):
            assert wrong in said
        assert not (tmp_path / "var" / "secrets").exists()


async def quickest_start(site: Site, http: Http) -> float:
    """Seconds from the command to an answer; it runs when we are back."""
    took: list[float] = []
    while len(took) < MOST_STARTS:
        if took:
            site.running["serve"].stop()
        began = time.monotonic()
        await site.start("serve", "--demo")
        async with http.get(f"{site.url}/health/ready") as reply:
            assert reply.status == 200
        took.append(time.monotonic() - began)
        if took[-1] < SECOND_START_SECONDS:
            break
    print(f"second start answered after {took[-1]:.1f} s")
    return min(took)
