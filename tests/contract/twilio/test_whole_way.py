"""From her thumb to her screen through Twilio: sandbox, signed webhook, inbox, worker, host, API; nothing stubbed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
from dialogs.screen import Said
from intents import understand
from tests.contract.africastalking.edge import served
from tests.contract.twilio.edge import AMINA, PUBLIC, Handset
from tests.house import Clock, House
from tests.unit.members_house import register


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
        assert third["text"] == f"Hilo lilikuwa swali la awali. Sasa tuko hapa:\n{second['text']}"
        assert len(third["rows"]) == len(second["rows"])
        # The same rows have other ids: the older ones lead nowhere.
        assert third["rows"] != second["rows"]

        # The same screen once more is the same content.
        await handset.says(tap=first["rows"][0]["id"], channel="whatsapp")
        await worker.idle()
        *_, fourth = await handset.got()
        assert fourth["content"] == third["content"]
    assert await states(house) == ["delivered"] * 4


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


async def test_whatever_is_told_twice_is_answered_once(house: House, handset: Handset, api: TwilioApi) -> None:
    async with running(house, api, handset) as worker:
        for channel in ("sms", "whatsapp"):
            await handset.says("Habari", channel=channel, times=3)
            await worker.idle()
        assert len(await handset.got()) == 2


async def test_statuses_come_in_any_order_and_before_the_answer(house: House, handset: Handset, api: TwilioApi) -> None:
    async with running(house, api, handset) as worker:
        for fault in ("early", "reordered", "repeated", "read", "new_status", "unreported", "undelivered", "stopped"):
            await handset.suffers(fault)
            await handset.says("Habari")
            await worker.idle()
            await handset.provider.idle()
        assert await states(house) == [*["delivered"] * 4, "sent", "sent", "failed", "failed"]
        await worker.idle()
    assert [row.source for row in await house.rows("select source from inbox where source like '%optout'")]


async def test_what_was_not_taken_goes_out_later_and_what_may_have_left_never_again(
    house: House, handset: Handset, api: TwilioApi
) -> None:
    async with running(house, api, handset) as worker:
        await handset.suffers("20429", times=2)
        await handset.says("Habari")
        for _ in range(3):
            await worker.idle()
            house.clock.later(minutes=30)
        await worker.idle()
        assert len(await handset.got()) == 1

        await handset.suffers("timeout")
        await handset.says("Habari")
        for _ in range(3):
            await worker.idle()
            house.clock.later(hours=1)
        assert len(await handset.got()) == 2
    assert await states(house) == ["delivered", "unknown"]


async def test_after_a_day_whatsapp_takes_no_free_message(house: House, handset: Handset, api: TwilioApi) -> None:
    async with running(house, api, handset) as worker:
        await handset.suffers("63016")
        await handset.says("Habari", channel="whatsapp")
        await worker.idle()
        refused = await house.rows("select state, code from messages")
        assert [tuple(row) for row in refused] == [("refused", "63016")]

        house.clock.later(hours=25)
        [_, line] = lines(house, api)
        [page] = whatsapp.accent(Said("Habari"))
        assert (await line.poster.post(AMINA, page, nonce="0123456789ab")).state == "sent"
        await handset.provider.idle()
        assert (await handset.got())[-1]["status"] == "undelivered"


async def test_who_sends_stop_to_twilio_gets_no_offers(house: House, handset: Handset, api: TwilioApi) -> None:
    await register(house)
    async with running(house, api, handset) as worker:
        await handset.control("webhooks", {"advanced_opt_out": "yes"})
        for words, wanted in (("START", True), ("STOP", False)):
            await handset.says(words)
            await worker.idle()
            consents = "select given from consents where purpose = 'offers' order by id"
            assert bool((await house.rows(consents))[-1].given) is wanted
        assert await handset.got() == []


async def test_a_pin_is_in_no_row(house: House, handset: Handset, api: TwilioApi) -> None:
    async with running(house, api, handset) as worker:
        for channel in ("sms", "whatsapp"):
            await handset.says("PIN yangu ni 4821", channel=channel)
            await handset.says("4821", channel=channel)
            await handset.says("4821", channel=channel, fields={"From": "KE.1", "WaId": ""})
            await worker.idle()
    kept = [bytes(row.body) for row in await house.rows("select body from inbox")]
    assert len(kept) == 6
    assert not any(b"4821" in body for body in kept)
    for table in ("live_conversations", "audit", "jobs", "performed"):
        # Not as a part of some id.
        assert not re.search(r"(?<![0-9a-f])4821(?![0-9a-f])", str(await house.rows(f"select * from {table}")))
