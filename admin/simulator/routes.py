"""Everything under `/simulator/`: the page, one small device after the other, and one look at all that she sees."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from admin.simulator import books, page
from admin.simulator.call import Calls
from admin.simulator.desk import Answer, Unfit, phone_of, post
from admin.simulator.mpesa import Mpesa
from admin.simulator.outside import Outside
from admin.simulator.sms import Texts
from admin.simulator.stage import NETWORKS, PRICES, Stage
from admin.simulator.ussd import Ussd
from admin.simulator.whatsapp import Chat
from core.messages import Route

STEPS: Mapping[str, timedelta] = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "month": timedelta(days=30),
}


@dataclass(frozen=True)
class Nothing:
    pass


@dataclass(frozen=True)
class Look:
    phone: str


@dataclass(frozen=True)
class Step:
    """`step` is a key of STEPS."""

    step: str


def routes(stage: Stage, outside: Outside) -> list[Route]:
    mpesa, texts, chat = Mpesa(stage, outside), Texts(stage, outside), Chat(stage, outside)

    async def start(_: Nothing) -> Answer:
        return _start(stage)

    async def look(asked: Look) -> Answer:
        phone = phone_of(asked.phone)
        parts = await asyncio.gather(
            books.look(stage.door, phone), mpesa.look(phone), texts.look(phone), chat.look(phone)
        )
        return {"now": stage.clock(), **dict(zip(("books", "mpesa", "sms", "whatsapp"), parts, strict=True))}

    async def travel(step: Step) -> Answer:
        if stage.travel is None:
            raise Unfit("This clock cannot be moved.")
        if step.step not in STEPS:
            raise Unfit("The time machine knows a minute, an hour, a day and a month.")
        return {"now": await stage.travel(STEPS[step.step])}

    return [
        *page.routes(),
        post("start", Nothing, start),
        post("look", Look, look),
        post("time", Step, travel),
        *Ussd(stage, outside).routes(),
        *mpesa.routes(),
        *texts.routes(),
        *chat.routes(),
        *Calls(stage, outside).routes(),
    ]


def _start(stage: Stage) -> Answer:
    """What the page needs once. No secret is in it."""
    house = stage.institution
    return {
        "now": stage.clock(),
        "house": {
            "name": house.name,
            "code": house.ussd_code,
            "paybill": house.paybill,
            "care": house.care_number,
            "zone": house.time_zone,
            "texts": stage.sms_code,
            "voice": stage.voice_number,
        },
        "people": [asdict(person) for person in stage.people],
        "pin": stage.pin,
        "networks": [asdict(network) for network in NETWORKS],
        "prices": PRICES,
        "travels": stage.travel is not None,
    }
