"""The fake Twilio itself: it remembers, names its faults, and repeats, loses and reorders as it is told."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from channels import twilio_sandbox, twilio_webhook
from channels.sms.twilio import TwilioSms
from channels.twilio_client import TwilioApi
from channels.twilio_sandbox import Sandbox
from channels.twilio_sandbox_faults import REPORTS
from core.phone import Phone
from tests.contract.africastalking.edge import NOON, NotingDoor, mask, served
from tests.contract.twilio.edge import AMINA, PUBLIC, Handset, config


async def nobody(phone: Phone) -> None:
    return None


async def test_its_world_survives_a_restart(tmp_path: Path) -> None:
    first = await twilio_sandbox.start("127.0.0.1", 0, tmp_path / "kept", lambda: NOON)
    api = TwilioApi(config(api_url=first.url, public_url=""))
    await TwilioSms(api, nobody).send(AMINA, "Habari")
    api.close()
    await first.close()
    second = await twilio_sandbox.start("127.0.0.1", 0, tmp_path / "kept", lambda: NOON)
    assert [message["text"] for message in second.desk.world.messages(AMINA.number)] == ["Habari"]
    second.desk.world.reset()
    assert second.desk.world.messages() == []
    await second.close()


@pytest.mark.parametrize(
    ("what", "order", "says"),
    [
        ("faults", {"fault": "gremlins"}, "21610"),
        ("say", {"from": AMINA.number, "text": "Habari"}, "/_sim/webhooks"),
        ("say", {"from": AMINA.number, "channel": "whatsapp", "tap": "nonce:1"}, "no message with this button"),
    ],
)
async def test_what_it_cannot_do_it_says(handset: Handset, what: str, order: dict[str, Any], says: str) -> None:
    await handset.control("webhooks", {"whatsapp": "http://127.0.0.1:1/"})
    async with handset.http.post(f"{handset.provider.url}/_sim/{what}", json=order) as reply:
        assert reply.status == 400
        assert says in await reply.text()


@pytest.mark.parametrize("fault", [fault for fault in REPORTS if fault != "closed"], ids=lambda fault: fault or "none")
async def test_statuses_are_signed_and_come_as_ordered(provider: Sandbox, handset: Handset, fault: str) -> None:
    door = NotingDoor()
    async with served(twilio_webhook.routes(door, config(), mask)) as client:
        await handset.reaches(PUBLIC, reached_at=str(client.make_url("")).rstrip("/"))
        if fault:
            await handset.suffers(fault)
        api = TwilioApi(config(api_url=provider.url))
        sent = await TwilioSms(api, nobody).send(AMINA, "Habari")
        early = [status for status, _ in (await handset.got())[0]["reports"]]
        await provider.idle()
        api.close()
    assert sent.state == "sent"
    [message] = await handset.got()
    assert message["reports"] == [[status, "200"] for status in REPORTS[fault][0]]
    assert early == (["sent", "delivered"] if fault == "early" else [])


async def test_a_message_that_is_told_several_times_at_once_is_kept_under_one_key(handset: Handset) -> None:
    door = NotingDoor()
    async with served(twilio_webhook.routes(door, config(), mask)) as client:
        await handset.reaches(PUBLIC, reached_at=str(client.make_url("")).rstrip("/"))
        fixed = {"MessageSid": "SM1"}
        await asyncio.gather(*(handset.says("Habari", fields=fixed, times=2) for _ in range(3)))
    assert {key for _, key in door.performed} == {"twilio.sms:SM1"}
    assert len(door.performed) == 6


async def test_a_phone_signs_with_whatever_token_it_is_given(handset: Handset) -> None:
    door = NotingDoor()
    async with served(twilio_webhook.routes(door, config(), mask)) as client:
        await handset.reaches(PUBLIC, reached_at=str(client.make_url("")).rstrip("/"))
        said = await handset.says("Habari", token="a guess")
    assert said["answers"] == [{"status": "403", "body": "Forbidden"}]
    assert door.performed == []
