"""Fees and limits change by two people, from their day on and not a second before, in turns that are under way too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.in_force import InForce
from core.institution import Institution
from core.messages import NotPermitted, Origin, Refusal, SecondPersonNeeded
from core.permissions.messages import DecideApproval, NoLongerPossible
from core.terms import rules
from core.terms.messages import (
    ChangeTerm,
    Coming,
    NoReasonGiven,
    NoSuchTerm,
    SettingsInUse,
    TermDayNotOpen,
    TermHistory,
    TermOutOfRange,
    Terms,
    TermsDisagree,
)
from dialogs.host import Host
from tests.house import House, overheard
from tests.people import AMINA, PIN, kes, seeded, town
from tests.talk import Handset, host_of

__all__ = ["seeded", "town"]

MANAGER = Origin("staff:1", "console", frozenset({"manager"}))
COMPLIANCE = Origin("staff:2", "console", frozenset({"compliance"}))
TELLER = Origin("staff:3", "console", frozenset({"teller"}))
TODAY = date(2026, 3, 11)
FEE = ChangeTerm(term="withdrawal_fee", value="20", from_day=date(2026, 3, 15), reason="the wallet costs more")
#: Midnight in Nairobi.
MIDNIGHT = datetime(2026, 3, 14, 21, 0, tzinfo=UTC)


def with_terms(house: House) -> House:
    """The same house, its terms kept as `deploy` keeps them."""
    return replace(house, hold=replace(house.hold, terms=InForce(house.hold.institution)))


@pytest.fixture
def house(build) -> House:
    return with_terms(build())


async def takes_notice(house: House) -> bool:
    assert house.hold.terms is not None
    return await house.hold.terms.refresh(house.database)


async def value(house: House, term: str) -> str:
    return next(each.value for each in await house.must(Terms()) if each.term == term)


async def test_a_fee_changes_at_midnight_of_its_day(house: House):
    await house.agreed(FEE, by=MANAGER, second=COMPLIANCE)
    assert await takes_notice(house)
    at = house.hold.institution_at
    assert at(MIDNIGHT - timedelta(microseconds=1)).withdrawal_fee == kes(15)
    assert at(MIDNIGHT).withdrawal_fee == kes(20)
    assert at(MIDNIGHT - timedelta(days=1)).withdrawal_fee == kes(15)
    assert at(MIDNIGHT + timedelta(days=900)).withdrawal_fee == kes(20)
    assert not await takes_notice(house)


async def test_the_list_shows_what_holds_and_what_comes(house: House):
    await house.must(FEE)
    [fee] = [each for each in await house.must(Terms(), by=TELLER) if each.term == "withdrawal_fee"]
    assert (fee.value, fee.unit, fee.since, fee.coming) == ("15.00", "KES", None, (Coming("20.00", FEE.from_day),))
    house.clock.now = MIDNIGHT
    [fee] = [each for each in await house.must(Terms()) if each.term == "withdrawal_fee"]
    assert (fee.value, fee.since, fee.coming) == ("20.00", FEE.from_day, ())


async def test_the_history_says_who_asked_who_agreed_and_why(house: House):
    await house.agreed(FEE, by=MANAGER, second=COMPLIANCE)
    await house.must(replace(FEE, value="25", reason="once more"))
    first = await house.must(TermHistory(limit=1))
    assert [each.value for each in first.items] == ["25.00"]
    [change] = (await house.must(TermHistory(cursor=first.next))).items
    assert (change.asked_by, change.agreed_by, change.reason) == ("staff:1", "staff:2", "the wallet costs more")
    assert (await house.must(TermHistory(term="after_pin_change"))).items == ()


async def test_of_two_changes_for_one_day_the_later_one_counts(house: House):
    for value_ in ("30", "25"):
        await house.must(replace(FEE, value=value_))
    house.clock.now = MIDNIGHT
    assert await value(house, "withdrawal_fee") == "25.00"


async def test_a_change_that_waited_past_its_day_is_refused(house: House):
    waits = await house.perform(FEE, by=MANAGER)
    assert isinstance(waits, SecondPersonNeeded)
    house.clock.now = MIDNIGHT + timedelta(days=1)
    decides = DecideApproval(approval=waits.approval, approve=True)
    assert await house.perform(decides, by=COMPLIANCE) == NoLongerPossible("TermDayNotOpen")


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"term": "name"}, NoSuchTerm("name")),
        ({"value": "a lot"}, TermOutOfRange("0", "1,000")),
        ({"value": "-1"}, TermOutOfRange("0", "1,000")),
        ({"value": "1001"}, TermOutOfRange("0", "1,000")),
        ({"value": "20.50"}, TermOutOfRange("0", "1,000")),
        ({"value": "1e400"}, TermOutOfRange("0", "1,000")),
        ({"value": "nan"}, TermOutOfRange("0", "1,000")),
        ({"value": "1" * 5_000}, TermOutOfRange("0", "1,000")),
        ({"term": "prompts_to_others", "value": "2.5"}, TermOutOfRange("0", "20")),
        ({"from_day": date(2026, 3, 10)}, TermDayNotOpen(TODAY, date(2027, 3, 12))),
        ({"from_day": date(2027, 3, 13)}, TermDayNotOpen(TODAY, date(2027, 3, 12))),
        ({"reason": " ok "}, NoReasonGiven()),
        (
            {"term": "least_payout", "value": "10,000", "from_day": TODAY},
            None,
        ),
        (
            {"term": "most_payment", "value": "5", "from_day": TODAY},
            TermsDisagree("least_payout", "most_payment", TODAY),
        ),
        (
            {"term": "two_people_above", "value": "10000", "from_day": TODAY},
            TermsDisagree("automatic_limit", "two_people_above", TODAY),
        ),
    ],
)
async def test_what_does_not_fit_is_refused_before_anybody_is_asked(
    house: House, wrong: dict[str, Any], refusal: Refusal | None
):
    answer = await house.perform(replace(FEE, **wrong))
    assert answer == refusal if refusal else not isinstance(answer, Refusal)


async def test_a_change_may_not_contradict_one_that_is_still_to_come(house: House):
    later = date(2026, 4, 1)
    await house.must(ChangeTerm(term="most_payment", value="5000", from_day=later, reason="the wallet's limit"))
    wish = ChangeTerm(term="least_payment", value="6000", from_day=date(2026, 3, 20), reason="a slip")
    assert await house.perform(wish) == TermsDisagree("least_payment", "most_payment", later)


async def test_a_teller_changes_nothing(house: House):
    assert await house.perform(FEE, by=TELLER) == NotPermitted("ChangeTerm")
    assert await house.perform(SettingsInUse(), by=TELLER) == NotPermitted("SettingsInUse")


async def test_every_term_can_be_changed_and_reaches_the_institution(house: House):
    start = Institution()
    for name, term in rules.TERMS.items():
        now = term.read(start)
        other = rules.read(name, "7", start)
        changed = rules.in_force(start, [rules.Change(name, "7", TODAY)], TODAY)
        assert term.read(changed) == other != now
        assert term.write(changed, now) == start


async def test_the_embedded_process_is_told_at_once(house: House):
    await house.must(FEE)
    assert [job.name for job in await house.jobs("terms")] == ["terms.changed"]


# In the middle of a conversation


@pytest.fixture
def moved(town: House) -> tuple[House, Host]:
    """The demo's members, in a house whose terms change."""
    house = with_terms(town)
    host = host_of(house)
    host.house_now = lambda: house.hold.institution_at(house.clock())
    return house, host


