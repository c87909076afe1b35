"""What happened with a member, in one list; and her statement, which begins and ends with what the books say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.cases.messages import CloseCase, OpenCase
from core.conversations.messages import RecordTurns, Trace
from core.history import messages as history
from core.members import messages as members
from core.messages import NotPermitted, Origin, Page
from core.permissions.messages import Approvals
from core.savings import messages as savings
from tests.house import NOON, House
from tests.unit.lending_house import Lender, kes
from tests.unit.members_house import PIN, signing

TELLER = Origin("staff:1", "console", frozenset({"teller"}), "session-1")
MANAGER = Origin("staff:2", "console", frozenset({"manager"}))
PROGRAM = Origin("staff:7", "api", frozenset({"integrator"}))


async def borrower(house: House) -> tuple[str, Lender]:
    """Saves, borrows, repays in part."""
    lender = Lender(house)
    await lender.lends()
    member = await lender.member(ordinary=12_000, deposits=12_000)
    house.clock.later(hours=1)
    number = await lender.lend(member, amount=5_000, months=3)
    house.clock.later(days=20)
    await lender.repay(number, 1_742)
    await house.must(
        savings.Deposit(
            member=member, amount=kes(500), payment="0" * 32, entry_key="payment:x:principal", source="clearing:daraja",
            receipt="UKM61PQ3RS",
        )
    )  # fmt: skip
    return member, lender


async def timeline(house: House, member: str, **how: Any) -> Page[history.Happening]:
    return await house.must(history.TimelineOf(member=member, **how))


def told(page: Page[history.Happening]) -> list[str]:
    return [f"{each.what} {each.amount}" if each.amount is not None else each.what for each in page.items]


async def test_money_loans_cases_talks_and_decisions_are_one_list_newest_first(house: House):
    member, _ = await borrower(house)
    house.clock.later(minutes=1)
    case = await house.must(OpenCase(kind="call_back", about="", member=member))
    house.clock.later(minutes=1)
    await house.must(CloseCase(number=case.number, outcome="called"))
    house.clock.later(minutes=1)
    await house.must(members.SuspendMember(member=member, reason="x"), by=MANAGER)
    house.clock.later(minutes=1)
    turn = Trace(at=house.clock(), conversation="c" * 32, session="s", channel="ussd", outcome="began", member=member)
    await house.must(RecordTurns(turns=(turn, turn)))
    house.clock.later(minutes=1)
    await house.must(members.MemberOf(member=member), by=TELLER)
    house.clock.later(minutes=1)

    page = await timeline(house, member)
    assert told(page) == [
        "look", "talk", "suspended", "close_case", "open_case", "deposit KES 500", "repay_loan KES 1,742",
        "disburse_loan KES 5,000", "apply_for_loan KES 5,000", "approve_loan", "opening KES 12,000",
        "opening KES 12,000", "become_member",
    ]  # fmt: skip
    by_what = {each.what: each for each in page.items}
    assert (by_what["look"].who, by_what["look"].facts[0]) == ("staff:1", ("at", "profile"))
    assert (by_what["suspended"].who, by_what["open_case"].id) == ("staff:2", case.number)
    assert (by_what["talk"].link, by_what["talk"].id, dict(by_what["talk"].facts)["turns"]) == (
        "conversation", "c" * 32, "2",
    )  # fmt: skip
    assert (by_what["deposit"].link, by_what["deposit"].id) == ("payment", "0" * 32)
    assert by_what["repay_loan"].link == "loan"


async def test_who_looked_at_her_may_be_left_out(house: House):
    member, _ = await borrower(house)
    await house.must(members.MemberOf(member=member), by=TELLER)
    assert "look" in told(await timeline(house, member))
    assert "look" not in told(await timeline(house, member, looks=False))


async def test_the_last_payment_finishes_the_loan(house: House):
    member, lender = await borrower(house)
    [loan] = await house.rows("select number from loans")
    house.clock.later(days=1)
    await lender.repay(loan.number, 4_000)
    assert [what.split()[0] for what in told(await timeline(house, member, limit=2))] == ["overpaid", "finish_loan"]


async def test_her_pin_is_in_it_and_nothing_of_it(build, database):
    house = signing(build, database)
    lender = Lender(house)
    member = await lender.member()
    await house.must(members.StartPinReset(member=member, reason="x"), by=TELLER)
    [job] = await house.jobs("sms.tell")
    reset = (await house.rows("select id from pin_resets"))[0].id
    code = await house.must(members.ResetCodeOf(reset=reset))
    talk: Any = {"member": member, "conversation": "t"}
    await house.must(members.UseResetCode(**talk, code=code))
    await house.must(members.ProposePin(**talk, pin=PIN))
    await house.must(members.ChangePin(**talk, pin=PIN))
    page = await timeline(house, member)
    assert {"change_pin", "use_reset_code", "pin_reset"} <= set(told(page))
    assert code.reveal() not in repr(page)
    assert reset in job.payload


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
async def test_pages_tell_everything_once_in_the_same_order(house: House, limit: int):
    member, _ = await borrower(house)
    for _ in range(4):
        await house.must(members.MemberOf(member=member), by=TELLER)
    house.clock.later(minutes=1)
    whole = (await timeline(house, member)).items
    parts: list[history.Happening] = []
    cursor = ""
    for _ in range(30):
        page = await timeline(house, member, limit=limit, cursor=cursor)
        parts += page.items
        cursor = page.next
        if not cursor:
            break
    assert tuple(parts) == whole


@pytest.mark.parametrize("cursor", ["x", "~", "2026-01-01~1", "\x00~\x00", "2026-01-01T00:00:00+00:00~-1", "~~~"])
async def test_a_cursor_that_is_none_begins_again(house: House, cursor: str):
    member, _ = await borrower(house)
    assert await timeline(house, member, cursor=cursor) == await timeline(house, member)


async def test_staff_look_and_programs_do_not(house: House):
    member, _ = await borrower(house)
    assert isinstance(await house.perform(history.TimelineOf(member=member), by=TELLER), Page)
    assert await house.perform(history.TimelineOf(member=member), by=PROGRAM) == NotPermitted("TimelineOf")
    assert await house.perform(history.TimelineOf(member="nobody"), by=TELLER) == members.NoSuchMember()
    assert (await house.must(Approvals(about=member), by=MANAGER)).items == ()


# The statement


def month(first: date, last: date, member: str) -> history.StatementOf:
    return history.StatementOf(member=member, first_day=first, last_day=last)


async def test_a_statement_begins_and_ends_with_what_the_books_say(house: House):
    member, _ = await borrower(house)
    today = (NOON + timedelta(days=20)).date()
    statement = await house.must(month(date(2026, 3, 20), today, member), by=TELLER)
    assert (statement.number, statement.language, statement.full_name) == ("M-00001", "en", "Member 1")
    assert [(part.kind, str(part.opening), str(part.closing)) for part in statement.accounts] == [
        ("shares", "KES 0", "KES 0"),
        ("deposits", "KES 12,000", "KES 12,000"),
        ("ordinary", "KES 12,000", "KES 12,500"),
    ]
    [line] = statement.accounts[2].lines
    assert (line.on, line.what, str(line.amount), str(line.balance)) == (
        today,
        "deposit",
        "KES 500",
        "KES 12,500",
    )

    held = await house.must(savings.AccountsOf(member=member))
    assert [part.closing for part in statement.accounts] == [account.balance for account in held]
    [loan] = statement.loans
    [paid] = loan.lines
    assert (str(loan.opening), paid.what, str(paid.amount)) == ("KES 5,000", "repay_loan", "KES 1,742")
    assert paid.owed == loan.closing == loan.opening - (paid.amount - paid.interest)


async def test_a_loan_is_in_it_from_the_day_it_was_lent(house: House):
    member, _ = await borrower(house)
    before = await house.must(month(date(2026, 1, 1), date(2026, 3, 10), member))
    assert before.loans == ()
    since = await house.must(month(date(2026, 3, 11), date(2026, 3, 11), member))
    assert [line.what for line in since.loans[0].lines] == ["disburse_loan"]
    assert str(since.loans[0].opening) == "KES 0"


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 3, 2), date(2026, 3, 1)), (date(2025, 1, 1), date(2026, 1, 2)), (date.min, date.max)],
)
async def test_a_period_has_a_beginning_and_an_end_within_a_year(house: House, first: date, last: date):
    member, _ = await borrower(house)
    assert await house.perform(month(first, last, member), by=TELLER) == history.PeriodNotPossible()
