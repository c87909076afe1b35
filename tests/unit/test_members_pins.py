"""A PIN signs, is counted before it is looked at, is paused after three wrong ones, and is written nowhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from core import argon
from core.argon import LineTooLong
from core.conversations import messages as conversations
from core.members import messages as members
from core.members import pins
from core.messages import AccountBlocked, PinPaused, WrongPin
from core.secret import Secret
from tests.house import PEPPER, House
from tests.unit.members_house import OTHER, PIN, dump, register, signing, signs, told


@pytest.fixture
def house(build, database) -> House:
    return signing(build, database)


async def tries(house: House) -> int:
    return int((await house.rows("select tries from pins"))[0].tries)


async def test_the_right_pin_signs_and_gives_all_tries_back(house: House):
    amina = await register(house)
    assert await signs(house, amina, OTHER) == WrongPin(2)
    assert await signs(house, amina, OTHER) == WrongPin(1)
    assert await signs(house, amina) is None
    assert await tries(house) == 0


async def test_three_wrong_ones_pause_it_for_half_an_hour_and_one_sms_says_so(house: House):
    amina = await register(house)
    for _ in range(2):
        await signs(house, amina, OTHER)
    until = house.clock() + timedelta(minutes=30)
    assert await signs(house, amina, OTHER) == PinPaused(until)
    assert await signs(house, amina) == PinPaused(until)
    assert await told(house) == [members.PinWasPaused(until)]
    paused = await house.rows("select subject from audit where request = 'PausePin' and outcome = 'done'")
    assert [row.subject for row in paused] == [amina]

    house.clock.later(minutes=30)
    assert await signs(house, amina) is None


async def test_after_the_pause_she_has_three_tries_again(house: House):
    amina = await register(house)
    for _ in range(3):
        await signs(house, amina, OTHER)
    house.clock.later(minutes=31)
    assert await signs(house, amina, OTHER) == WrongPin(2)


async def test_the_second_pause_on_one_day_has_no_end(house: House):
    amina = await register(house)
    for _ in range(3):
        await signs(house, amina, OTHER)
    house.clock.later(minutes=31)
    answers = [await signs(house, amina, OTHER) for _ in range(3)]
    assert answers[-1] == PinPaused(None)
    house.clock.later(days=3)
    assert await signs(house, amina) == PinPaused(None)
    assert [notice.until is None for notice in await told(house)] == [False, True]


async def test_a_pause_on_another_day_is_a_first_one(house: House):
    amina = await register(house)
    for _ in range(3):
        await signs(house, amina, OTHER)
    house.clock.later(days=1)
    answers = [await signs(house, amina, OTHER) for _ in range(3)]
    assert answers[-1] == PinPaused(house.clock() + timedelta(minutes=30))


async def test_ten_wrong_tries_at_once_count_as_ten(house: House):
    amina = await register(house)
    answers = await asyncio.gather(*(signs(house, amina, OTHER) for _ in range(10)))
    assert await tries(house) == 10
    assert sum(isinstance(answer, WrongPin) for answer in answers) <= 2
    assert PinPaused(house.clock() + timedelta(minutes=30)) in answers
    assert len(await told(house, members.PinWasPaused)) == 1


async def test_a_try_whose_process_died_stays_counted(house: House):
    amina = await register(house)
    async with house.database.writing() as connection:
        await connection.exec_driver_sql("update pins set tries = 3")
    assert await signs(house, amina) == PinPaused(house.clock() + timedelta(minutes=30))


async def test_without_a_pin_only_a_reset_opens(house: House):
    amina = await register(house, pin=None)
    assert await signs(house, amina) == PinPaused(None)


async def test_a_blocked_account_signs_nothing_that_moves(house: House):
    amina = await register(house)
    await house.must(members.BlockMember(member=amina))
    assert await signs(house, amina) is None
    change = members.AllowPinChange(member=amina, conversation="talk", pin=PIN)
    assert await house.perform(change) == AccountBlocked()


async def test_she_changes_it_with_the_old_one_and_is_told(house: House):
    amina = await register(house)
    talk: dict[str, Any] = {"member": amina, "conversation": "talk"}
    assert await house.perform(members.ChangePin(**talk, pin=OTHER)) == members.PinExpired()
    await house.must(members.AllowPinChange(**talk, pin=PIN))
    await house.must(members.ProposePin(**talk, pin=OTHER))
    await house.must(members.ChangePin(**talk, pin=OTHER))

    assert await signs(house, amina) == WrongPin(2)
    assert await signs(house, amina, OTHER) is None
    most = house.hold.institution.after_pin_change
    assert await told(house) == [members.PinChanged(house.clock(), most)]
    contact = await house.must(members.ContactOf(member=amina))
    assert contact.pin_changed_at == house.clock()


async def test_a_new_pin_needs_the_old_one_in_this_conversation(house: House):
    amina = await register(house)
    await house.must(members.AllowPinChange(member=amina, conversation="elsewhere", pin=PIN))
    talk: dict[str, Any] = {"member": amina, "conversation": "talk"}
    await house.must(members.ProposePin(**talk, pin=OTHER))
    assert await house.perform(members.ChangePin(**talk, pin=OTHER)) == members.NotAllowed()


async def test_a_proposed_pin_waits_ten_minutes(house: House):
    amina = await register(house)
    talk: dict[str, Any] = {"member": amina, "conversation": "talk"}
    await house.must(members.AllowPinChange(**talk, pin=PIN))
    await house.must(members.ProposePin(**talk, pin=OTHER))
    house.clock.later(minutes=10)
    assert await house.perform(members.ChangePin(**talk, pin=OTHER)) == members.PinExpired()


async def test_a_second_entry_that_differs_forgets_the_first(house: House):
    amina = await register(house)
    talk: dict[str, Any] = {"member": amina, "conversation": "talk"}
    await house.must(members.AllowPinChange(**talk, pin=PIN))
    await house.must(members.ProposePin(**talk, pin=OTHER))
    assert await house.perform(members.ChangePin(**talk, pin=Secret("9307"))) == members.PinsDiffer()
    assert await house.perform(members.ChangePin(**talk, pin=OTHER)) == members.PinExpired()
    await house.must(members.ProposePin(**talk, pin=OTHER))
    await house.must(members.ChangePin(**talk, pin=OTHER))


async def test_a_pin_proposed_before_anybody_knew_for_whom_works_too(house: House):
    amina = await register(house)
    await house.must(members.AllowPinChange(member=amina, conversation="talk", pin=PIN))
    await house.must(members.ProposePin(conversation="talk", pin=OTHER))
    await house.must(members.ChangePin(member=amina, conversation="talk", pin=OTHER))
    assert await signs(house, amina, OTHER) is None


async def test_her_birth_year_is_refused_as_her_pin(house: House):
    amina = await register(house)
    propose = members.ProposePin(member=amina, conversation="talk", pin=Secret("1990"))
    assert await house.perform(propose) == members.EasyPin()


async def test_a_hash_moved_to_another_member_opens_nothing(house: House):
    await register(house)
    with pins.place():
        stored = await pins.hash_of(PIN, member="amina", pepper=PEPPER)
        assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert await pins.fits(PIN, stored, member="amina", pepper=PEPPER)
        assert not await pins.fits(PIN, stored, member="baraka", pepper=PEPPER)
        assert not await pins.fits(PIN, stored, member="amina", pepper=b"another")


async def test_a_hash_with_weaker_parameters_is_made_anew_when_it_signs(house: House, monkeypatch):
    monkeypatch.setattr(argon, "MEMORY_KIB", 8_192)
    amina = await register(house)
    monkeypatch.undo()
    assert await signs(house, amina) is None
    (row,) = await house.rows("select hash from pins")
    assert row.hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await signs(house, amina) is None


async def test_when_too_many_wait_nothing_is_counted(house: House, monkeypatch):
    amina = await register(house)
    monkeypatch.setattr(pins.LINE, "most_waiting", 0)
    with pytest.raises(LineTooLong):
        await signs(house, amina, OTHER)
    assert await tries(house) == 0


async def test_no_request_prints_its_pin(house: House):
    assert "4821" not in repr(conversations.OpenReading(member="amina", pin=PIN))
    assert not any("4821" in words for words in (await dump(house)).values())


async def test_a_try_that_overlaps_a_change_does_not_bring_the_old_pin_back(house: House, monkeypatch):
    amina = await register(house)
    fits = pins.fits

    async def slowly(*given, **named):
        right = await fits(*given, **named)
        async with house.database.writing() as connection:
            await connection.exec_driver_sql("update pins set hash = 'the new one'")
        return right

    monkeypatch.setattr(pins, "fits", slowly)
    await signs(house, amina)
    assert (await house.rows("select hash from pins"))[0].hash == "the new one"
