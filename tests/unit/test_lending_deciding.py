"""What a person decides on: facts of the rules, a score with reasons, and applications that staff enter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.lending.messages import (
    AlreadyApplied,
    ApplicationOf,
    Applications,
    ConsentMissing,
    DecideApplication,
    EndProduct,
    EnterApplication,
    LoanOf,
    NoteTooLong,
    NotYet,
    ReasonMissing,
    Reschedule,
    ScoreOf,
    WriteOff,
)
from core.members.messages import BlockMember, NoSuchMember
from core.messages import SecondPersonNeeded
from core.permissions.messages import ApprovalOf
from tests.house import House
from tests.unit.lending_house import APPROVER, OFFICER, PROGRAM, TELLER, Lender, kes


@pytest.fixture
async def lender(house: House) -> Lender:
    made = Lender(house)
    await made.lends()
    return made


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
    file = await lender.house.must(ApplicationOf(loan=await lender.id_of("LN-0001")))
    assert [check.code for check in file.checks if not check.holds] == ["blocked", "purse"]


async def test_a_score_knows_how_earlier_loans_were_paid(lender):
    amina = await lender.member(deposits=12_000)
    await lender.lend(amina, months=1)
    await lender.on("2026-05-30")
    await lender.repay("LN-0001", 6000)
    await lender.on("2026-06-10")
    await lender.lend(amina, amount=1000, months=2)
    loan = await lender.id_of("LN-0002")
    history = (await lender.house.must(ScoreOf(loan=loan), by=OFFICER)).factors[0]
    assert (history.points, history.reasons) == (0, ("very_late_before", "paid_late"))

    await lender.house.must(Reschedule(loan=loan, months=3, reason="ill", consent="asked for it herself"))
    own = (await lender.house.must(ScoreOf(loan=await lender.id_of("LN-0001")))).factors[0]
    assert (own.points, own.reasons) == (50, ("no_history",)), "its new plan has nothing due yet"
    await lender.house.must(WriteOff(loan=loan, reason="moved away"))
    own = (await lender.house.must(ScoreOf(loan=await lender.id_of("LN-0001")))).factors[0]
    assert (own.points, own.reasons) == (0, ("written_off",))


async def test_a_no_says_why_and_what_was_noted_stays_with_us(lender):
    await lender.apply(await lender.member(deposits=12_000), product="kilimo", amount=30_000, months=12)
    loan = await lender.id_of("LN-0001")
    assert await lender.house.perform(DecideApplication(loan=loan, approve=False)) == ReasonMissing()
    long = DecideApplication(loan=loan, approve=False, reason="savings", note="x" * 201)
    assert await lender.house.perform(long) == NoteTooLong(200)
    no = DecideApplication(loan=loan, approve=False, reason="savings", note="Deposits came last week only.")
    await lender.house.must(no, by=OFFICER)
    file = await lender.house.must(LoanOf(loan=loan))
    assert (file.state, file.decision.by, file.decision.reason) == ("declined", "staff:7", "savings")
    assert file.decision.note == "Deposits came last week only."


def entered(member: str, **more: Any) -> EnterApplication:
    values: dict[str, Any] = {"product": "boost", "amount": kes(5000), "months": 3}
    return EnterApplication(member=member, **{"consent": "read to her at the desk", **values, **more})


async def test_what_staff_enter_for_a_member_waits_for_two_other_signatures(lender):
    """Small enough for the rules, but she did not sign it: a person decides, and a second one agrees."""
    amina = await lender.member(deposits=12_000)
    answer = await lender.house.must(entered(amina), by=TELLER)
    assert (answer.number, answer.state) == ("LN-0001", "referred")
    assert await lender.told() == ["LoanReferred"]

    loan = await lender.id_of("LN-0001")
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
