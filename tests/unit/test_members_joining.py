"""A stranger becomes a member, by phone or by import; who belongs already is not found out this way."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date

import pytest

from core.members import messages as members
from core.phone import Phone
from core.secret import Secret
from tests.house import House, overheard
from tests.unit.members_house import (
    AMINA_ID,
    AMINA_PHONE,
    OTHER,
    PIN,
    STRANGER,
    joins,
    newcomer,
    register,
    signing,
    signs,
    told,
)


@pytest.fixture
def house(build, database) -> House:
    return signing(build, database)


async def test_she_joins_and_may_sign(house: House):
    joined = await joins(house)
    assert (joined.number, joined.first_name) == ("M-00001", "Wanjiku")
    assert await signs(house, joined.member) is None
    welcome, privacy = await told(house)
    assert welcome == members.Welcome(number="M-00001", account="M00001")
    assert privacy == members.PrivacyNotice(house.hold.institution.consent_version)

    caller = await house.must(members.WhoCalls(phone=newcomer().phone))
    assert caller == members.Caller(joined.member, "M-00001", "Wanjiku", "en", 0, False)
    contact = await house.must(members.ContactOf(member=joined.member))
    assert contact.full_name == "Wanjiku Njeri Kamau"
    assert contact.joined_on == date(2026, 3, 11)
    assert contact.pin_changed_at is None


async def test_she_agrees_to_service_and_to_nothing_else(house: House):
    joined = await joins(house)
    (consent,) = await house.rows("select purpose, given, version, shown, channel from consents")
    assert (consent.purpose, bool(consent.given), consent.channel) == ("service", True, "ussd")
    assert consent.shown == newcomer().shown
    assert consent.version == house.hold.institution.consent_version
    assert await house.must(members.OffersOf(member=joined.member)) == members.Offers(False)


async def test_offers_follow_what_she_said_last(house: House):
    amina = await register(house)
    for wanted in (True, False, True):
        await house.must(members.SetOffers(member=amina, wanted=wanted, language="sw", channel="sms"))
        assert await house.must(members.OffersOf(member=amina)) == members.Offers(wanted)
    assert len(await house.rows("select id from consents")) == 3


async def test_she_has_savings_accounts_at_once(house: House):
    joined = await joins(house)
    assert len(await house.rows("select * from savings_accounts where member = :member", member=joined.member)) == 3


async def test_two_entries_that_differ_make_no_member(house: House):
    await house.must(members.ProposePin(conversation="talk-1", pin=PIN))
    assert await house.perform(newcomer(pin=OTHER)) == members.PinsDiffer()
    assert await house.perform(newcomer()) == members.PinExpired()
    assert await house.rows("select id from members") == []


async def test_ten_minutes_after_the_first_entry_it_is_forgotten(house: House):
    await house.must(members.ProposePin(conversation="talk-1", pin=PIN))
    house.clock.later(minutes=10)
    assert await house.perform(newcomer()) == members.PinExpired()


@pytest.mark.parametrize("pin", ["1234", "0000", "1988", "1205"])
async def test_easy_pins_are_refused(house: House, pin):
    propose = members.ProposePin(conversation="talk-1", pin=Secret(pin), born_on=newcomer().born_on)
    assert await house.perform(propose) == members.EasyPin()


async def test_a_known_id_number_does_not_join_again(house: House):
    await register(house)
    check = members.CheckNewcomer(id_number="234 5678", born_on=date(1980, 1, 1))
    assert await house.perform(check) == members.AlreadyMember()
    assert await joins(house, id_number=AMINA_ID) == members.AlreadyMember()


async def test_a_members_phone_does_not_join_again(house: House):
    await register(house)
    assert await joins(house, phone=AMINA_PHONE) == members.AlreadyMember()


async def test_who_is_under_eighteen_is_called_by_us(house: House):
    born_on = date(2008, 3, 12)
    check = members.CheckNewcomer(id_number="99", born_on=born_on)
    assert await house.perform(check) == members.TooYoung()
    assert await joins(house, born_on=born_on) == members.TooYoung()
    number = await house.must(members.AskJuniorAccount(phone=STRANGER))
    assert await house.must(members.AskJuniorAccount(phone=STRANGER)) == number


async def test_a_repeat_of_the_last_hop_gets_the_same_answer(house: House):
    await house.must(members.ProposePin(conversation="talk-1", pin=PIN))
    first = await house.perform(newcomer(), key="talk-1:joined:1")
    assert await house.perform(newcomer(), key="talk-1:joined:1") == first
    assert len(await house.rows("select id from members")) == 1


async def test_people_who_join_at_once_get_different_numbers(house: House):
    async def one(index: int):
        phone = Phone(f"+2547000001{index:02d}")
        return await joins(house, f"talk-{index}", phone=phone, id_number=f"77{index}")

    joined = await asyncio.gather(*(one(index) for index in range(6)))
    assert sorted(each.number for each in joined) == [f"M-0000{count}" for count in range(1, 7)]


async def test_one_id_number_joins_once_however_fast(house: House):
    async def one(index: int):
        return await joins(house, f"talk-{index}", phone=Phone(f"+2547000001{index:02d}"))

    answers = await asyncio.gather(*(one(index) for index in range(3)))
    assert sum(isinstance(answer, members.Joined) for answer in answers) == 1
    assert answers.count(members.AlreadyMember()) == 2


async def test_an_import_keeps_its_numbers_and_later_ones_follow(house: House):
    amina = await register(house, number="M-00021")
    assert await told(house) == []
    joined = await joins(house)
    assert joined.number == "M-00022"
    again = members.RegisterMember(
        number="M-00021",
        full_name="Somebody Else",
        id_number="1",
        born_on=date(1970, 1, 1),
        phone=STRANGER,
        language="en",
        tier=0,
        joined_on=date(2020, 1, 1),
    )
    assert await house.perform(again) == members.AlreadyMember()
    for words in ("m21", "M-00021", "M00021", "0700000001", "+254700000001"):
        assert await house.must(members.FindMember(words=words)) == amina
    for words in ("m99", "0700000077", "Amina", ""):
        assert await house.perform(members.FindMember(words=words)) == members.NoSuchMember()


async def test_a_payer_named_by_a_hash_is_found(house: House):
    amina = await register(house)
    hers, nobodys = (hashlib.sha256(digits).hexdigest() for digits in (b"254700000001", b"254700000002"))
    assert await house.must(members.MemberByPhoneHash(digest=hers.upper())) == amina
    assert await house.perform(members.MemberByPhoneHash(digest=nobodys)) == members.NoSuchMember()


async def test_a_stranger_keeps_the_language_of_the_phone(house: House):
    assert await house.must(members.WhoCalls(phone=STRANGER)) == members.Caller()
    for language in ("sw", "en"):
        await house.must(members.ChooseLanguage(phone=STRANGER, language=language))
    assert await house.must(members.WhoCalls(phone=STRANGER)) == members.Caller(language="en")
    assert await told(house) == []

    await joins(house, phone=STRANGER)
    assert await house.rows("select phone from visitors") == []


async def test_a_member_is_told_when_the_language_changes(house: House):
    await register(house)
    for language in ("sw", "en", "en"):
        await house.must(members.ChooseLanguage(phone=AMINA_PHONE, language=language))
    assert (await house.must(members.WhoCalls(phone=AMINA_PHONE))).language == "en"
    assert await told(house) == [members.LanguageChanged(house.clock())]


async def test_who_calls_is_one_statement(house: House):
    await register(house)
    statements = overheard(house.database)
    await house.must(members.WhoCalls(phone=AMINA_PHONE))
    assert len(statements) == 1


async def test_a_new_number_gets_the_same_words_whoever_asks(house: House):
    await register(house)
    known = await house.must(members.ReportNewNumber(phone=STRANGER, id_number=AMINA_ID, language="en"))
    unknown = await house.must(members.ReportNewNumber(phone=STRANGER, id_number="999", language="en"))
    assert type(known) is type(unknown) is str
    assert len(known) == len(unknown)
    assert await told(house) == [members.NewNumberAsked(known)]
    assert (await house.must(members.WhoCalls(phone=STRANGER))).member == ""
