"""What staff read of loans: lists a page at a time, one file, schedules with what is paid of each, pay-off figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.lending.messages import (
    DayOutOfRange,
    LateLoans,
    LoanOf,
    Loans,
    NoSuchLoan,
    PayOffOf,
    RepaymentsOf,
    ScheduleOf,
)
from core.messages import NotPermitted, Origin
from tests.house import House
from tests.unit.lending_house import OFFICER, PROGRAM, Lender, kes


@pytest.fixture
async def lender(house: House) -> Lender:
    made = Lender(house)
    await made.lends()
    return made


async def test_loans_are_listed_newest_first_a_page_at_a_time(lender):
    for _ in range(5):
        await lender.lend(await lender.member(ordinary=1000))
    first = await lender.house.must(Loans(limit=2), by=OFFICER)
    second = await lender.house.must(Loans(limit=2, cursor=first.next), by=OFFICER)
    last = await lender.house.must(Loans(limit=2, cursor=second.next), by=OFFICER)
    assert [each.number for page in (first, second, last) for each in page.items] == [
        "LN-0005", "LN-0004", "LN-0003", "LN-0002", "LN-0001",
    ]  # fmt: skip
    assert (len(last.items), last.next) == (1, "")


async def test_a_list_is_filtered_by_what_staff_look_for(lender):
    amina = await lender.member(deposits=12_000)
    await lender.lend(amina)
    await lender.on("2026-04-20")
    other = await lender.member(deposits=12_000)
    await lender.apply(other, product="kilimo", amount=30_000, months=12)

    async def numbers(**wanted: Any) -> list[str]:
        return [each.number for each in (await lender.house.must(Loans(**wanted))).items]

    assert await numbers(state="referred") == ["LN-0002"]
    assert await numbers(product="boost") == ["LN-0001"]
    assert await numbers(member=other) == ["LN-0002"]
    assert await numbers(number="LN-0001") == ["LN-0001"]
    assert await numbers(decided_by="rules") == ["LN-0001"]
    assert await numbers(late=True) == ["LN-0001"]
    assert await numbers(applied_from=date(2026, 4, 20)) == ["LN-0002"]
    assert await numbers(applied_to=date(2026, 3, 11)) == ["LN-0001"]
    assert await numbers(applied_from=date(2026, 3, 12), applied_to=date(2026, 4, 19)) == []
    [late] = (await lender.house.must(Loans(late=True))).items
    assert (late.days_late, late.owed) == (9, kes(5000))


async def test_who_has_no_business_with_loans_gets_none(lender):
    nobody = Origin("staff:1", "console", frozenset({"administrator"}))
    assert await lender.house.perform(Loans(), by=nobody) == NotPermitted("Loans")
    assert await lender.house.perform(LateLoans(), by=PROGRAM) == NotPermitted("LateLoans")


# One loan


async def test_the_file_of_a_loan_says_all_there_is(lender):
    await lender.lend(await lender.member(deposits=12_000))
    loan = await lender.id_of("LN-0001")
    file = await lender.house.must(LoanOf(loan=loan), by=OFFICER)
    assert (file.number, file.state, file.amount, file.decision.by) == ("LN-0001", "active", kes(5000), "rules")
    assert (file.terms.shown, file.terms.price.cost) == ("You get KES 4,940 today.", kes(285))
    assert (file.balances.principal, file.balances.interest, file.balances.interest_earned) == (
        kes(5000), kes(225), kes(75),
    )  # fmt: skip
    assert (file.next_due, file.next_amount, file.late, file.pay_off) == (
        date(2026, 4, 11), kes(1742), kes(0), kes(5075),
    )  # fmt: skip
    assert file.may == ("repay", "reschedule", "write_off")
    assert await lender.house.perform(LoanOf(loan="nobody's")) == NoSuchLoan()


async def test_a_schedule_says_what_is_paid_of_each_and_when(lender):
    await lender.lend(await lender.member(deposits=12_000))
    loan = await lender.id_of("LN-0001")
    await lender.on("2026-04-15")
    await lender.repay("LN-0001", 2000)
    await lender.on("2026-05-20")

    rows = await lender.house.must(ScheduleOf(loan=loan))
    assert [(str(row.paid_on), row.open, row.days_late) for row in rows] == [
        ("2026-04-15", kes(0), 4), ("None", kes(1484), 9), ("None", kes(1741), 0),
    ]  # fmt: skip
    assert (rows[1].paid_interest, rows[1].paid_principal, rows[1].balance) == (kes(75), kes(183), kes(1666))

    await lender.repay("LN-0001", 3250)
    done = await lender.house.must(ScheduleOf(loan=loan))
    assert [(str(row.paid_on), row.open, row.waived) for row in done] == [
        ("2026-04-15", kes(0), kes(0)), ("2026-05-20", kes(0), kes(0)), ("2026-05-20", kes(0), kes(0)),
    ]  # fmt: skip


async def test_interest_that_was_not_asked_because_she_paid_early_is_shown(lender):
    await lender.lend(await lender.member(deposits=12_000))
    await lender.repay("LN-0001", 5075)
    rows = await lender.house.must(ScheduleOf(loan=await lender.id_of("LN-0001")))
    assert [row.waived for row in rows] == [kes(0), kes(75), kes(75)]
    assert {str(row.paid_on) for row in rows} == {"2026-03-11"}


async def test_before_the_money_left_the_schedule_is_the_quoted_one(lender):
    await lender.apply(await lender.member(deposits=12_000), product="kilimo", amount=30_000, months=12)
    rows = await lender.house.must(ScheduleOf(loan=await lender.id_of("LN-0001")))
    assert len(rows) == 12
    assert {(row.paid_on, row.open, row.days_late) for row in rows} == {(None, kes(0), 0)}


async def test_repayments_are_listed_newest_first_a_page_at_a_time(lender):
    await lender.lend(await lender.member(deposits=12_000))
    loan = await lender.id_of("LN-0001")
    for day in ("2026-03-20", "2026-03-21", "2026-03-22"):
        await lender.on(day)
        await lender.repay("LN-0001", 100)
    first = await lender.house.must(RepaymentsOf(loan=loan, limit=2))
    rest = await lender.house.must(RepaymentsOf(loan=loan, limit=2, cursor=first.next))
    assert [str(line.on) for line in (*first.items, *rest.items)] == ["2026-03-22", "2026-03-21", "2026-03-20"]
    assert rest.next == ""
    assert len((await lender.house.must(RepaymentsOf(loan=loan, cursor="nonsense"))).items) == 3


async def test_a_pay_off_figure_is_for_a_day(lender):
    await lender.lend(await lender.member(deposits=12_000))
    loan = await lender.id_of("LN-0001")
    today = await lender.house.must(PayOffOf(loan=loan))
    later = await lender.house.must(PayOffOf(loan=loan, on=date(2026, 4, 12)))
    assert (today.total, today.saves, later.total, later.saves) == (kes(5075), kes(150), kes(5150), kes(75))
    for day in (date(2026, 3, 10), date(2026, 6, 12)):
        answer = await lender.house.perform(PayOffOf(loan=loan, on=day))
        assert answer == DayOutOfRange(date(2026, 3, 11), date(2026, 6, 11))
