"""The close of day: what has to hold before, what is refused afterwards, and that nobody has to do it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from core.audit import SealAudit
from core.closing import messages as closing
from core.ledger.messages import AccountStatement, TrialBalance
from core.lending.messages import AssessLate
from core.messages import NotPermitted
from core.savings.messages import OpenBalance
from deploy import closing as by_command
from deploy.cli import main
from tests.house import only_postgres
from tests.unit.desk_house import AUDITOR, MANAGER, WANJIRU, Desk, kes, receipt, refused
from tests.unit.test_proofs import unguarded

TODAY = date(2026, 3, 11)


@pytest.fixture
async def desk(house) -> Desk:
    made = Desk(house)
    await made.opens()
    return made


async def closes(desk: Desk, day: date | None = None) -> closing.BusinessDay:
    await desk.house.must(SealAudit())
    return await desk.house.must(closing.CloseDay(day=day), by=MANAGER)


async def booked(desk: Desk, account: str) -> list[date]:
    return [line.on for line in await desk.house.must(AccountStatement(account=account))]


async def test_a_closed_day_keeps_its_trial_balance(desk):
    amina = await desk.member()
    await desk.takes_till()
    await desk.saves(amina, 1_500)
    await desk.counts(21_500)
    await desk.closes()
    day = await closes(desk)
    assert (day.day, day.closed_by, day.is_new) == (TODAY, "staff:njoki", True)
    assert [(line.account, str(line.debit), str(line.credit)) for line in day.totals] == [
        ("cash", "KES 201,500", "KES 0"),
        ("bank", "KES 0", "KES 200,000"),
        ("savings", "KES 0", "KES 1,500"),
    ]
    await desk.holds()


async def test_what_comes_after_the_close_is_of_the_next_day(desk):
    """Closed at noon: the afternoon is tomorrow's business, and so is a float that is taken now."""
    amina = await desk.member()
    await closes(desk)
    day = await desk.takes_till()
    assert day.day == TODAY + timedelta(days=1)
    receipt(await desk.saves(amina, 700))
    assert await booked(desk, "cash:T-01") == [TODAY + timedelta(days=1)] * 2
    assert {line.account for line in await desk.house.must(TrialBalance(on=TODAY)) if line.debit} == {"cash"}
    # In the morning it is what the calendar says, with the same till still open.
    desk.house.clock.later(days=1)
    receipt(await desk.saves(amina, 800))
    await desk.counts(21_500)
    await desk.closes()
    desk.house.clock.later(days=1)
    assert (await desk.takes_till()).day == TODAY + timedelta(days=2)
    await desk.holds()


async def test_closing_it_again_says_so(desk):
    first = await closes(desk)
    desk.house.clock.later(hours=1)
    again = await desk.house.must(closing.CloseDay(day=TODAY), by=MANAGER)
    assert (again.closed_at, again.is_new) == (first.closed_at, False)
    earlier = await desk.house.must(closing.CloseDay(day=TODAY - timedelta(days=9)), by=MANAGER)
    assert (earlier.day, earlier.is_new) == (TODAY, False)
    seen = await desk.house.must(closing.ClosingChecks(day=TODAY), by=AUDITOR)
    assert (seen.is_closed, seen.may_close) == (True, False)


async def test_an_open_till_keeps_the_day_open(desk):
    await desk.takes_till()
    answer = await desk.asks(closing.CloseDay(), by=MANAGER)
    assert answer == closing.NotYetClosable("tills", "1 open")
    # It keeps every later day open, too.
    desk.house.clock.later(days=1)
    await desk.house.must(SealAudit())
    assert refused(await desk.asks(closing.CloseDay(), by=MANAGER)) == "NotYetClosable"
    seen = await desk.house.must(closing.ClosingChecks(), by=MANAGER)
    assert [check.what for check in seen.checks if not check.holds] == ["tills"]


async def test_tomorrow_is_not_closed_today(desk):
    tomorrow = closing.CloseDay(day=TODAY + timedelta(days=1))
    assert refused(await desk.asks(tomorrow, by=MANAGER)) == "NotYetClosable"
    await closes(desk)
    # The business date has moved on, the calendar has not.
    assert refused(await desk.asks(tomorrow, by=MANAGER)) == "NotYetClosable"
    assert await desk.asks(closing.CloseDay(), by=WANJIRU) == NotPermitted("CloseDay")


async def test_late_loans_are_assessed_first_and_their_charges_are_of_that_day(desk):
    loan = await desk.loan(await desk.member())
    desk.house.clock.later(days=45)
    day = desk.house.clock().date()
    await desk.house.must(SealAudit())
    desk.house.clock.later(days=1)
    answer = await desk.asks(closing.CloseDay(day=day), by=MANAGER)
    assert answer == closing.NotYetClosable("late", "1 loans")
    await desk.house.must(AssessLate(day=day), by=MANAGER)
    await closes(desk, day)
    assert await booked(desk, f"receivable:{loan}:penalties") == [day]
    await desk.holds()


