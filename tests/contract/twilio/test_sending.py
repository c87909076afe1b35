"""Sending through Twilio over real sockets: recorded answers, the sandbox's same ones, and who got what."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from channels.sent import Sent
from channels.sms.twilio import TwilioSms
from channels.twilio import STATUS
from channels.twilio_client import TwilioApi
from channels.twilio_sandbox import Sandbox
from channels.whatsapp.render import accent
from channels.whatsapp.twilio import TwilioWhatsApp
from core.phone import Phone
from core.secret import Secret
from dialogs.screen import Said
from tests.contract.twilio.edge import AMINA, PUBLIC, SMS_SENDER, Handset, config
from tests.contract.twilio.recorded import cases

TEXT = "Imarisha: your deposit of KES 500 is in your savings."


class Heard:
    """Of whom we learned that she sent STOP."""

    def __init__(self) -> None:
        self.phones: list[Phone] = []

    async def stopped(self, phone: Phone) -> None:
        self.phones.append(phone)


@asynccontextmanager
async def playing(case: dict[str, Any]) -> AsyncIterator[TwilioApi]:
    """Somewhere that answers everything as recorded."""

    async def answer(request: web.Request) -> web.Response:
        kind = case.get("type", "application/json")
        headers = {"Location": "https://elsewhere.example/"} if case["status"] == 302 else None
        return web.Response(status=case["status"], text=case["body"], content_type=kind, headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api = TwilioApi(config(api_url=f"http://127.0.0.1:{runner.addresses[0][1]}"), read_seconds=1.5)
    yield api
    api.close()
    await runner.cleanup()


async def check(case: dict[str, Any], api: TwilioApi) -> None:
    heard = Heard()
    sms = TwilioSms(api, heard.stopped)
    sent = await sms.send(AMINA, TEXT)
    assert (sent.state, sent.code) == (case["state"], case["code"])
    assert bool(sent.provider_id) is (sent.state == "sent" and not case.get("no_id", False))
    assert (sent.code in sms.alarming) is case.get("alarms", False)
    assert heard.phones == ([AMINA] if case.get("stops") else [])


@pytest.mark.parametrize("case", cases("sends.toml", only="status"))
async def test_a_recorded_answer(case: dict[str, Any]) -> None:
    async with playing(case) as api:
        await check(case, api)


@pytest.mark.parametrize("case", cases("sends.toml", only="fault"))
async def test_the_sandbox_answers_the_same(case: dict[str, Any], handset: Handset, api: TwilioApi) -> None:
    await handset.suffers(case["fault"])
    await check(case, api)
    assert [message["text"] for message in await handset.got()] == ([TEXT] if case.get("arrives") else [])


@pytest.mark.parametrize("case", cases("sends.toml", only="status"))
async def test_whatsapp_reads_the_same_answers(case: dict[str, Any]) -> None:
    heard = Heard()
    async with playing(case) as api:
        sent = await TwilioWhatsApp(api, heard.stopped).post(AMINA, *accent(Said(TEXT)), nonce="0123456789ab")
    assert (sent.state, sent.code) == (case["state"], case["code"])
    assert heard.phones == ([AMINA] if case.get("stops") else [])
    assert (sent.code in TwilioWhatsApp.closed) is (case["code"] == "63016")


async def test_what_she_gets(handset: Handset, api: TwilioApi) -> None:
    assert (await TwilioSms(api, Heard().stopped).post(AMINA, TEXT, nonce="0123456789ab")).state == "sent"
    [message] = await handset.got()
    assert (message["text"], message["from"], message["channel"]) == (TEXT, SMS_SENDER, "sms")


async def test_a_messaging_service_sends_in_the_place_of_a_number(handset: Handset, provider: Sandbox) -> None:
    api = TwilioApi(config(api_url=provider.url, sms_sender="MG1"))
    assert (await TwilioSms(api, Heard().stopped).send(AMINA, TEXT)).state == "sent"
    [message] = await handset.got()
    assert message["from"] == "MG1"
    api.close()


@pytest.mark.parametrize(
    ("changes", "code"), [({"auth_token": Secret("a guess")}, "20003"), ({"account_sid": "AC1"}, "20003")]
)
async def test_wrong_keys(provider: Sandbox, changes: dict[str, Any], code: str) -> None:
    api = TwilioApi(config(api_url=provider.url, **changes))
    assert await TwilioSms(api, Heard().stopped).send(AMINA, TEXT) == Sent("retry", code=code)
    api.close()


@pytest.mark.parametrize(("text", "code"), [("", "21619"), ("a" * 1601, "21617")])
async def test_what_twilio_does_not_take(api: TwilioApi, text: str, code: str) -> None:
    assert await TwilioSms(api, Heard().stopped).send(AMINA, text) == Sent("refused", code=code)


async def test_after_stop_nothing_goes_until_start(handset: Handset, api: TwilioApi) -> None:
    heard = Heard()
    sms = TwilioSms(api, heard.stopped)
    await handset.control("webhooks", {"sms": "http://127.0.0.1:1/"})
    await handset.says("Stop")
    assert await sms.send(AMINA, TEXT) == Sent("refused", code="21610")
    assert heard.phones == [AMINA]
    await handset.says("START")
    assert (await sms.send(AMINA, TEXT)).state == "sent"


async def test_nobody_listening_is_a_provable_no() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = TwilioApi(config(api_url=f"http://127.0.0.1:{port}"))
    assert await TwilioSms(api, Heard().stopped).send(AMINA, TEXT) == Sent("retry", code="no_connection")
    api.close()


async def test_without_a_public_address_no_statuses_are_asked_for(provider: Sandbox, handset: Handset) -> None:
    for public, expected in (("", "nowhere"), (PUBLIC, "ClientConnectorError")):
        api = TwilioApi(config(api_url=provider.url, public_url=public))
        await TwilioSms(api, Heard().stopped).send(AMINA, TEXT)
        await provider.idle()
        assert (await handset.got())[-1]["reports"][0][1] == expected
        api.close()


def test_the_address_of_statuses_is_below_our_public_one() -> None:
    assert config(public_url=f"{PUBLIC}/").address(STATUS) == f"{PUBLIC}/channels/twilio/status"


def test_the_token_is_in_nobody_s_face(api: TwilioApi) -> None:
    for each in (api, api.config, TwilioSms(api, Heard().stopped), TwilioWhatsApp(api, Heard().stopped)):
        assert "token of the sandbox" not in repr(each)
