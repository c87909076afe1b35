"""Accounts are opened with the member, money comes in once, and what was only reported stays put."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from core.ledger.entry import BooksBroken
from core.lending.messages import LoanLine
from core.savings import messages as savings
from tests.house import House, overheard
from tests.unit.savings_house import AMINA, Neighbours, books, held, join, kes, pays


@pytest.fixture
def neighbours() -> Neighbours:
    return Neighbours()


@pytest.fixture
def house(build, neighbours: Neighbours) -> House:
    made: House = build(handlers=neighbours.handlers)
    return made


async def test_a_new_member_has_an_account_of_each_kind(house: House):
    assert await join(house) == ("C00021", "D00021", "S00021")
    assert await join(house) == ("C00021", "D00021", "S00021")
    assert await held(house) == {
        "shares": ("KES 0", "KES 0"),
        "deposits": ("KES 0", "KES 0"),
        "ordinary": ("KES 0", "KES 0"),
    }
    assert list(await held(house)) == list(savings.KINDS)


async def test_money_that_arrives_is_hers_and_she_is_told(house: House):
    await join(house)
    assert await house.must(pays(500, payment="p1")) == "S00021"
    assert (await held(house))["ordinary"] == ("KES 500", "KES 500")
    assert await books(house) == {"clearing": "KES 500", "savings": "KES -500"}
    [told] = await house.jobs("sms.tell")
    assert "DepositArrived" in told.payload
    assert "UKM61PQ3RS" in told.payload


async def test_a_deposit_is_booked_once_whatever_calls_for_it(house: House):
    await join(house)
    for _ in range(2):
        assert await house.must(pays(500, payment="p1")) == "S00021"
    await asyncio.gather(*(house.must(pays(500, payment="p1")) for _ in range(4)))
    assert (await held(house))["ordinary"] == ("KES 500", "KES 500")
    assert len(await house.jobs("sms.tell")) == 1


async def test_shares_and_deposits_take_money_and_never_give_it(house: House):
    await join(house, saves=100)
    await house.must(pays(3_000, payment="p2", account="D00021"))
    await house.must(pays(1_000, payment="p3", account="C00021"))
    assert await held(house) == {
        "shares": ("KES 1,000", "KES 0"),
        "deposits": ("KES 3,000", "KES 0"),
        "ordinary": ("KES 100", "KES 100"),
    }


async def test_reported_money_is_there_and_stays_until_it_is_confirmed(house: House):
    await join(house, saves=100)
    await house.must(pays(500, payment="p2", confirmed=False))
    assert (await held(house))["ordinary"] == ("KES 600", "KES 100")

    await house.must(savings.ConfirmDeposit(payment="p2"))
    await house.must(savings.ConfirmDeposit(payment="p2"))
    await house.must(savings.ConfirmDeposit(payment="nobody knows it"))
    assert (await held(house))["ordinary"] == ("KES 600", "KES 600")


async def test_money_for_an_account_that_is_not_there_is_a_bug_of_the_caller(house: House):
    await join(house)
    with pytest.raises(LookupError):
        await house.perform(pays(500, payment="p1", account="S00099"))


async def test_the_balance_screen_is_one_statement(house: House):
    await join(house, saves=100)
    await house.must(pays(500, payment="p2", confirmed=False))
    spoken = overheard(house.database)
    await held(house)
    assert len(spoken) == 1


async def test_an_account_is_found_as_people_type_it(house: House):
    await join(house)
    assert await house.perform(savings.FindAccount(words=" s-21")) == ("S00021", AMINA)
    assert await house.perform(savings.FindAccount(words="D00021")) == ("D00021", AMINA)
    for words in ("S00022", "M00021", "LN-0042", ""):
        assert await house.perform(savings.FindAccount(words=words)) == savings.NoSuchAccount()


async def test_a_balance_is_brought_in_once_on_its_own_day(house: House):
    await join(house)
    brought = savings.OpenBalance(member=AMINA, kind="ordinary", amount=kes(12_000), on=date(2025, 12, 31))
    for _ in range(2):
        assert await house.must(brought) == "S00021"
    assert (await held(house))["ordinary"] == ("KES 12,000", "KES 12,000")
    assert await books(house) == {"savings": "KES -12,000", "opening": "KES 12,000"}
    assert [str(row.booked_on) for row in await house.rows("select booked_on from entries")] == ["2025-12-31"]


async def test_the_last_lines_are_of_accounts_and_loans_together(house: House, neighbours: Neighbours):
    await join(house, saves=100)
    house.clock.later(days=2)
    await house.must(pays(3_000, payment="p2", account="D00021"))
    neighbours.loan_lines = (LoanLine(date(2026, 3, 12), "disburse_loan", kes(-4_940), "LN-0042"),)

    lines = await house.must(savings.LastLines(member=AMINA, count=5))
    assert [(str(line.on), line.what, str(line.amount), line.account) for line in lines] == [
        ("2026-03-13", "deposit", "KES 3,000", "D00021"),
        ("2026-03-12", "disburse_loan", "KES -4,940", "LN-0042"),
        ("2026-03-11", "deposit", "KES 100", "S00021"),
    ]
    assert await house.must(savings.LastLines(member=AMINA, count=1)) == lines[:1]


async def test_the_last_lines_by_sms_lie_nowhere_with_their_amounts(house: House):
    await join(house, saves=100)
    for _ in range(2):
        await house.must(savings.SendLastLines(member=AMINA), key="conversation:lines:1")
    told = [job for job in await house.jobs("sms.tell") if "MiniStatement" in job.payload]
    assert len(told) == 1
    assert "100" not in told[0].payload


async def test_an_account_that_was_brought_in_twice_with_another_sum_keeps_the_first(house: House):
    await join(house)
    for shillings in (12_000, 13_000):
        await house.must(
            savings.OpenBalance(member=AMINA, kind="ordinary", amount=kes(shillings), on=date(2025, 12, 31))
        )
    assert (await held(house))["ordinary"][0] == "KES 12,000"
    with pytest.raises(BooksBroken):
        await house.perform(savings.OpenBalance(member=AMINA, kind="deposits", amount=kes(-5), on=date(2025, 12, 31)))