async def test_broken_books_are_not_closed(desk):
    await unguarded(desk.house, "update cash_movements set minor_units = 1, till = 'T-01' where number = 1")
    answer = await desk.asks(closing.CloseDay(), by=MANAGER)
    assert isinstance(answer, closing.NotYetClosable)
    assert answer.check == "proofs"
    assert "cash in each till is its float" in answer.detail


async def test_a_balance_from_before_is_booked_on_the_first_open_day(desk):
    amina = await desk.member()
    await closes(desk)
    await desk.house.must(OpenBalance(member=amina, kind="ordinary", amount=kes(900), on=date(2025, 6, 1)))
    assert await booked(desk, "savings:S00001") == [TODAY + timedelta(days=1)]
    await desk.holds()


async def test_the_database_itself_refuses_a_closed_day(desk):
    await closes(desk)
    with pytest.raises(DBAPIError, match="the day is closed"):
        async with desk.house.database.writing() as connection:
            await connection.exec_driver_sql(
                "insert into entries (id, key, what, about, booked_on, at)"
                f" values ('late', 'late', 'deposit', 'x', '{TODAY}', '2026-03-11')"
            )


async def test_a_process_that_remembers_too_long_is_put_right(desk):
    """Another process closes the day; this one still thinks that it is open."""
    amina = await desk.member()
    await desk.takes_till(amount=100)
    await desk.counts(100)
    await desk.closes()
    await desk.house.must(SealAudit())
    elsewhere = type(desk.house.hold)(
        **{**vars(desk.house.hold), "calendar": type(desk.house.hold.calendar)()}
    )  # fmt: skip
    other = type(desk.house)(desk.house.database, elsewhere, desk.house.clock, _keys=desk.house._keys)
    await other.must(closing.CloseDay(day=TODAY), by=MANAGER)
    day = await desk.takes_till(amount=100)
    assert day.day == TODAY + timedelta(days=1)
    receipt(await desk.saves(amina, 50))
    await desk.holds()


@only_postgres
async def test_who_books_while_the_day_is_closed_books_before_it_or_after_it(desk):
    people = [await desk.member() for _ in range(6)]
    await desk.house.must(SealAudit())
    wishes = [
        OpenBalance(member=member, kind="ordinary", amount=kes(100), on=TODAY) for member in people
    ]  # fmt: skip
    closed, *_ = await asyncio.gather(
        desk.house.must(closing.CloseDay(), by=MANAGER), *(desk.house.must(wish) for wish in wishes)
    )
    in_the_day = sum(line.credit.minor_units for line in closed.totals if line.account == "savings")
    [row] = await desk.house.rows(
        "select coalesce(-sum(p.minor_units), 0) as minor from postings p join entries e on e.id = p.entry"
        " where p.account like 'savings:%' and e.booked_on <= :today",
        today=TODAY,
    )
    assert int(row.minor) == in_the_day
    await desk.holds()


async def test_closed_days_are_listed(desk):
    for _ in range(3):
        await closes(desk)
        desk.house.clock.later(days=1)
    first = await desk.house.must(closing.BusinessDays(limit=2), by=AUDITOR)
    rest = await desk.house.must(closing.BusinessDays(limit=2, cursor=first.next), by=AUDITOR)
    days = [each.day for page in (first, rest) for each in page.items]
    assert days == [TODAY + timedelta(days=nth) for nth in (2, 1, 0)]
    assert rest.next == ""


# By command


async def test_the_command_does_what_has_to_be_done_before(desk):
    await desk.loan(await desk.member())
    desk.house.clock.later(days=45)
    day = desk.house.clock().date()
    closed, reasons = await by_command.close(desk.house.bus, day)
    assert closed is not None
    assert (closed.day, closed.is_new, reasons) == (day, True, ())
    again, _ = await by_command.close(desk.house.bus, day)
    assert again is not None
    assert not again.is_new


async def test_the_command_says_what_is_in_its_way(desk):
    await desk.takes_till()
    closed, reasons = await by_command.close(desk.house.bus, TODAY)
    assert (closed, reasons) == (None, ("count and close every till first (1 open)",))
    _, reasons = await by_command.close(desk.house.bus, TODAY + timedelta(days=1))
    assert "the day has not begun yet (2026-03-12)" in reasons


def test_the_command_line_closes_today_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["close-day", "--data", str(tmp_path)]
    for expected in ("is closed.", "was closed already"):
        with pytest.raises(SystemExit) as end:
            main(words, {})
        assert end.value.code == 0
        assert expected in capsys.readouterr().out
    with pytest.raises(SystemExit) as end:
        main([*words, "--date", "2999-01-01"], {})
    assert end.value.code == 1
    assert "has not begun" in capsys.readouterr().out
