"""A phone number is an identifier, not a proof: silence and a change put it in doubt, PIN and ID digits prove it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.conversations import messages as conversations
from core.members import messages as members
from core.messages import WrongPin
from core.secret import Secret
from tests.house import House
from tests.unit.members_house import AMINA_PHONE, OTHER, PIN, register, signing

CHAT = "meta.whatsapp"


@pytest.fixture
def house(build: Any, database: Any) -> House:
    return signing(build, database)


async def is_doubtful(house: House) -> bool:
    return (await house.must(members.WhoCalls(phone=AMINA_PHONE))).doubtful


async def test_ninety_silent_days_put_a_number_in_doubt(house: House) -> None:
    await register(house)
    house.clock.now += timedelta(days=90)
    assert not await is_doubtful(house)
    house.clock.now += timedelta(seconds=1)
    assert await is_doubtful(house)


async def test_a_number_that_is_used_stays_hers(house: House) -> None:
    amina = await register(house)
    for _ in range(4):
        house.clock.now += timedelta(days=60)
        await house.must(members.HeardFrom(members=(amina, "nobody")))
    assert not await is_doubtful(house)


async def test_use_alone_does_not_prove_a_number_that_is_in_doubt(house: House) -> None:
    amina = await register(house)
    house.clock.now += timedelta(days=91)
    await house.must(members.HeardFrom(members=(amina,)))
    assert await is_doubtful(house)


async def test_the_pin_and_the_digits_of_the_id_prove_it(house: House) -> None:
    amina = await register(house)
    await house.must(members.DoubtNumber(phone=AMINA_PHONE))
    assert await is_doubtful(house)

    wrong = await house.perform(members.ProveNumber(member=amina, digits="5678", pin=OTHER))
    assert isinstance(wrong, WrongPin)
    for digits in ("1234", "678", "345678"):
        refused = await house.perform(members.ProveNumber(member=amina, digits=digits, pin=PIN))
        assert refused == members.WrongDigits()
    assert await is_doubtful(house)

    await house.must(members.ProveNumber(member=amina, digits="5678", pin=PIN))
    assert not await is_doubtful(house)


async def test_a_chat_is_open_for_thirty_days_after_the_pin(house: House) -> None:
    amina = await register(house)
    asks = conversations.ReadingOpen(member=amina, chat=CHAT)
    assert not await house.must(asks)
    await house.must(conversations.OpenReading(member=amina, pin=PIN, chat=CHAT))
    assert await house.must(asks)
    assert not await house.must(conversations.ReadingOpen(member=amina, chat="africastalking.sms"))
    house.clock.now += timedelta(days=30)
    assert not await house.must(asks)
    await house.must(conversations.OpenReading(member=amina, pin=PIN, chat=CHAT))
    assert await house.must(asks)


async def test_a_wrong_pin_opens_no_chat(house: House) -> None:
    amina = await register(house)
    await house.perform(conversations.OpenReading(member=amina, pin=Secret("9999"), chat=CHAT))
    assert not await house.must(conversations.ReadingOpen(member=amina, chat=CHAT))


@pytest.mark.parametrize("how", ["a new SIM", "a new owner"])
async def test_a_new_sim_or_owner_closes_every_chat(house: House, how: str) -> None:
    amina = await register(house)
    await house.must(conversations.OpenReading(member=amina, pin=PIN, chat=CHAT))
    if how == "a new SIM":
        await house.must(members.RecordSimCheck(member=amina, changed_at=house.clock.now - timedelta(hours=1)))
    else:
        await house.must(members.DoubtNumber(phone=AMINA_PHONE))
    assert not await house.must(conversations.ReadingOpen(member=amina, chat=CHAT))


async def test_a_sim_that_rested_closes_nothing(house: House) -> None:
    amina = await register(house)
    await house.must(conversations.OpenReading(member=amina, pin=PIN, chat=CHAT))
    await house.must(members.RecordSimCheck(member=amina, changed_at=None))
    assert await house.must(conversations.ReadingOpen(member=amina, chat=CHAT))


async def test_call_me_twice_is_one_call_and_later_another(house: House) -> None:
    for _ in range(2):
        await house.must(conversations.AskCall(phone=AMINA_PHONE, reason="sign"))
    assert len(await house.jobs(conversations.CALL)) == 1
    house.clock.now += timedelta(minutes=6)
    await house.must(conversations.AskCall(phone=AMINA_PHONE, reason="sign"))
    assert len(await house.jobs(conversations.CALL)) == 2


async def test_a_chat_is_told_once(house: House) -> None:
    told = conversations.GoOnInChat(source=CHAT, phone=AMINA_PHONE, event="e1")
    await house.must(told)
    await house.must(told)
    assert len(await house.jobs(conversations.GOES_ON)) == 1
