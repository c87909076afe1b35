"""Applying for a loan through the door: offers, price, signature, decision, payout."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from core.cases.messages import OpenCases
from core.lending.messages import (
    AlreadyApplied,
    AmountNotOffered,
    Application,
    AskReview,
    BorrowingLimit,
    Choice,
    DecideApplication,
    LoanChoices,
    LoanOffers,
    MemberBlocked,
    NoSuchLoan,
    NotYet,
    ProductNotSaved,
    QuoteLoan,
    SaveProduct,
)
from core.members.messages import BlockMember
from core.messages import Origin, SecondPersonNeeded
from core.permissions.messages import DecideApproval
from tests.house import House
from tests.unit.lending_house import BOOST, Lender, application, kes, unproven


@pytest.fixture
async def lender(house: House) -> Lender:
    made = Lender(house)
    await made.lends()
    return made


@pytest.fixture
async def amina(lender: Lender) -> str:
    return await lender.member(ordinary=0, deposits=12_000)


async def test_amina_is_offered_both_loans(lender, amina):
    offers = await lender.house.must(LoanOffers(member=amina))
    assert [(offer.name, offer.most) for offer in offers] == [("Boost", kes(20_000)), ("Kilimo", kes(36_000))]
    assert await lender.house.must(BorrowingLimit(member=amina)) == kes(20_000)


async def test_the_instalment_stands_beside_the_months(lender, amina):
    choices = await lender.house.must(LoanChoices(member=amina, product="boost", amount=kes(5000)))
    assert choices == (Choice(1, kes(5075)), Choice(2, kes(2575)), Choice(3, kes(1742)))


async def test_more_than_is_offered_is_refused_with_what_is(lender, amina):
    for amount in (kes(50_000), kes(499), kes("5000.50")):
        answer = await lender.house.perform(LoanChoices(member=amina, product="boost", amount=amount))
        assert answer == AmountNotOffered(kes(500), kes(20_000))
    wrong = QuoteLoan(member=amina, product="boost", amount=kes(5000), months=12)
    assert await lender.house.perform(wrong) == AmountNotOffered(kes(500), kes(20_000))


async def test_a_new_member_hears_when_she_can_ask(lender):
    new = await lender.member(joined=date(2026, 2, 1), ordinary=500)
    no = NotYet("months", have=1, need=3, on=date(2026, 5, 1))
    assert await lender.house.perform(LoanOffers(member=new)) == no
    assert await lender.apply(new) == no
    assert await lender.house.must(BorrowingLimit(member=new)) == kes(0)


async def test_a_blocked_member_is_offered_nothing(lender, amina):
    await lender.house.must(BlockMember(member=amina))
    assert await lender.house.perform(LoanOffers(member=amina)) == NotYet("blocked")


async def test_signing_grants_the_loan_and_sends_the_money(lender, amina):
    answer = await lender.apply(amina)

    assert answer == Application("LN-0001", "approved", kes(4940), lender.house.clock.now, None)
    assert await lender.balance("loans:LN-0001:principal") == "5,000"
    assert await lender.balance("in_transit:daraja") == "-4,940"
    assert await lender.balance("fee_income:loans") == "-50"
    assert await lender.balance("excise:payable") == "-10"
    assert len(await lender.house.jobs("daraja.payout")) == 1

    kept = await lender.loan("LN-0001")
    assert (kept.state, kept.decided_by, kept.shown) == ("paying_out", "rules", "You get KES 4,940 today.")
    assert (kept.terms_version, kept.language, kept.channel) == ("2026-11", "en", "ussd")
    assert await unproven(lender.house) == {}


async def test_signing_twice_gives_the_first_answer_or_says_that_it_is_in(lender, amina):
    first = await lender.house.must(application(amina), key="talk-1")
    assert await lender.house.perform(application(amina), key="talk-1") == first
    assert await lender.apply(amina, amount=700) == AlreadyApplied("LN-0001", lender.house.clock.now)
    is_in = AlreadyApplied("LN-0001", lender.house.clock.now)
    assert await lender.house.perform(LoanOffers(member=amina)) == is_in, "nor another product by mistake"
    await lender.paid("LN-0001")
    assert await lender.house.perform(LoanOffers(member=amina)) == is_in
    lender.house.clock.later(hours=25)
    assert [offer.product for offer in await lender.house.must(LoanOffers(member=amina))] == ["kilimo"]


async def test_many_at_once_get_numbers_of_their_own_and_nobody_two_loans(lender):
    members = [await lender.member(ordinary=1000) for _ in range(3)]
    answers = await asyncio.gather(*(lender.apply(member) for member in members for _ in range(4)))

    granted = sorted(answer.number for answer in answers if isinstance(answer, Application))
    assert granted == ["LN-0001", "LN-0002", "LN-0003"]
    assert sum(isinstance(answer, AlreadyApplied) for answer in answers) == 9
    assert await unproven(lender.house) == {}


async def test_the_provider_pays_and_the_schedule_starts(lender, amina):
    await lender.lend(amina)

    assert await lender.balance("in_transit:daraja") == "0"
    assert await lender.balance("clearing:daraja") == "-4,940"
    loan = await lender.loan("LN-0001")
    assert loan.state == "active"
    assert [str(loan.disbursed_on), str(loan.next_due), str(loan.ends_on)] == [
        "2026-03-11", "2026-04-11", "2026-06-11",
    ]  # fmt: skip
    assert await lender.told() == ["LoanPaidOut", "LoanAgreement"]
    assert await unproven(lender.house) == {}


async def test_due_dates_count_from_the_day_the_money_left(lender, amina):
    await lender.apply(amina)
    lender.house.clock.later(days=2)
    await lender.paid("LN-0001")
    assert str((await lender.loan("LN-0001")).next_due) == "2026-04-13"


async def test_a_payout_that_never_happened_leaves_no_trace_of_a_debt(lender, amina):
    await lender.apply(amina)
    await lender.paid("LN-0001", paid=False)

    for account in ("loans:LN-0001:principal", "in_transit:daraja", "fee_income:loans", "excise:payable"):
        assert await lender.balance(account) == "0"
    assert (await lender.loan("LN-0001")).state == "undone"
    assert await lender.told() == ["LoanNotPaidOut"]
    assert await unproven(lender.house) == {}
    assert (await lender.apply(amina)).number == "LN-0002"


async def test_a_proof_that_comes_twice_changes_nothing(lender, amina):
    await lender.lend(amina)
    await lender.paid("LN-0001")
    await lender.paid("LN-0001", paid=False)
    assert await lender.balance("clearing:daraja") == "-4,940"
    assert await lender.balance("loans:LN-0001:principal") == "5,000"


async def test_above_the_limit_a_person_decides_by_tomorrow_afternoon(lender, amina):
    answer = await lender.apply(amina, product="kilimo", amount=30_000, months=12)

    assert (answer.state, answer.decided_by.isoformat()) == ("referred", "2026-03-12T16:00:00+03:00")
    assert await lender.told() == ["LoanReferred"]
    assert await lender.balance("loans:LN-0001:principal") == "0"

    officer = Origin("staff:7", "console", frozenset({"loan_officer"}))
    yes = DecideApplication(loan=(await lender.loan("LN-0001")).id, approve=True)
    waits = await lender.house.perform(yes, by=officer, key="yes")
    assert isinstance(waits, SecondPersonNeeded)
    assert await lender.balance("loans:LN-0001:principal") == "0"
    assert await lender.house.perform(yes, by=officer, key="yes") == waits

    second = Origin("staff:8", "console", frozenset({"approver"}))
    await lender.house.must(DecideApproval(approval=waits.approval, approve=True), by=second)
    assert await lender.balance("loans:LN-0001:principal") == "30,000"
    loan = await lender.loan("LN-0001")
    assert (loan.state, loan.decided_by) == ("paying_out", "staff:8")
    assert await lender.house.perform(yes, by=officer, key="yes") is None
    assert await lender.house.perform(yes, by=officer) == NoSuchLoan()
    await lender.paid("LN-0001")
    assert await unproven(lender.house) == {}


async def test_while_a_person_decides_there_is_no_second_request_and_no_loan_yet(lender, amina):
    await lender.apply(amina, product="kilimo", amount=30_000, months=12)
    is_in = AlreadyApplied("LN-0001", lender.house.clock.now)
    assert await lender.house.perform(LoanOffers(member=amina)) == is_in
    [case] = await lender.house.must(OpenCases(kind="loan_decision"))
    assert case.about == "loan:LN-0001"
    again = await lender.apply(amina, product="kilimo", amount=600, months=3)
    assert again == AlreadyApplied("LN-0001", lender.house.clock.now)


async def test_no_is_told_with_its_reason(lender, amina):
    await lender.apply(amina, product="kilimo", amount=30_000, months=12)
    loan = (await lender.loan("LN-0001")).id
    await lender.house.must(DecideApplication(loan=loan, approve=False, reason="savings"))
    assert (await lender.loan("LN-0001")).state == "declined"
    assert await lender.house.perform(DecideApplication(loan=loan, approve=True)) == NoSuchLoan()
    assert await lender.told() == ["LoanReferred", "LoanDeclined"]


async def test_nobody_approves_money_for_a_blocked_account(lender, amina):
    await lender.apply(amina, product="kilimo", amount=30_000, months=12)
    await lender.house.must(BlockMember(member=amina))
    loan = (await lender.loan("LN-0001")).id
    assert await lender.house.perform(DecideApplication(loan=loan, approve=True)) == MemberBlocked()


async def test_a_person_looks_at_a_no_once(lender, amina):
    case = await lender.house.must(AskReview(member=amina, reason="months"))
    assert await lender.house.must(AskReview(member=amina, reason="months")) == case
    assert [each.number for each in await lender.house.must(OpenCases(kind="review"))] == [case]


async def test_a_product_that_cannot_be_planned_is_not_saved(lender):
    for field, wrong in (
        ("method", {"method": "magic"}),
        ("terms", {"least": kes(3), "terms": (12,)}),
        ("least", {"least": kes("500.50")}),
        ("most", {"most": kes(400)}),
        ("late_rate", {"late_rate": Decimal(2)}),
        ("monthly_rate", {"monthly_rate": Decimal("1E-20")}),
        ("deposit_multiple", {"deposit_multiple": Decimal("1E-7")}),
        ("code", {"code": "A product"}),
    ):
        answer = await lender.house.perform(SaveProduct(**{**vars(BOOST), **wrong}))
        assert answer == ProductNotSaved(field)


async def test_a_new_version_of_a_product_leaves_loans_as_they_were_signed(lender, amina):
    await lender.lend(amina)
    dearer = {**vars(BOOST), "most": kes(8_000), "in_force_from": date(2026, 3, 11)}
    await lender.house.must(SaveProduct(**dearer))

    other = await lender.member(ordinary=1_000)
    offers = await lender.house.must(LoanOffers(member=other))
    assert [offer.most for offer in offers] == [kes(8_000)]
    assert (await lender.loan("LN-0001")).amount == 500_000
    versions = await lender.house.rows(
        "select in_force_to from loan_products where code = 'boost' order by in_force_from"
    )
    assert [str(row.in_force_to) for row in versions] == ["2026-03-11", "None"]
