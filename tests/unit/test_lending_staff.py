"""What staff read of loans and decide on: lists, files, schedules with what is paid, checks, scores, late loans."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.lending.messages import (
    AlreadyApplied,
    ApplicationOf,
    Applications,
    AssessLate,
    ConsentMissing,
    ContactsOf,
    DayOutOfRange,
    DayPassed,
    DecideApplication,
    EndProduct,
    EnterApplication,
    ForgetNotes,
    LateLoans,
    LoanOf,
    LoanProducts,
    Loans,
    NoSuchLoan,
    NoSuchProduct,
    NoteTooLong,
    NotInThisState,
    NotYet,
    PayOffOf,
    PortfolioAtRisk,
    PromiseToPay,
    ReasonMissing,
    RecordContact,
    RepaymentsOf,
    Reschedule,
    SaveProduct,
    ScheduleOf,
    ScoreOf,
    WriteOff,
)
from core.members.messages import BlockMember, NoSuchMember
from core.messages import NotPermitted, Origin, SecondPersonNeeded
from core.permissions.messages import ApprovalOf
from tests.house import House
from tests.unit.lending_house import BOOST, Lender, kes

OFFICER = Origin("staff:7", "console", frozenset({"loan_officer"}))
MANAGER = Origin("staff:8", "console", frozenset({"manager"}))
APPROVER = Origin("staff:6", "console", frozenset({"approver"}))
TELLER = Origin("staff:9", "console", frozenset({"teller"}))
PROGRAM = Origin("staff:5", "api", frozenset({"integrator"}))


@pytest.fixture
async def lender(house: House) -> Lender:
    made = Lender(house)
    await made.lends()
    return made


async def on(lender: Lender, day: str) -> None:
    """The morning of a day, after its close."""
    lender.house.clock.now = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC)
    await lender.house.must(AssessLate(day=date.fromisoformat(day)))


async def id_of(lender: Lender, number: str) -> str:
    return str((await lender.loan(number)).id)


# Lists


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
    await on(lender, "2026-04-20")
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
    loan = await id_of(lender, "LN-0001")
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
    loan = await id_of(lender, "LN-0001")
    await on(lender, "2026-04-15")
    await lender.repay("LN-0001", 2000)
    await on(lender, "2026-05-20")

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
    rows = await lender.house.must(ScheduleOf(loan=await id_of(lender, "LN-0001")))
    assert [row.waived for row in rows] == [kes(0), kes(75), kes(75)]
    assert {str(row.paid_on) for row in rows} == {"2026-03-11"}


async def test_before_the_money_left_the_schedule_is_the_quoted_one(lender):
    await lender.apply(await lender.member(deposits=12_000), product="kilimo", amount=30_000, months=12)
    rows = await lender.house.must(ScheduleOf(loan=await id_of(lender, "LN-0001")))
    assert len(rows) == 12
    assert {(row.paid_on, row.open, row.days_late) for row in rows} == {(None, kes(0), 0)}


async def test_repayments_are_listed_newest_first_a_page_at_a_time(lender):
    await lender.lend(await lender.member(deposits=12_000))
    loan = await id_of(lender, "LN-0001")
    for day in ("2026-03-20", "2026-03-21", "2026-03-22"):
        await on(lender, day)
        await lender.repay("LN-0001", 100)
    first = await lender.house.must(RepaymentsOf(loan=loan, limit=2))
    rest = await lender.house.must(RepaymentsOf(loan=loan, limit=2, cursor=first.next))
    assert [str(line.on) for line in (*first.items, *rest.items)] == ["2026-03-22", "2026-03-21", "2026-03-20"]
    assert rest.next == ""
    assert len((await lender.house.must(RepaymentsOf(loan=loan, cursor="nonsense"))).items) == 3


async def test_a_pay_off_figure_is_for_a_day(lender):
    await lender.lend(await lender.member(deposits=12_000))
    loan = await id_of(lender, "LN-0001")
    today = await lender.house.must(PayOffOf(loan=loan))
    later = await lender.house.must(PayOffOf(loan=loan, on=date(2026, 4, 12)))
    assert (today.total, today.saves, later.total, later.saves) == (kes(5075), kes(150), kes(5150), kes(75))
    for day in (date(2026, 3, 10), date(2026, 6, 12)):
        answer = await lender.house.perform(PayOffOf(loan=loan, on=day))
        assert answer == DayOutOfRange(date(2026, 3, 11), date(2026, 6, 11))


# Deciding


async def test_a_person_decides_on_facts_and_a_score(lender):
    await lender.apply(await lender.member(deposits=12_000), product="kilimo", amount=30_000, months=12)
    [waiting] = (await lender.house.must(Applications(), by=OFFICER)).items
    assert (waiting.number, waiting.amount, waiting.overdue) == ("LN-0001", kes(30_000), False)
    file = await lender.house.must(ApplicationOf(loan=waiting.loan), by=OFFICER)
    assert [(check.code, check.holds) for check in file.checks] == [
        ("identity", True), ("blocked", True), ("late", True), ("loan", True), ("months", True), ("amount", True),
        ("savings", True),
    ]  # fmt: skip
    assert (file.needs_second_person, len(file.price.rows)) == (True, 12)
    assert [(each.code, each.points, each.reasons[0]) for each in file.score.factors] == [
        ("repayment_history", 50, "no_history"),
        ("savings_behaviour", 16, "saves_seldom"),
        ("cash_flow", 20, "no_inflow_seen"),
        ("tenure", 25, "new_member"),
        ("exposure", 63, "partly_covered"),
    ]
    assert (file.score.points, file.score.band, file.score.card) == (35, "D", "expert-1")
    lender.house.clock.later(days=2)
    [waiting] = (await lender.house.must(Applications())).items
    assert waiting.overdue


async def test_what_speaks_against_is_a_fact_too(lender):
    amina = await lender.member(deposits=12_000)
    await lender.apply(amina, product="kilimo", amount=30_000, months=12)
    await lender.house.must(BlockMember(member=amina))
    await lender.house.must(EndProduct(code="kilimo"))
    file = await lender.house.must(ApplicationOf(loan=await id_of(lender, "LN-0001")))
    assert [check.code for check in file.checks if not check.holds] == ["blocked", "purse"]


async def test_a_score_knows_how_earlier_loans_were_paid(lender):
    amina = await lender.member(deposits=12_000)
    await lender.lend(amina, months=1)
    await on(lender, "2026-05-30")
    await lender.repay("LN-0001", 6000)
    await on(lender, "2026-06-10")
    await lender.lend(amina, amount=1000, months=2)
    loan = await id_of(lender, "LN-0002")
    history = (await lender.house.must(ScoreOf(loan=loan), by=OFFICER)).factors[0]
    assert (history.points, history.reasons) == (0, ("very_late_before", "paid_late"))

    await lender.house.must(Reschedule(loan=loan, months=3, reason="ill", consent="asked for it herself"))
    own = (await lender.house.must(ScoreOf(loan=await id_of(lender, "LN-0001")))).factors[0]
    assert (own.points, own.reasons) == (50, ("no_history",)), "its new plan has nothing due yet"
    await lender.house.must(WriteOff(loan=loan, reason="moved away"))
    own = (await lender.house.must(ScoreOf(loan=await id_of(lender, "LN-0001")))).factors[0]
    assert (own.points, own.reasons) == (0, ("written_off",))


async def test_a_no_says_why_and_what_was_noted_stays_with_us(lender):
    await lender.apply(await lender.member(deposits=12_000), product="kilimo", amount=30_000, months=12)
    loan = await id_of(lender, "LN-0001")
    assert await lender.house.perform(DecideApplication(loan=loan, approve=False)) == ReasonMissing()
    long = DecideApplication(loan=loan, approve=False, reason="savings", note="x" * 201)
    assert await lender.house.perform(long) == NoteTooLong(200)
    no = DecideApplication(loan=loan, approve=False, reason="savings", note="Deposits came last week only.")
    await lender.house.must(no, by=OFFICER)
    file = await lender.house.must(LoanOf(loan=loan))
    assert (file.state, file.decision.by, file.decision.reason) == ("declined", "staff:7", "savings")
    assert file.decision.note == "Deposits came last week only."


def entered(member: str, **more: Any) -> EnterApplication:
    values = {"product": "boost", "amount": kes(5000), "months": 3, "consent": "read to her at the desk"} | more
    return EnterApplication(member=member, **values)


async def test_what_staff_enter_for_a_member_waits_for_two_other_signatures(lender):
    """Small enough for the rules, but she did not sign it: a person decides, and a second one agrees."""
    amina = await lender.member(deposits=12_000)
    answer = await lender.house.must(entered(amina), by=TELLER)
    assert (answer.number, answer.state) == ("LN-0001", "referred")
    assert await lender.told() == ["LoanReferred"]

    loan = await id_of(lender, "LN-0001")
    waits = await lender.house.perform(DecideApplication(loan=loan, approve=True), by=OFFICER)
    assert isinstance(waits, SecondPersonNeeded)
    assert await lender.balance("loans:LN-0001:principal") == "0"
    shown = await lender.house.must(ApprovalOf(approval=waits.approval), by=APPROVER)
    assert shown.may_decide
    file = await lender.house.must(LoanOf(loan=loan))
    assert (file.terms.channel, file.terms.entered_by, file.terms.shown) == (
        "desk:in_person", "staff:9", "read to her at the desk",
    )  # fmt: skip


async def test_what_staff_enter_is_held_to_the_rules_of_her_own_applications(lender):
    amina = await lender.member(deposits=12_000)
    assert await lender.house.perform(entered("nobody"), by=OFFICER) == NoSuchMember()
    assert await lender.house.perform(entered(amina, consent="  "), by=OFFICER) == ConsentMissing()
    assert await lender.house.perform(entered(amina, consent="x" * 201), by=OFFICER) == NoteTooLong(200)
    new = await lender.member(joined=date(2026, 3, 1), ordinary=100)
    assert isinstance(await lender.house.perform(entered(new), by=OFFICER), NotYet)
    await lender.house.must(entered(amina), by=PROGRAM)
    assert isinstance(await lender.house.perform(entered(amina), by=OFFICER), AlreadyApplied)


# Collections


@pytest.fixture
async def late(lender: Lender) -> str:
    await lender.lend(await lender.member(deposits=12_000))
    await on(lender, "2026-05-26")
    return await id_of(lender, "LN-0001")


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
    await on(lender, "2026-05-26")
    first = await lender.house.must(LateLoans(limit=2))
    rest = await lender.house.must(LateLoans(limit=2, cursor=first.next))
    assert [each.number for each in (*first.items, *rest.items)] == ["LN-0001", "LN-0002", "LN-0003"]
    assert rest.next == ""


async def test_a_promise_is_kept_or_broken_by_what_comes_in(lender, late):
    async def state() -> str:
        return (await lender.house.must(ContactsOf(loan=late))).promises[0].state

    await lender.house.must(PromiseToPay(loan=late, amount=kes(1000), on=date(2026, 5, 30)))
    await on(lender, "2026-05-30")
    await lender.repay("LN-0001", 600)
    assert await state() == "open"
    await on(lender, "2026-05-31")
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
