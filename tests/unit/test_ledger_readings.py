"""The books are read in parts that fit together: entries, accounts with their balances, an account line by line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.ledger.messages import (
    AccountLines,
    Accounts,
    Entries,
    EntryOf,
    MovedByDay,
    NoSuchEntry,
    NotInTheChart,
    PeriodOf,
)
from core.messages import Page
from tests.house import House
from tests.unit.test_ledger_journal import deposit, kes, post

SAVED, OTHER = "savings:S00021", "savings:S00022"


@pytest.fixture
async def booked(house: House) -> House:
    """Five deposits to one member on five days of March, one to another, one share."""
    for number in range(1, 6):
        await post(house, deposit(str(number), 100 * number), on=date(2026, 3, number))
    await post(house, deposit("6", 50, account=OTHER), on=date(2026, 3, 3))
    await post(house, deposit("7", 70, account="shares:C00021"), on=date(2026, 3, 6))
    return house


async def keys(house: House, **filters) -> list[str]:
    page = await house.must(Entries(**filters))
    return [entry.about for entry in page.items]


async def walk(house: House, kind, **filters) -> list[Any]:
    """Every part, one after the other; each is as long as was asked for, but the last."""
    found: list[Any] = []
    cursor = ""
    while True:
        page = await house.must(kind(limit=2, cursor=cursor, **filters))
        found += page.items
        if not page.next:
            return found
        assert len(page.items) == 2
        cursor = page.next


async def test_entries_are_found_by_account_control_account_subject_and_day(booked: House):
    assert await keys(booked) == ["7", "6", "5", "4", "3", "2", "1"]
    assert await keys(booked, account=SAVED) == ["5", "4", "3", "2", "1"]
    assert await keys(booked, account="shares") == ["7"]
    assert await keys(booked, account="clearing", about="6") == ["6"]
    assert await keys(booked, account=SAVED, about="6") == []
    assert await keys(booked, about="4") == ["4"]
    assert await keys(booked, what="repay_loan") == []
    assert await keys(booked, from_day=date(2026, 3, 2), to_day=date(2026, 3, 3)) == ["6", "3", "2"]


async def test_an_entry_comes_whole_however_it_was_found(booked: House):
    [entry] = (await booked.must(Entries(account=OTHER))).items
    assert [(line.account, line.debit, line.credit) for line in entry.lines] == [
        ("clearing:daraja", kes(50), kes(0)),
        (OTHER, kes(0), kes(50)),
    ]
    details = await booked.must(EntryOf(entry=entry.entry))
    assert details.entry == entry
    assert (details.reason, details.reversed_by, details.may_be_reversed) == ("", "", False)
    assert await booked.perform(EntryOf(entry="nothing")) == NoSuchEntry()


async def test_parts_of_a_list_make_the_whole_list(booked: House):
    assert [entry.about for entry in await walk(booked, Entries)] == ["7", "6", "5", "4", "3", "2", "1"]
    whole = await booked.must(Accounts())
    assert tuple(await walk(booked, Accounts)) == whole.items
    lines = await booked.must(AccountLines(account=SAVED))
    assert tuple(await walk(booked, AccountLines, account=SAVED)) == lines.items


async def test_the_chart_shows_each_account_on_its_side(booked: House):
    found = {each.account: (each.kind, each.debit, each.credit) for each in (await booked.must(Accounts())).items}
    assert found == {
        "clearing:daraja": ("asset", kes(1620), kes(0)),
        SAVED: ("liability", kes(0), kes(1500)),
        OTHER: ("liability", kes(0), kes(50)),
        "shares:C00021": ("equity", kes(0), kes(70)),
    }
    savings = await booked.must(Accounts(control="savings"))
    assert [each.account for each in savings.items] == [SAVED, OTHER]
    assert await booked.perform(Accounts(control="petty_cash")) == NotInTheChart("petty_cash")


async def test_a_statement_of_a_period_begins_with_what_was_there_before(booked: House):
    period: dict[str, Any] = {"account": SAVED, "from_day": date(2026, 3, 2), "to_day": date(2026, 3, 4)}
    lines = (await booked.must(AccountLines(**period))).items
    assert [(str(line.on), line.amount, line.balance) for line in lines] == [
        ("2026-03-02", kes(200), kes(300)),
        ("2026-03-03", kes(300), kes(600)),
        ("2026-03-04", kes(400), kes(1000)),
    ]
    sums = await booked.must(PeriodOf(**period))
    assert (sums.before, sums.debits, sums.credits, sums.after) == (kes(100), kes(0), kes(900), kes(1000))


async def test_an_account_that_nobody_posted_to_has_nothing(booked: House):
    assert await booked.must(AccountLines(account="bank:main")) == Page(())
    assert (await booked.must(PeriodOf(account="bank:main"))).after == kes(0)
    for request in (AccountLines(account="petty:1"), PeriodOf(account="petty:1"), Entries(account="petty:1")):
        assert await booked.perform(request) == NotInTheChart("petty:1")


async def test_a_cursor_that_nobody_gave_begins_at_the_beginning(booked: House):
    whole = await booked.must(AccountLines(account=SAVED))
    for cursor in ("x", "2026-99-99 a 1", "a b c"):
        assert await booked.must(AccountLines(account=SAVED, cursor=cursor)) == whole


async def test_what_moved_is_summed_by_day_and_rule(booked: House):
    moved = await booked.must(MovedByDay(since=date(2026, 3, 3)))
    assert [(str(each.on), each.control, each.debit, each.credit) for each in moved][:2] == [
        ("2026-03-03", "clearing", kes(350), kes(0)),
        ("2026-03-03", "savings", kes(0), kes(350)),
    ]
    assert {each.what for each in moved} == {"deposit"}
