"""Blocking is for anybody with the papers and tells nobody anything; lifting a block and tiers are for people."""

from __future__ import annotations

import pytest

from core.members import messages as members
from core.messages import Origin
from tests.house import House
from tests.unit.members_house import AMINA_ID, AMINA_PHONE, STAFF, register, told


async def blocked(house: House) -> bool:
    return (await house.must(members.WhoCalls(phone=AMINA_PHONE))).blocked


async def test_she_blocks_from_her_own_phone_and_is_told_once(house: House):
    amina = await register(house)
    for _ in range(2):
        assert await house.perform(members.BlockMember(member=amina)) is None
    assert await blocked(house)
    assert await told(house) == [members.AccountWasBlocked(house.clock())]


async def test_she_blocks_from_any_phone_with_her_numbers(house: House):
    await register(house, number="M-00021")
    assert await house.perform(members.BlockMember(number="m21", id_number=AMINA_ID)) is None
    assert await blocked(house)


@pytest.mark.parametrize(("number", "id_number"), [("m21", "999"), ("m99", AMINA_ID), ("", AMINA_ID), ("", "")])
async def test_wrong_numbers_get_the_same_answer_and_block_nobody(house: House, number, id_number):
    await register(house, number="M-00021")
    assert await house.perform(members.BlockMember(number=number, id_number=id_number)) is None
    assert not await blocked(house)
    assert await told(house) == []


async def test_a_person_lifts_the_block_and_says_why(house: House):
    amina = await register(house)
    await house.must(members.BlockMember(member=amina))
    second = Origin("staff:akinyi", "console", frozenset({"compliance"}))
    await house.agreed(members.UnblockMember(member=amina, reason="came with her ID"), by=STAFF, second=second)
    assert not await blocked(house)
    rows = await house.rows("select what, reason, who from member_standing order by id")
    assert [row.what for row in rows] == ["blocked", "unblocked"]
    assert (rows[1].reason, rows[1].who) == ("came with her ID", second.who)


async def test_a_checked_identity_lifts_her_tier(house: House):
    amina = await register(house, tier=0)
    await house.must(members.RecordIdentity(member=amina, tier=1, reason="registry agrees"), by=STAFF)
    assert (await house.must(members.ContactOf(member=amina))).tier == 1


async def test_nobody_is_nobody(house: House):
    for request in (
        members.ContactOf(member="nobody"),
        members.UnblockMember(member="nobody", reason=""),
        members.RecordIdentity(member="nobody", tier=1, reason=""),
    ):
        assert await house.perform(request) == members.NoSuchMember()
