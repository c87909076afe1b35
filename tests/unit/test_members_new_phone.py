"""A new phone and a new PIN by staff: two people agree, what hung on the old phone ends, and she alone chooses."""

from __future__ import annotations

from datetime import date

import pytest

from core.cases.messages import OpenCases
from core.codec import decode
from core.conversations import messages as conversations
from core.members import messages as members
from core.messages import SecondPersonNeeded
from core.money import Money
from core.notifications.messages import Tell
from core.phone import Phone
from core.savings import messages as savings
from tests.house import House
from tests.unit.members_house import (
    AMINA_ID,
    AMINA_PHONE,
    MANAGER,
    OTHER,
    PIN,
    TELLER,
    chooses,
    dump,
    profile,
    register,
    signing,
    signs,
    stands_in,
    takes,
    told,
)

NEW_PHONE = Phone("+254711000009")


@pytest.fixture
def house(build, database) -> House:
    return signing(build, database)


# Her phone


async def asks_for_a_new_number(house: House) -> None:
    await house.must(members.ReportNewNumber(phone=NEW_PHONE, id_number=AMINA_ID, language="sw"))


async def test_two_people_move_her_to_a_new_phone(house: House):
    amina = await register(house)
    await asks_for_a_new_number(house)
    await house.must(conversations.OpenReading(member=amina, pin=PIN, chat="meta.whatsapp"))
    await house.agreed(members.ChangePhone(member=amina, phone=NEW_PHONE, reason="ID seen"), by=TELLER, second=MANAGER)

    assert (await house.must(members.WhoCalls(phone=NEW_PHONE))).member == amina
    assert (await house.must(members.WhoCalls(phone=AMINA_PHONE))).member == ""
    assert await house.must(OpenCases(kind="new_number")) == ()
    assert not await house.must(conversations.ReadingOpen(member=amina, chat="meta.whatsapp"))
    assert await signs(house, amina) is None


async def test_the_old_number_is_told_and_so_is_the_new_one(house: House):
    amina = await register(house)
    await house.must(members.ChangePhone(member=amina, phone=NEW_PHONE, reason="ID seen"))
    tells: list[Tell] = [decode(Tell, job.payload) for job in await house.jobs("sms.tell")]
    assert [(tell.phone, tell.member, tell.language) for tell in tells] == [
        (AMINA_PHONE.number, "", "sw"), ("", amina, ""),
    ]  # fmt: skip
    assert (await told(house))[0].ending == "009"


async def test_a_code_that_is_on_its_way_to_the_old_phone_opens_nothing(house: House):
    amina = await register(house)
    await house.must(members.StartPinReset(member=amina, reason="forgot"))
    reset = (await told(house, members.ResetCode))[-1].reset
    code = await house.must(members.ResetCodeOf(reset=reset))
    await house.must(members.ChangePhone(member=amina, phone=NEW_PHONE, reason="ID seen"))
    used = members.UseResetCode(member=amina, conversation="old phone", code=code)
    assert await house.perform(used) == members.WrongCode()


async def test_a_choice_of_a_pin_that_was_opened_on_the_old_phone_is_closed(house: House):
    amina = await register(house)
    await house.must(members.AllowPinChange(member=amina, conversation="old phone", pin=PIN))
    await house.must(members.ProposePin(member=amina, conversation="old phone", pin=OTHER))
    await house.must(members.ChangePhone(member=amina, phone=NEW_PHONE, reason="ID seen"))
    change = members.ChangePin(member=amina, conversation="old phone", pin=OTHER)
    assert await house.perform(change) == members.NotAllowed()


async def test_little_goes_out_for_a_day_after_a_new_number(house: House):
    amina = await register(house)
    await house.must(
        savings.OpenBalance(member=amina, kind="ordinary", amount=Money(2_000_000, "KES"), on=date(2026, 1, 1))
    )
    await house.must(members.ChangePhone(member=amina, phone=NEW_PHONE, reason="ID seen"))
    house.clock.later(hours=23)

    least = Money(500_000, "KES")
    assert await house.perform(takes(amina, 5_001)) == savings.OverDailyLimit(left=least, why="new_number")
    assert (await house.must(takes(amina, 3_000))).to == NEW_PHONE
    assert await house.perform(takes(amina, 2_001)) == savings.OverDailyLimit(
        left=Money(200_000, "KES"), why="new_number"
    )
    house.clock.later(hours=2)
    assert (await house.must(takes(amina, 5_001))).to == NEW_PHONE


async def test_a_phone_of_somebody_else_or_her_own_is_no_new_phone(house: House):
    amina = await register(house)
    await register(house, id_number="3456789", phone=NEW_PHONE)
    move = members.ChangePhone(member=amina, phone=NEW_PHONE, reason="x")
    assert await house.perform(move, by=TELLER) == members.PhoneTaken()
    stay = members.ChangePhone(member=amina, phone=AMINA_PHONE, reason="x")
    assert await house.perform(stay, by=TELLER) == members.NothingToChange()


async def test_two_people_say_that_a_doubtful_number_is_hers_after_all(house: House):
    amina = await register(house)
    house.clock.later(days=91)
    assert (await profile(house, amina)).doubtful_number
    reset = members.StartPinReset(member=amina, reason="forgot")
    assert await house.perform(reset, by=TELLER) == members.NumberInDoubt()
    stay = members.ChangePhone(member=amina, phone=AMINA_PHONE, reason="she called from it")
    await house.agreed(stay, by=TELLER, second=MANAGER)
    assert not (await profile(house, amina)).doubtful_number
    assert isinstance(await house.perform(reset, by=TELLER), SecondPersonNeeded)


# Her PIN


async def test_two_people_begin_a_reset_and_she_alone_chooses(house: House):
    amina = await register(house)
    await house.must(members.AskPinReset(member=amina, id_number="999"))
    assert len(await house.must(OpenCases(kind="pin_reset"))) == 1
    await house.agreed(members.StartPinReset(member=amina, reason="ID seen"), by=TELLER, second=MANAGER)
    assert await house.must(OpenCases(kind="pin_reset")) == ()
    await chooses(house, amina, OTHER)
    assert await signs(house, amina, OTHER) is None

    tables = await dump(house)
    for canary in (PIN.reveal(), OTHER.reveal()):
        assert [name for name, words in tables.items() if stands_in(canary, words)] == []


async def test_a_first_pin_needs_one_person(house: House):
    amina = await register(house, pin=None)
    await house.must(members.StartPinReset(member=amina, reason="never chose one"), by=TELLER)
    assert len(await told(house, members.ResetCode)) == 1


async def test_a_blocked_member_is_sent_no_code(house: House):
    amina = await register(house)
    await house.must(members.BlockAccount(member=amina, reason="phone stolen"), by=TELLER)
    reset = members.StartPinReset(member=amina, reason="x")
    assert await house.perform(reset, by=TELLER) == members.StillBlocked()


async def test_three_codes_a_day_are_enough(house: House):
    amina = await register(house)
    for _ in range(3):
        await house.must(members.StartPinReset(member=amina, reason="x"))
    assert await house.perform(members.StartPinReset(member=amina, reason="x")) == members.TooManyResets()
