"""What is posted or taken back by hand is done by two people, on few accounts, with a reason, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.ledger.messages import (
    AlreadyReversed,
    DayNotOpen,
    EntryOf,
    HasItsOwnWayBack,
    ManualAccounts,
    NoSuchEntry,
    NotByHand,
    NotPostable,
    PeriodOf,
    PostManual,
    ReasonMissing,
    ReverseEntry,
    WouldBeOverdrawn,
)
from core.messages import NotPermitted, Origin, Refusal, SecondPersonNeeded
from core.money import Money
from core.permissions.messages import DecideApproval, SamePerson
from core.proofs import failed, prove
from core.savings.messages import AccountsOf, OpenBalance, Withdraw
from core.secret import Secret
from tests.house import NOON, House
from tests.unit.members_house import register
from tests.unit.test_ledger_journal import deposit, kes, post

MANAGER = Origin("staff:1", "console", frozenset({"manager"}))
APPROVER = Origin("staff:2", "console", frozenset({"approver"}))
TELLER = Origin("staff:3", "console", frozenset({"teller"}))
RENT = PostManual(debit="expenses:rent", credit="bank:main", amount=kes(35_000), reason="rent for March")


async def posted(house: House, wish: PostManual = RENT) -> str:
    """The id of the entry."""
    return await house.must(wish)


async def has(house: House, account: str) -> Money:
    return (await house.must(PeriodOf(account=account))).after


async def test_two_people_post_the_rent_and_the_books_say_who_and_why(house: House):
    await house.agreed(RENT, by=MANAGER, second=APPROVER)
    assert (await has(house, "expenses:rent"), await has(house, "bank:main")) == (kes(35_000), kes(-35_000))
    [row] = await house.rows("select reason, asked_by, agreed_by from entry_reasons")
    assert tuple(row) == ("rent for March", "staff:1", "staff:2")


async def test_nobody_posts_alone_and_a_teller_not_at_all(house: House):
    waits = await house.perform(RENT, by=MANAGER)
    assert isinstance(waits, SecondPersonNeeded)
    assert await house.perform(DecideApproval(approval=waits.approval, approve=True), by=MANAGER) == SamePerson()
    assert await house.perform(RENT, by=TELLER) == NotPermitted("PostManual")
    assert await has(house, "expenses:rent") == kes(0)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"debit": "savings:S00021"}, NotByHand("savings:S00021")),
        ({"credit": "loans:LN-0017:principal"}, NotByHand("loans:LN-0017:principal")),
        ({"credit": "expenses:rent"}, NotPostable()),
        ({"amount": kes(0)}, NotPostable()),
        ({"amount": Money(-100, "KES")}, NotPostable()),
        ({"amount": Money(100, "UGX")}, NotPostable()),
        ({"reason": "  x "}, ReasonMissing()),
        ({"on": NOON.date() + timedelta(days=1)}, DayNotOpen(date(2026, 2, 8), date(2026, 3, 11))),
        ({"on": date(2026, 2, 7)}, DayNotOpen(date(2026, 2, 8), date(2026, 3, 11))),
    ],
)
async def test_what_does_not_fit_is_refused_before_anybody_is_asked(
    house: House, wrong: dict[str, Any], refusal: Refusal
) -> None:
    assert await house.perform(replace(RENT, **wrong), by=MANAGER) == refusal


async def test_every_account_of_the_list_can_be_posted_to(house: House):
    [first, *others] = await house.must(ManualAccounts())
    for other in others:
        await posted(house, PostManual(debit=first.account, credit=other.account, amount=kes(1), reason="a try"))
    async with house.database.reading() as connection:
        assert failed(await prove(connection, house.hold.institution)) == ()


async def test_an_earlier_business_date_is_kept(house: House):
    entry = await posted(house, replace(RENT, on=date(2026, 3, 1)))
    assert (await house.must(EntryOf(entry=entry))).entry.on == date(2026, 3, 1)


async def test_an_entry_made_by_hand_is_taken_back_once(house: House):
    entry = await posted(house)
    assert (await house.must(EntryOf(entry=entry))).may_be_reversed
    await house.agreed(ReverseEntry(entry=entry, reason="paid last week"), by=APPROVER, second=MANAGER)
    assert await has(house, "expenses:rent") == kes(0)

    details = await house.must(EntryOf(entry=entry))
    assert not details.may_be_reversed
    back = await house.must(EntryOf(entry=details.reversed_by))
    assert (back.reverses, back.reason) == (entry, "paid last week")
    assert await house.perform(ReverseEntry(entry=entry, reason="again")) == AlreadyReversed(details.reversed_by)
    twice = ReverseEntry(entry=details.reversed_by, reason="no, wait")
    assert await house.perform(twice) == HasItsOwnWayBack("reversal")


async def test_what_belongs_to_a_payment_has_its_own_way_back(house: House):
    await post(house, deposit("1", 500))
    [row] = await house.rows("select id from entries")
    assert await house.perform(ReverseEntry(entry=row.id, reason="a mistake")) == HasItsOwnWayBack("deposit")
    assert await house.perform(ReverseEntry(entry="x", reason="a mistake")) == NoSuchEntry()
    assert await house.perform(ReverseEntry(entry=row.id, reason="")) == ReasonMissing()


async def opened(house: House, shillings: int) -> tuple[str, str]:
    """A member with a balance brought in: her id, and the id of the entry."""
    member = await register(house)
    await house.must(OpenBalance(member=member, kind="ordinary", amount=kes(shillings), on=date(2026, 1, 1)))
    [row] = await house.rows("select id from entries where what = 'opening'")
    return member, row.id


async def test_a_balance_brought_in_by_mistake_is_taken_back(house: House):
    member, entry = await opened(house, 900)
    await house.must(ReverseEntry(entry=entry, reason="the other Amina"))
    accounts = {each.kind: each.balance for each in await house.must(AccountsOf(member=member))}
    assert accounts["ordinary"] == kes(0)


async def test_what_she_has_taken_out_cannot_be_taken_back(house: House):
    member, entry = await opened(house, 900)
    await house.must(Withdraw(member=member, amount=kes(500), pin=Secret("4821")))
    refused = await house.perform(ReverseEntry(entry=entry, reason="the other Amina"))
    assert refused == WouldBeOverdrawn("savings:S00001")
