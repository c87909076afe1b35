"""What staff do for a member: she joins, is looked at, her details change, she is stopped; two where it matters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.lending.messages import LoanOffers, NotYet
from core.members import messages as members
from core.messages import AccountBlocked, NotPermitted, Origin, PinPaused
from core.money import Money
from core.permissions.messages import Approvals
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
    told,
)

OFFICER = Origin("staff:3", "console", frozenset({"loan_officer"}))
AUDITOR = Origin("staff:4", "console", frozenset({"auditor"}))
NEW_PHONE = Phone("+254711000009")


@pytest.fixture
def house(build, database) -> House:
    return signing(build, database)


def joins(**facts: Any) -> members.JoinAtDesk:
    wanjiku: dict[str, Any] = {
        "full_name": "wanjiku njeri  kamau",
        "id_number": "3456 789",
        "born_on": date(1988, 5, 12),
        "phone": Phone("+254700000002"),
        "language": "sw",
        "consents": True,
    }
    return members.JoinAtDesk(**(wanjiku | facts))


# Joining


async def test_she_joins_at_the_desk_and_chooses_her_pin_on_her_own_phone(house: House):
    joined = await house.must(joins(), by=TELLER)
    assert (joined.number, joined.first_name) == ("M-00001", "Wanjiku")
    assert [type(notice).__name__ for notice in await told(house)] == ["Welcome", "PrivacyNotice", "ResetCode"]

    before = await profile(house, joined.member)
    assert (before.full_name, before.tier, before.pin) == ("Wanjiku Njeri Kamau", 1, "none")
    assert await signs(house, joined.member) == PinPaused(None)
    await chooses(house, joined.member, PIN)
    assert await signs(house, joined.member) is None
    assert (await profile(house, joined.member)).pin == "set"

    assert [account.number for account in await house.must(savings.SavingsOf(member=joined.member), by=TELLER)] == [
        "C00001", "D00001", "S00001",
    ]  # fmt: skip
    [consent] = before.consents
    assert (consent.purpose, consent.given, consent.channel) == ("service", True, "console")
    [document] = before.documents
    assert (document.kind, document.number, document.seen_by) == ("national_id", "****789", "staff:1")


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"full_name": "Wanjiku"}, members.NotAName()),
        ({"full_name": "Wanjiku <b>"}, members.NotAName()),
        ({"full_name": "W " * 90}, members.NotAName()),
        ({"id_number": "12"}, members.NotAnIdNumber()),
        ({"id_number": "1' or '1"}, members.NotAnIdNumber()),
        ({"born_on": date(2010, 1, 1)}, members.TooYoung()),
        ({"consents": False}, members.NoConsent()),
        ({"id_number": AMINA_ID}, members.IdNumberTaken()),
        ({"phone": AMINA_PHONE}, members.PhoneTaken()),
    ],
)
async def test_who_cannot_join_does_not(house: House, facts, refusal):
    await register(house)
    assert await house.perform(joins(**facts), by=TELLER) == refusal


async def test_an_auditor_has_nobody_join(house: House):
    assert await house.perform(joins(), by=AUDITOR) == NotPermitted("JoinAtDesk")


# The profile


async def test_a_profile_shows_the_end_of_her_id_number_and_nothing_of_her_pin(house: House):
    amina = await register(house)
    seen = await profile(house, amina)
    assert (seen.id_number, seen.phone, seen.state, seen.pin) == ("****678", AMINA_PHONE, "active", "set")
    assert await house.must(members.RevealIdentity(member=amina), by=TELLER) == members.Identity(
        AMINA_ID, date(1990, 8, 25)
    )
    looks = await house.rows(
        "select request, who, outcome from audit where subject = :who and outcome = 'read'", who=amina
    )
    assert [tuple(look) for look in looks] == [("MemberOf", "staff:1", "read"), ("RevealIdentity", "staff:1", "read")]


async def test_a_profile_says_what_state_her_pin_is_in(house: House):
    amina = await register(house)
    for _ in range(3):
        await signs(house, amina, OTHER)
    paused = await profile(house, amina)
    assert (paused.pin, paused.pin_paused_until) == ("paused", house.clock() + timedelta(minutes=30))
    house.clock.later(minutes=31)
    assert (await profile(house, amina)).pin == "set"
    for _ in range(3):
        await signs(house, amina, OTHER)
    assert (await profile(house, amina)).pin == "closed"


async def test_nobody_is_nobody(house: House):
    for request in (
        members.MemberOf(member="nobody"),
        members.RevealIdentity(member="nobody"),
        members.StandingOf(member="nobody"),
        savings.SavingsOf(member="nobody"),
        members.ChangeDetails(member="nobody", language="en"),
        members.ChangePhone(member="nobody", phone=NEW_PHONE, reason="x"),
        members.StartPinReset(member="nobody", reason="x"),
        members.BlockAccount(member="nobody", reason="x"),
        members.SuspendMember(member="nobody", reason="x"),
        members.ReinstateMember(member="nobody", reason="x"),
        members.RecordDocument(member="nobody", kind="passport", number="A1234567"),
    ):
        assert await house.perform(request) == members.NoSuchMember()


async def test_a_document_that_was_seen_is_kept_as_facts(house: House):
    amina = await register(house)
    wish = members.RecordDocument(member=amina, kind="passport", number="A 1234567", expires_on=date(2030, 1, 1))
    await house.must(wish, by=TELLER)
    [document] = (await profile(house, amina)).documents
    assert (document.kind, document.number, document.expires_on) == ("passport", "*****567", date(2030, 1, 1))
    assert await house.perform(members.RecordDocument(member=amina, kind="passport", number="?"), by=TELLER) == (
        members.NotAnIdNumber()
    )


# Details


async def test_one_person_changes_her_language_and_she_is_told(house: House):
    amina = await register(house)
    await house.must(members.ChangeDetails(member=amina, language="en"), by=TELLER)
    assert (await profile(house, amina)).language == "en"
    assert await told(house) == [members.DetailsChanged(house.clock())]
    assert await house.perform(members.ChangeDetails(member=amina, language="en"), by=TELLER) == (
        members.NothingToChange()
    )


async def test_two_people_change_who_she_is(house: House):
    amina = await register(house)
    wish = members.ChangeDetails(
        member=amina,
        full_name="amina wanjiru kamau",
        id_number="A 1234567",
        born_on=date(1991, 8, 25),
        reason="married",
    )
    await house.agreed(wish, by=TELLER, second=MANAGER)
    assert (await profile(house, amina)).full_name == "Amina Wanjiru Kamau"
    identity = await house.must(members.RevealIdentity(member=amina), by=TELLER)
    assert identity == members.Identity("A1234567", date(1991, 8, 25))
    [line] = await house.must(members.StandingOf(member=amina), by=TELLER)
    assert (line.what, line.reason, line.who) == ("details", "born on, full name, id number: married", "staff:2")
    assert "kamau" not in (await dump(house))["audit"].lower()
    assert "kamau" not in (await dump(house))["approvals"].lower()


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"full_name": "A1 B2"}, members.NotAName()),
        ({"id_number": "?"}, members.NotAnIdNumber()),
        ({"id_number": "3456789"}, members.IdNumberTaken()),
        ({"born_on": date(2015, 1, 1)}, members.TooYoung()),
        ({"full_name": "Amina Wanjiru Otieno", "id_number": AMINA_ID}, members.NothingToChange()),
        ({}, members.NothingToChange()),
    ],
)
async def test_what_cannot_be_is_refused_before_a_second_person_is_asked(house: House, facts, refusal):
    amina = await register(house)
    await register(house, id_number="3456789", phone=NEW_PHONE)
    assert await house.perform(members.ChangeDetails(member=amina, **facts), by=TELLER) == refusal
    assert (await house.must(Approvals(), by=MANAGER)).items == ()


# Stops


async def test_one_person_blocks_at_once_and_two_open(house: House):
    amina = await register(house)
    for _ in range(2):
        await house.must(members.BlockAccount(member=amina, reason="phone stolen"), by=OFFICER)
    assert (
        await house.perform(savings.Withdraw(member=amina, amount=Money(100_000, "KES"), pin=PIN)) == AccountBlocked()
    )
    await house.agreed(members.UnblockMember(member=amina, reason="ID seen"), by=TELLER, second=MANAGER)
    assert (await profile(house, amina)).state == "active"
    assert await told(house) == [
        members.AccountWasBlocked(house.clock()), members.AccountWasOpened(house.clock()),
    ]  # fmt: skip
    history = await house.must(members.StandingOf(member=amina), by=TELLER)
    assert [(line.what, line.reason, line.who) for line in history] == [
        ("unblocked", "ID seen", "staff:2"), ("blocked", "phone stolen", "staff:3"),
    ]  # fmt: skip


async def test_a_suspended_member_may_look_and_pay_in_but_not_borrow_or_withdraw(house: House):
    amina = await register(house)
    await house.must(members.SuspendMember(member=amina, reason="disciplinary"), by=MANAGER)
    assert (
        await house.perform(savings.Withdraw(member=amina, amount=Money(100_000, "KES"), pin=PIN)) == AccountBlocked()
    )
    assert await house.perform(LoanOffers(member=amina)) == NotYet("blocked")
    assert await house.perform(members.PinUsable(member=amina, moves=True)) == AccountBlocked()
    assert await signs(house, amina) is None
    assert (await profile(house, amina)).state == "suspended"
    assert await told(house) == [members.AccountWasSuspended(house.clock())]


async def test_lifting_her_own_block_does_not_lift_the_suspension(house: House):
    amina = await register(house)
    await house.must(members.SuspendMember(member=amina, reason="disciplinary"), by=MANAGER)
    await house.must(members.BlockMember(member=amina))
    await house.must(members.UnblockMember(member=amina, reason="x"))
    assert (await profile(house, amina)).state == "suspended"
    assert await told(house, members.AccountWasOpened) == []
    second = Origin("staff:9", "console", frozenset({"compliance"}))
    await house.agreed(members.ReinstateMember(member=amina, reason="heard"), by=MANAGER, second=second)
    assert (await profile(house, amina)).state == "active"
    assert len(await told(house, members.AccountWasOpened)) == 1
    assert await house.perform(members.ReinstateMember(member=amina, reason="x"), by=MANAGER) == (
        members.NothingToChange()
    )


async def test_a_teller_suspends_nobody(house: House):
    amina = await register(house)
    wish = members.SuspendMember(member=amina, reason="x")
    assert await house.perform(wish, by=TELLER) == NotPermitted("SuspendMember")
