"""A forgotten PIN: a code by SMS, once, for ten minutes, and the same silence for right and wrong ID numbers."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from core.cases.messages import OpenCases
from core.members import messages as members
from core.messages import PinPaused
from core.secret import Secret
from tests.house import House
from tests.unit.members_house import (
    AMINA_ID,
    OTHER,
    PIN,
    STAFF,
    dump,
    register,
    signing,
    signs,
    stands_in,
    told,
)


@pytest.fixture
def house(build, database) -> House:
    return signing(build, database)


async def rested(house: House, member: str) -> None:
    await house.must(members.RecordSimCheck(member=member, changed_at=None))


async def asks(house: House, member: str, id_number: str = AMINA_ID) -> Any:
    return await house.perform(members.AskPinReset(member=member, id_number=id_number))


async def code(house: House) -> Secret:
    """What the last SMS says, as its sender asks for it."""
    notice = (await told(house, members.ResetCode))[-1]
    return await house.must(members.ResetCodeOf(reset=notice.reset))


def wrong(right: Secret) -> Secret:
    return Secret(f"{(int(right.reveal()) + 1) % 1_000_000:06d}")


def uses(member: str, code: Secret) -> members.UseResetCode:
    return members.UseResetCode(member=member, conversation="talk", code=code)


async def test_a_code_opens_the_choice_of_a_new_pin_and_ends_every_pause(house: House):
    amina = await register(house)
    for _ in range(2):
        for _ in range(3):
            await signs(house, amina, OTHER)
        house.clock.later(minutes=31)
    assert await signs(house, amina) == PinPaused(None)

    await rested(house, amina)
    assert await asks(house, amina) is None
    assert await house.must(members.ResetPending(member=amina))
    await house.must(uses(amina, await code(house)))
    await house.must(members.ProposePin(member=amina, conversation="talk", pin=OTHER))
    await house.must(members.ChangePin(member=amina, conversation="talk", pin=OTHER))
    assert await signs(house, amina, OTHER) is None
    assert not await house.must(members.ResetPending(member=amina))
    assert len(await told(house, members.PinChanged)) == 1


async def test_a_code_works_once(house: House):
    amina = await register(house)
    await rested(house, amina)
    await asks(house, amina)
    right = await code(house)
    await house.must(uses(amina, right))
    assert await house.perform(uses(amina, right)) == members.WrongCode()


async def test_a_code_works_for_ten_minutes(house: House):
    amina = await register(house)
    await rested(house, amina)
    await asks(house, amina)
    right = await code(house)
    house.clock.later(minutes=10)
    assert await house.perform(uses(amina, right)) == members.WrongCode()
    reset = (await told(house, members.ResetCode))[-1].reset
    assert await house.perform(members.ResetCodeOf(reset=reset)) == members.NoSuchReset()


async def test_two_wrong_codes_leave_one_try(house: House):
    amina = await register(house)
    await rested(house, amina)
    await asks(house, amina)
    right = await code(house)
    for _ in range(2):
        assert await house.perform(uses(amina, wrong(right))) == members.WrongCode()
    assert await house.perform(uses(amina, right)) is None


async def test_three_wrong_codes_end_it_even_at_once(house: House):
    amina = await register(house)
    await rested(house, amina)
    await asks(house, amina)
    right = await code(house)
    await asyncio.gather(*(house.perform(uses(amina, wrong(right))) for _ in range(3)))
    assert await house.perform(uses(amina, right)) == members.WrongCode()
    assert not await house.must(members.ResetPending(member=amina))


async def test_a_newer_code_ends_the_older(house: House):
    amina = await register(house)
    await rested(house, amina)
    await asks(house, amina)
    older = await code(house)
    await asks(house, amina)
    assert await house.perform(uses(amina, older)) == members.WrongCode()
    assert await house.perform(uses(amina, await code(house))) is None


async def test_three_codes_a_day_are_enough(house: House):
    amina = await register(house)
    await rested(house, amina)
    for _ in range(4):
        await asks(house, amina)
    assert len(await told(house, members.ResetCode)) == 3
    assert [case.kind for case in await house.must(OpenCases(kind="pin_reset"))] == ["pin_reset"]


async def no_sim_check(house: House, amina: str) -> None:
    """Unknown is not "no"."""


async def sim_changed_yesterday(house: House, amina: str) -> None:
    yesterday = house.clock() - timedelta(days=1)
    await house.must(members.RecordSimCheck(member=amina, changed_at=yesterday))


async def sim_check_is_old(house: House, amina: str) -> None:
    await rested(house, amina)
    house.clock.later(hours=25)


async def identity_in_doubt(house: House, amina: str) -> None:
    await rested(house, amina)
    await house.must(members.RecordIdentity(member=amina, tier=0, reason="photo does not fit"), by=STAFF)


async def account_blocked(house: House, amina: str) -> None:
    await rested(house, amina)
    await house.must(members.BlockMember(member=amina))


@pytest.mark.parametrize(
    "happens", [no_sim_check, sim_changed_yesterday, sim_check_is_old, identity_in_doubt, account_blocked]
)
async def test_otherwise_the_office_decides_and_she_hears_the_same(house: House, happens):
    amina = await register(house)
    await happens(house, amina)
    assert await asks(house, amina) is None
    assert await told(house, members.ResetCode) == []
    assert len(await house.must(OpenCases(kind="pin_reset"))) == 1


async def test_right_and_wrong_id_numbers_get_the_same_answer(house: House):
    amina = await register(house)
    await rested(house, amina)
    assert await asks(house, amina, "999") == await asks(house, amina, AMINA_ID) is None
    assert len(await told(house, members.ResetCode)) == 1


async def test_blocking_ends_a_code_that_is_on_its_way(house: House):
    amina = await register(house)
    await rested(house, amina)
    await asks(house, amina)
    right = await code(house)
    await house.must(members.BlockMember(member=amina))
    assert await house.perform(uses(amina, right)) == members.WrongCode()


async def test_after_a_whole_journey_no_table_holds_a_pin_or_a_code(house: House):
    amina = await register(house)
    await signs(house, amina, OTHER)
    await rested(house, amina)
    await asks(house, amina)
    right = await code(house)
    await house.perform(uses(amina, wrong(right)))
    await house.must(uses(amina, right))
    await house.must(members.ProposePin(member=amina, conversation="talk", pin=OTHER))
    await house.must(members.ChangePin(member=amina, conversation="talk", pin=OTHER))
    await house.must(members.ProposePin(member=amina, conversation="left open", pin=PIN))
    await signs(house, amina, OTHER)

    tables = await dump(house)
    assert stands_in(AMINA_ID, tables["members"]), "the search finds what is there"
    for canary in (PIN.reveal(), OTHER.reveal(), right.reveal(), wrong(right).reveal()):
        assert [name for name, words in tables.items() if stands_in(canary, words)] == []
