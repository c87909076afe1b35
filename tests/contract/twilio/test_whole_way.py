"""From her thumb to her screen through Twilio: sandbox, signed webhook, inbox, worker, host, API; nothing is stubbed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from channels import chat, gsm7, twilio_webhook, twilio_wire
from channels.sms.render import accent as sms_accent
from channels.sms.twilio import TwilioSms
from channels.twilio_client import TwilioApi
from channels.twilio_sandbox import Sandbox
from channels.whatsapp import twilio as whatsapp
from channels.whatsapp.twilio import TwilioWhatsApp
from core.institution import Institution
from core.secret import Secret
from deploy.app import merged
from deploy.memory import TableMemory
from deploy.worker import Worker
from dialogs.host import Host
from dialogs.library import LIBRARY, TONGUES
from intents import understand
from tests.contract.africastalking.edge import served
from tests.contract.twilio.edge import PUBLIC, Handset
from tests.house import Clock, House


@pytest.fixture
def clock(house: House) -> Clock:
    return house.clock


def lines(house: House, api: TwilioApi) -> list[chat.Line]:
    sms = TwilioSms(api, twilio_webhook.stopper(house.bus, "sms"))
    bubbles = TwilioWhatsApp(api, twilio_webhook.stopper(house.bus, "whatsapp"))
    return [
        chat.Line(twilio_webhook.SMS_CHAT, "sms", twilio_wire.read, sms, sms_accent, gsm7.segments),
        chat.Line(twilio_webhook.WHATSAPP_CHAT, "whatsapp", twilio_wire.read, bubbles, whatsapp.accent),
    ]


@asynccontextmanager
async def running(house: House, api: TwilioApi, handset: Handset) -> AsyncIterator[Worker]:
    """The worker, with the webhooks reached by her phone, which signs for our public address."""
    memory = TableMemory(house.database, house.clock)
    host = Host(house.bus, memory, LIBRARY, TONGUES, Institution(), house.clock, understand.load())
    work = merged(chat.jobs(lines(house, api), host.turn, Secret("a key for digests")), twilio_webhook.jobs())
    worker = Worker(house.database, house.bus, work, house.clock, poll_seconds=0.02)
    rounds = asyncio.create_task(worker.run())
    async with served(twilio_webhook.routes(house.bus, api.config, host.masked)) as client:
        await handset.reaches(PUBLIC, reached_at=str(client.make_url("")).rstrip("/"))
        yield worker
        await handset.provider.idle()
    await worker.stop(1.0)
    await rounds


async def states(house: House) -> list[str]:
    return [row.state for row in await house.rows("select state from messages where notice = 'answer' order by id")]


async def test_a_whatsapp_chat_from_the_first_word_to_the_second_screen(
    house: House, provider: Sandbox, handset: Handset, api: TwilioApi
) -> None:
    async with running(house, api, handset) as worker:
        said = await handset.says("Habari", channel="whatsapp")
        assert [answer["status"] for answer in said["answers"]] == ["200"]
        await worker.idle()
        (first,) = await handset.got()
        assert first["rows"]

        await handset.says(tap=first["rows"][0]["id"], channel="whatsapp")
        await worker.idle()
        _, second = await handset.got()
        assert second["text"] != first["text"]
        assert second["rows"]

        # A touch of the older bubble shows the question that is open, and decides nothing.
        await handset.says(tap=first["rows"][0]["id"], channel="whatsapp")
        await worker.idle()
        _, _, third = await handset.got()
        assert (third["text"], len(third["rows"])) == (second["text"], len(second["rows"]))
        assert (third["content"], third["rows"]) != (second["content"], []) and third["content"] == second["content"]
    assert await states(house) == ["delivered"] * 3


async def test_an_sms_chat(house: House, handset: Handset, api: TwilioApi) -> None:
    async with running(house, api, handset) as worker:
        await handset.says("Habari")
        await worker.idle()
        (first,) = await handset.got()
        assert (first["rows"], first["from"]) == ([], api.config.sms_sender)
        assert "1. " in first["text"]
        await handset.says("1")
        await worker.idle()
        assert len({message["text"] for message in await handset.got()}) == 2
    assert await states(house) == ["delivered"] * 2
