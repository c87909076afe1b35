"""Loans in the console: deciding, looking, changing, collecting and pricing over real pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.lending.messages import AssessLate, EnterApplication
from core.permissions.messages import Approvals, DecideApproval
from tests.house import House
from tests.unit.console import Browser, console
from tests.unit.lending_house import APPROVER, Lender, kes
from tests.unit.staff_house import guarding

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
async def lender(build, database) -> Lender:
    made = Lender(guarding(build, database))
    await made.lends()
    return made


@pytest.fixture
async def late(lender: Lender) -> str:
    await lender.lend(await lender.member(deposits=12_000))
    lender.house.clock.now = datetime(2026, 5, 26, 9, tzinfo=UTC)
    await lender.house.must(AssessLate(day=date(2026, 5, 26)))
    return str((await lender.loan("LN-0001")).id)


async def second_says_yes(house: House) -> None:
    [waits] = (await house.must(Approvals(), by=APPROVER)).items
    await house.must(DecideApproval(approval=waits.approval, approve=True), by=APPROVER)


async def test_an_officer_decides_on_schedule_reasons_and_score(lender):
    await lender.apply(await lender.member(deposits=12_000), product="kilimo", amount=30_000, months=12)
    loan = (await lender.loan("LN-0001")).id
    async with console(lender.house, "loan_officer") as browser:
        listed = await browser.open("/admin/applications")
        assert "LN-0001" in listed.words
        assert "Member 1" in listed.words
        seen = await browser.open(f"/admin/applications/{loan}")
        for words in (
            "A yes needs a second person",
            "Her deposits cover the amount",
            "savings behaviour",
            "KES 30,000",
        ):
            assert words in seen.words
        said = await browser.form(f"/admin/applications/{loan}", {"answer": "yes", "note": "Known for years."})
        assert "A second person has to look at this" in said.words
        await second_says_yes(lender.house)
        await lender.paid("LN-0001")
        page = await browser.open(f"/admin/loans/{loan}")
        assert "Known for years." in page.words
        assert (await browser.open("/admin/applications")).words.count("Nobody waits for a decision.") == 1


async def test_a_no_needs_a_reason_that_she_is_told(lender):
    await lender.apply(await lender.member(deposits=12_000), product="kilimo", amount=30_000, months=12)
    loan = (await lender.loan("LN-0001")).id
    async with console(lender.house, "loan_officer") as browser:
        await browser.open(f"/admin/applications/{loan}")
        again = await browser.form(f"/admin/applications/{loan}", {"answer": "no", "reason": "nothing known"})
        assert again.status == 200
        said = await browser.form(f"/admin/applications/{loan}", {"answer": "no", "reason": "savings"})
        assert "Turned down" in said.words
    assert (await lender.loan("LN-0001")).state == "declined"


async def test_an_application_is_entered_for_a_member_at_the_desk(lender):
    await lender.member(deposits=12_000)
    fields = {
        "member": "M-00001", "product": "boost", "amount": "5,000", "months": "3", "consent": "read to her",
        "consent_channel": "in_person",
    }  # fmt: skip
    async with console(lender.house, "teller") as browser:
        assert "Nobody has this number" in (await browser.open("/admin/applications/new?member=M-09999")).words
        await browser.open("/admin/applications/new?member=M-00001")
        wrong = await browser.form("/admin/applications/new", {**fields, "amount": "much"})
        assert "Please type an amount" in wrong.words
        refused = await browser.form("/admin/applications/new", {**fields, "amount": "50,000"})
        assert "20,000" in refused.words
        await browser.open("/admin/applications/new?member=M-00001")
        said = await browser.form("/admin/applications/new", fields)
        assert "LN-0001 waits for a decision" in said.words


async def test_loans_are_listed_filtered_and_taken_as_a_file(lender, late):
    async with console(lender.house, "auditor") as browser:
        assert "45 days late" in (await browser.open("/admin/loans")).words
        assert "No loan is like this" in (await browser.open("/admin/loans?state=closed&from=nonsense")).words
        assert "LN-0001" in (await browser.open("/admin/loans?late=1&number=ln-0001")).words
        file = await browser.open("/admin/loans.csv?late=1")
        assert "LN-0001,M-00001,Member 1,Boost,active,KES,5000.00,5000.00," in file.html
        page = await browser.open(f"/admin/loans/{late}")
        assert "Another plan" not in page.words, "who only reads is shown no acts"


async def test_a_loan_is_changed_by_two_people_from_its_page(lender, late):
    async with console(lender.house, "loan_officer") as browser:
        page = await browser.open(f"/admin/loans/{late}")
        assert "Late now KES 3,484" in page.words
        wrong = await browser.form(f"/admin/loans/{late}/reschedule", {"months": "0", "reason": "", "consent": "x"})
        assert "Please type a whole number from 1 to 120." in wrong.words
        await browser.open(f"/admin/loans/{late}")
        plan = {"months": "6", "reason": "harvest", "consent": "read to her", "consent_channel": "call"}
        said = await browser.form(f"/admin/loans/{late}/reschedule", plan)
        assert "A second person has to look at this" in said.words
        await second_says_yes(lender.house)
        page = await browser.open(f"/admin/loans/{late}")
        assert "(plan 2)" in page.words
        transfer = {"amount": "1,151", "reference": "FT26146AAA1"}
        await browser.form(f"/admin/loans/{late}/repayments", transfer)
        await second_says_yes(lender.house)
        assert "1,151.00" in (await browser.open(f"/admin/loans/{late}")).words
        await browser.form(f"/admin/loans/{late}/write-off", {"why": "moved away"})
        await second_says_yes(lender.house)
        assert "Written off: KES 4,166 was owed" in (await browser.open(f"/admin/loans/{late}")).words


async def test_late_loans_are_worked_through_with_contacts_and_promises(lender, late):
    async with console(lender.house, "loan_officer") as browser:
        page = await browser.open("/admin/collections")
        assert "more than 30 days late 1 5,000.00 100.00 %" in page.words
        await browser.open(f"/admin/loans/{late}")
        note = {"how": "call", "outcome": "will_pay", "note": "after market day"}
        assert "It is noted." in (await browser.form(f"/admin/loans/{late}/contacts", note)).words
        promise = {"promised": "1,000", "promised_on": "2026-05-30"}
        assert "The promise is noted." in (await browser.form(f"/admin/loans/{late}/promises", promise)).words
        assert "will pay open 1,000.00 by 30 May 2026" in (await browser.open("/admin/collections?bucket=31-60")).words
        assert "Nothing is late here." in (await browser.open("/admin/collections?bucket=1-30")).words
        file = await browser.open("/admin/collections.csv")
        assert "LN-0001,M-00001,Member 1,Boost,KES,3484.00,5000.00,45,2026-05-26,will_pay,1000.00" in file.html
        assert "after market day" not in file.html


async def test_money_that_never_left_is_sent_again_from_the_page(lender):
    await lender.apply(await lender.member(deposits=12_000))
    await lender.paid("LN-0001", paid=False)
    loan = (await lender.loan("LN-0001")).id
    async with console(lender.house, "loan_officer") as browser:
        assert "provably never left" in (await browser.open(f"/admin/loans/{loan}")).words
        said = await browser.form(f"/admin/loans/{loan}/disburse", {})
        assert "on its way again" in said.words


async def test_papers_are_in_her_language_and_in_the_other(lender, late):
    async with console(lender.house, "teller") as browser:
        agreement = await browser.open(f"/admin/loans/{late}/agreement")
        assert "Loan agreement LN-0001" in agreement.words
        assert "You repay 3 times, KES 1,742 at a time, KES 5,225 in all." in agreement.words
        swahili = await browser.open(f"/admin/loans/{late}/agreement?language=sw")
        assert "Mkataba wa mkopo LN-0001" in swahili.words
        assert "Utalipa mara 3, kila mara KES 1,742, jumla KES 5,225." in swahili.words
        statement = await browser.open(f"/admin/loans/{late}/statement?language=sw")
        assert "Taarifa ya mkopo" in statement.words
        assert "Faini" in statement.words


async def test_a_next_version_of_a_product_waits_for_its_day_and_a_second_person(lender):
    fields = {
        "code": "boost", "name": "Boost", "in_force_from": "2026-04-01", "least": "500", "most": "8,000",
        "multiple": "1", "terms": "1, 2, 3", "method": "flat", "monthly_rate": "1.5", "fee_rate": "1",
        "excise_rate": "20", "late_rate": "1", "months_needed": "3", "deposit_multiple": "",
    }  # fmt: skip
    async with console(lender.house, "loan_officer") as browser:
        form = await browser.open("/admin/products/boost")
        assert 'value="1.5"' in form.html
        wrong = await browser.form("/admin/products", {**fields, "terms": "some", "monthly_rate": "x"})
        assert "Please type months with commas" in wrong.words
        assert "Please type per cent" in wrong.words
        await browser.open("/admin/products/boost")
        await browser.form("/admin/products", fields)
        await second_says_yes(lender.house)
        listed = await browser.open("/admin/products")
        assert "to come" in listed.words
        assert "8,000.00" in listed.words
        await browser.open("/admin/products/boost")
        await browser.form("/admin/products/boost/end", {"on": "2026-05-01"})
        await second_says_yes(lender.house)
        assert "1 May 2026" in (await browser.open("/admin/products")).words


async def test_what_a_role_may_not_do_it_does_not_get(lender, late):
    async with console(lender.house, "compliance") as browser:
        assert (await browser.open("/admin/applications/new")).status == 403
        assert (await browser.open("/admin/products/new")).status == 403
        assert (await browser.open(f"/admin/loans/{late}")).status == 200
        assert (await browser.open("/admin/loans/nothing")).status == 404


async def test_what_somebody_wrote_is_shown_as_text(lender):
    member = await lender.member(deposits=12_000)
    wrote = "<script>alert(1)</script>"
    entered = EnterApplication(member=member, product="boost", amount=kes(5000), months=3, consent=wrote)
    await lender.house.must(entered)
    loan = (await lender.loan("LN-0001")).id
    async with console(lender.house, "loan_officer") as browser:
        for path in (f"/admin/loans/{loan}", f"/admin/applications/{loan}", f"/admin/loans/{loan}/agreement"):
            assert wrote not in (await browser.open(path)).html


async def walk(browser: Browser, paths: tuple[str, ...]) -> list[int]:
    return [len((await browser.open(path)).html) for path in paths]


async def test_every_page_is_small(lender, late):
    paths = ("/admin/loans", f"/admin/loans/{late}", "/admin/applications", "/admin/collections", "/admin/products")
    async with console(lender.house, "manager") as browser:
        assert max(await walk(browser, paths)) < 60_000
