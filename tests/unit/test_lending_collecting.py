"""Late loans: the list, contacts and promises, notes that are forgotten, what is at risk; and products by version."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.lending.messages import (
    ContactsOf,
    DayOutOfRange,
    DayPassed,
    EndProduct,
    ForgetNotes,
    LateLoans,
    LoanProducts,
    NoSuchProduct,
    NoteTooLong,
    NotInThisState,
    PortfolioAtRisk,
    PromiseToPay,
    RecordContact,
    SaveProduct,
)
from tests.house import House
from tests.unit.lending_house import APPROVER, BOOST, MANAGER, OFFICER, TELLER, Lender, kes


@pytest.fixture
async def lender(house: House) -> Lender:
    made = Lender(house)
    await made.lends()
    return made


@pytest.fixture
async def late(lender: Lender) -> str:
    await lender.lend(await lender.member(deposits=12_000))
    await lender.on("2026-05-26")
    return await lender.id_of("LN-0001")


async def test_late_loans_are_listed_with_the_last_word_and_the_last_promise(lender, late):
    await lender.lend(await lender.member(ordinary=500))
    await lender.house.must(RecordContact(loan=late, how="call", outcome="no_answer"), by=OFFICER)
    await lender.house.must(RecordContact(loan=late, how="call", outcome="will_pay", note="after market"), by=OFFICER)
    await lender.house.must(PromiseToPay(loan=late, amount=kes(1000), on=date(2026, 5, 30)), by=OFFICER)

    [line] = (await lender.house.must(LateLoans(), by=OFFICER)).items
    assert (line.number, line.days_late, line.bucket, line.late) == ("LN-0001", 45, "31-60", kes(3484))
    assert line.last_contact is not None
    assert (line.last_contact.outcome, line.last_contact.note) == ("will_pay", "after market")
    assert line.promise is not None
    assert (line.promise.state, line.promise.amount) == ("open", kes(1000))
    assert (await lender.house.must(LateLoans(bucket="31-60"))).items == (line,)
    assert (await lender.house.must(LateLoans(bucket="1-30"))).items == ()


async def test_late_loans_come_in_the_order_they_were_taken_a_page_at_a_time(lender):
    for _ in range(3):
        await lender.lend(await lender.member(ordinary=1000))
    await lender.on("2026-05-26")
    first = await lender.house.must(LateLoans(limit=2))
    rest = await lender.house.must(LateLoans(limit=2, cursor=first.next))
    assert [each.number for each in (*first.items, *rest.items)] == ["LN-0001", "LN-0002", "LN-0003"]
    assert rest.next == ""


async def test_a_promise_is_kept_or_broken_by_what_comes_in(lender, late):
    async def state() -> Any:
        return (await lender.house.must(ContactsOf(loan=late))).promises[0].state

    await lender.house.must(PromiseToPay(loan=late, amount=kes(1000), on=date(2026, 5, 30)))
    await lender.on("2026-05-30")
    await lender.repay("LN-0001", 600)
    assert await state() == "open"
    await lender.on("2026-05-31")
    assert await state() == "broken"
    await lender.house.must(PromiseToPay(loan=late, amount=kes(400), on=date(2026, 6, 2)))
    await lender.repay("LN-0001", 400)
    assert await state() == "kept"


async def test_what_cannot_be_promised_or_noted_is_refused(lender, late):
    most = date(2026, 5, 26) + timedelta(days=92)
    for day in (date(2026, 5, 25), most + timedelta(days=1)):
        answer = await lender.house.perform(PromiseToPay(loan=late, amount=kes(1), on=day))
        assert answer == DayOutOfRange(date(2026, 5, 26), most)
    long = RecordContact(loan=late, how="visit", outcome="reached", note="x" * 201)
    assert await lender.house.perform(long) == NoteTooLong(200)
    await lender.repay("LN-0001", 6000)
    gone = RecordContact(loan=late, how="visit", outcome="reached")
    assert await lender.house.perform(gone) == NotInThisState("closed")


async def test_notes_are_forgotten_after_a_year_and_what_happened_is_not(lender, late):
    await lender.house.must(RecordContact(loan=late, how="visit", outcome="hardship", note="child in hospital"))
    lender.house.clock.later(days=364)
    assert await lender.house.must(ForgetNotes()) == 0
    lender.house.clock.later(days=1)
    assert await lender.house.must(ForgetNotes()) == 1
    [contact] = (await lender.house.must(ContactsOf(loan=late))).contacts
    assert (contact.outcome, contact.note) == ("hardship", "")


async def test_the_whole_balance_of_a_late_loan_is_at_risk(lender, late):
    await lender.lend(await lender.member(ordinary=500), amount=15_000)
    portfolio = await lender.house.must(PortfolioAtRisk(), by=MANAGER)
    assert (portfolio.loans, portfolio.owed) == (2, kes(20_000))
    assert [(risk.days, risk.loans, risk.owed, risk.percent) for risk in portfolio.at_risk] == [
        (1, 1, kes(5000), Decimal("25.00")), (30, 1, kes(5000), Decimal("25.00")), (60, 0, kes(0), Decimal("0.00")),
        (90, 0, kes(0), Decimal("0.00")),
    ]  # fmt: skip


async def test_an_empty_book_is_at_no_risk(lender):
    portfolio = await lender.house.must(PortfolioAtRisk())
    assert {risk.percent for risk in portfolio.at_risk} == {Decimal("0.00")}


# Products


async def test_products_are_listed_with_what_is_in_force_and_to_come(lender):
    to_come = SaveProduct(**{**vars(BOOST), "most": kes(8_000), "in_force_from": date(2026, 4, 1)})
    await lender.house.agreed(to_come, by=OFFICER, second=APPROVER)
    versions = await lender.house.must(LoanProducts(), by=TELLER)
    assert [(each.code, each.state, each.most) for each in versions] == [
        ("boost", "in_force", kes(20_000)), ("boost", "to_come", kes(8_000)), ("kilimo", "in_force", kes(300_000)),
    ]  # fmt: skip
    lender.house.clock.later(days=30)
    assert [each.state for each in await lender.house.must(LoanProducts())] == ["in_force", "in_force"]
    assert [each.state for each in await lender.house.must(LoanProducts(ended=True))] == [
        "ended", "in_force", "in_force",
    ]  # fmt: skip


async def test_staff_change_what_is_to_come_and_not_what_was(lender):
    today = lender.house.clock.now.date()
    past = SaveProduct(**{**vars(BOOST), "in_force_from": today - timedelta(days=1)})
    assert await lender.house.perform(past, by=OFFICER) == DayPassed(today)
    ended = EndProduct(code="boost", on=today - timedelta(days=1))
    assert await lender.house.perform(ended, by=OFFICER) == DayPassed(today)
    assert await lender.house.perform(EndProduct(code="magic"), by=OFFICER) == NoSuchProduct()


async def test_a_product_ends_and_its_loans_go_on(lender):
    amina = await lender.member(deposits=12_000)
    await lender.lend(amina)
    await lender.house.agreed(EndProduct(code="boost", on=date(2026, 3, 20)), by=OFFICER, second=MANAGER)
    lender.house.clock.later(days=10)
    assert [each.code for each in await lender.house.must(LoanProducts())] == ["kilimo"]
    assert (await lender.repay("LN-0001", 1742)).principal == kes(1667)