@pytest.mark.parametrize(("waits_seconds", "says"), [(59, "Fee KES 15."), (60, "Fee KES 20.")])
async def test_who_withdraws_across_midnight_is_asked_to_sign_what_holds_then(moved, waits_seconds: int, says: str):
    house, host = moved
    await house.must(FEE)
    await takes_notice(house)
    house.clock.now = MIDNIGHT - timedelta(seconds=60)
    phone = Handset(host, AMINA)
    await phone.dial()
    await phone.press("5", PIN)
    house.clock.later(seconds=waits_seconds)
    assert says in await phone.press("500")


async def test_who_reads_one_fee_and_signs_when_another_holds_is_asked_again(moved):
    house, host = moved
    await house.must(FEE)
    await takes_notice(house)
    house.clock.now = MIDNIGHT - timedelta(seconds=60)
    phone = Handset(host, AMINA)
    await phone.dial()
    assert "Fee KES 15." in await phone.press("5", PIN, "500")
    house.clock.later(seconds=60)
    assert "The fee for taking money out is KES 20 from today." in await phone.press(PIN)
    assert await house.rows("select * from savings_withdrawals") == []

    assert "Fee KES 20." in await phone.press("1")
    assert "Request taken." in await phone.press(PIN)
    [row] = await house.rows("select fee_minor_units from savings_withdrawals")
    assert row.fee_minor_units == 2_000


@pytest.mark.parametrize(("waits_seconds", "says"), [(59, "Fee KES 15."), (60, "from 300 to")])
async def test_a_screen_knows_the_limits_that_hold_in_this_turn(moved, waits_seconds: int, says: str):
    house, host = moved
    await house.must(ChangeTerm(term="least_payout", value="300", from_day=FEE.from_day, reason="small ones cost"))
    await takes_notice(house)
    house.clock.now = MIDNIGHT - timedelta(seconds=60)
    phone = Handset(host, AMINA)
    await phone.dial()
    await phone.press("5", PIN)
    house.clock.later(seconds=waits_seconds)
    assert says in await phone.press("200")


async def test_a_turn_asks_the_database_nothing_more(moved):
    house, host = moved
    phone = Handset(host, AMINA)
    await phone.dial()
    heard = overheard(house.database)
    await phone.dial()
    assert [sql for sql, _ in heard if " terms" in sql] == []
