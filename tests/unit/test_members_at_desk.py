"""What staff do for a member: she joins, details and phone change, a PIN is begun anew; two people where it matters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.cases.messages import OpenCases
from core.codec import decode
from core.conversations import messages as conversations
from core.lending.messages import LoanOffers, NotYet
from core.members import messages as members
from core.messages import AccountBlocked, NotPermitted, Origin, PinPaused, SecondPersonNeeded
from core.money import Money
from core.notifications.messages import Tell
from core.permissions.messages import Approvals
from core.phone import Phone
from core.savings import messages as savings
from core.secret import Secret
from tests.house import House
from tests.unit.members_house import AMINA_ID, AMINA_PHONE, OTHER, PIN, dump, register, signing, signs, stands_in, told

TELLER = Origin("staff:1", "console", frozenset({"teller"}), "session-1")
MANAGER = Origin("staff:2", "console", frozenset({"manager"}), "session-2")
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


async def profile(house: House, member: str) -> members.Profile:
    return await house.must(members.MemberOf(member=member), by=TELLER)


async def chooses(house: House, member: str, pin: Secret) -> None:
    """On her phone: the code from the SMS, then the PIN twice."""
    notice = (await told(house, members.ResetCode))[-1]
    code = await house.must(members.ResetCodeOf(reset=notice.reset))
    await house.must(members.UseResetCode(member=member, conversation="her phone", code=code))
    await house.must(members.ProposePin(member=member, conversation="her phone", pin=pin))
    await house.must(members.ChangePin(member=member, conversation="her phone", pin=pin))


def takes(member: str, shillings: int) -> savings.Withdraw:
    return savings.Withdraw(member=member, amount=Money(shillings * 100, "KES"), pin=PIN)


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
