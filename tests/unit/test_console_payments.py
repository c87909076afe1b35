"""The console's pages about money on its way: lists, one payment, the desk, providers, statements and jobs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from admin.pages.payments import STATES
from core.members.messages import ContactOf
from core.payments.messages import Payments, StartPayout, UnmatchedMoney
from core.payments.states import STATES as KNOWN
from core.providers.messages import BeginFloatQuestion, Held, ReportFloat
from core.savings.messages import AccountsOf
from tests.house import House
from tests.payments_world import Desk, World, digest, kes
from tests.unit.console import console
from tests.unit.lending_house import Lender
from tests.unit.staff_house import employ, guarding

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def house(build: Any, database: Any) -> House:
    return guarding(build, database)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house, World())


@pytest.fixture
async def saver(house: House) -> str:
    return await Lender(house).member(ordinary=2_000)


async def decided(house: House, browser: Any) -> None:
    """The second person says yes to what waits."""
    [row] = await house.rows("select id from approvals where state = 'waiting'")
    await browser.open(f"/admin/approvals/{row.id}")
    seen = await browser.form(f"/admin/approvals/{row.id}", {"answer": "yes"})
    assert "You were the second person" in seen.words


async def test_the_list_is_filtered_by_its_address_and_comes_as_a_file(house: House, desk: Desk, saver: str) -> None:
    await desk.arrives("=nonsense()", kes(800), receipt="RKTQ7", confirmed=True)
    await desk.arrives("nonsense", kes(900), receipt="RKTQ8", confirmed=True)
    async with console(house, "teller") as browser:
        seen = await browser.open("/admin/payments?receipt=RKTQ7&since=2026-03-11&until=bad")
        assert "800.00" in seen.words
        assert "900.00" not in seen.words
        assert "No payment is like this." in (await browser.open("/admin/payments?state=failed")).words
        assert "No payment is like this." in (await browser.open("/admin/disbursements")).words
        file = await browser.open("/admin/payments.csv?receipt=RKTQ7")
        assert file.headers["Content-Type"].startswith("text/csv")
        assert len(file.html.splitlines()) == 2
        assert "RKTQ7" in file.html


async def test_a_payment_shows_its_life_and_goes_back_by_two_people(house: House, desk: Desk, saver: str) -> None:
    [account] = [each for each in await house.must(AccountsOf(member=saver)) if each.kind == "ordinary"]
    await desk.arrives(account.number, kes(500), receipt="RKTQ7", confirmed=True)
    [payment] = (await house.must(Payments())).items
    path = f"/admin/payments/{payment.payment}"
    await employ(house, "chebet@example.org", "manager")
    async with console(house, "teller") as browser, console(house) as second:
        seen = await browser.open(path)
        for words in ("RKTQ7", "came", f"payment:{payment.payment}:principal", "Send it back"):
            assert words in seen.words
        assert "Please fill this in" in (await browser.form(f"{path}/reverse", {"reason": ""})).words
        await browser.open(path)
        assert "second person" in (await browser.form(f"{path}/reverse", {"reason": "wrong"})).words
        await second.sign_in("chebet@example.org")
        await decided(house, second)
        seen = await browser.open(path)
        assert "The way back" in seen.words
    assert await desk.jobs("reversal") == 1


async def test_a_prompt_under_way_can_be_asked_about(house: House, desk: Desk, saver: str) -> None:
    async with console(house, "teller") as browser:
        await browser.open("/admin/payments/ask")
        seen = await browser.form("/admin/payments/ask", {"member": "M-99", "purpose": "save", "amount": "x"})
        assert "Please type an amount" in seen.words
        assert "know no such member" in seen.words
        wish = {"member": "M-00001", "purpose": "save", "amount": "650"}
        await browser.open("/admin/payments/ask")
        assert "on its way to her phone" in (await browser.form("/admin/payments/ask", wish)).words
        [payment] = (await house.must(Payments())).items
        attempt = await desk.begin(payment.payment, "prompt")
        await desk.submitted(attempt.token, "unknown")
        seen = await browser.open(f"/admin/payments/{payment.payment}")
        assert "prompt, call 1 unknown" in seen.words
        seen = await browser.form(f"/admin/payments/{payment.payment}/ask-again", {})
        assert "The provider is asked." in seen.words
    assert await desk.jobs("ask") == 2


async def test_savings_are_paid_out_by_two_people(house: House, desk: Desk, saver: str) -> None:
    await employ(house, "chebet@example.org", "approver")
    async with console(house, "teller") as browser, console(house) as second:
        await browser.open("/admin/payments/pay-out")
        wish = {"member": "M-00001", "amount": "700"}
        assert "second person" in (await browser.form("/admin/payments/pay-out", wish)).words
        await second.sign_in("chebet@example.org")
        await decided(house, second)
        seen = await browser.open("/admin/disbursements?state=created")
        assert "700.00" in seen.words


async def test_the_desk_suggests_and_both_ways_out_need_two(house: House, desk: Desk, saver: str) -> None:
    payer = digest((await house.must(ContactOf(member=saver))).phone)
    await desk.arrives("=1+<b>", kes(800), payer=payer, receipt="RKTQ7", confirmed=True)
    await desk.arrives("M00011", kes(900), receipt="RKTQ8", confirmed=True)
    [first, item] = (await house.must(UnmatchedMoney())).items
    path = f"/admin/unmatched/{item.item}"
    await employ(house, "chebet@example.org", "manager")
    async with console(house, "teller") as browser, console(house) as second:
        seen = await browser.open("/admin/unmatched")
        assert "<b>" not in seen.html
        assert "M0001 one sign too many" in seen.words
        assert "'=1+" in (await browser.open("/admin/unmatched.csv")).html, "never a formula"
        assert "It may be meant for" in (await browser.open(path)).words
        assert "second person" in (await browser.form(f"{path}/place", {"reference": "M0001"})).words
        await second.sign_in("chebet@example.org")
        await decided(house, second)
        gone = await browser.open(path)
        assert (gone.status, "does not wait" in gone.words) == (404, True)
        other = f"/admin/unmatched/{first.item}"
        await browser.open(other)
        back = {"payment": first.payment, "reason": "nobody knows"}
        assert "second person" in (await browser.form(f"{other}/send-back", back)).words


async def test_providers_show_their_floats_and_are_paused_with_a_reason(house: House, desk: Desk) -> None:
    async with console(house, "manager") as browser:
        assert "has not said yet" in (await browser.open("/admin/providers")).words
        token = await house.must(BeginFloatQuestion(provider="daraja"))
        await house.must(ReportFloat(token=token, accounts=(Held("payouts", kes(90_000)),)))
        seen = await browser.open("/admin/providers")
        assert "90,000.00" in seen.words
        assert "below 100,000.00" in seen.words
        pause = {"what": "payouts", "reason": ""}
        assert "Please fill this in" in (await browser.form("/admin/providers/daraja/pause", pause)).words
        await browser.open("/admin/providers")
        seen = await browser.form("/admin/providers/daraja/pause", pause | {"reason": "no float"})
        assert "Payouts are paused" in seen.words
        seen = await browser.form("/admin/providers/daraja/resume", {"what": "payouts"})
        assert "goes out now" in seen.words
        assert "They are asked" in (await browser.form("/admin/providers/ask", {})).words
        unknown = {"what": "payouts", "reason": "x"}
        assert "do not deal with" in (await browser.form("/admin/providers/nobody/pause", unknown)).words
    await employ(house, "chebet@example.org", "auditor")
    async with console(house) as browser:
        await browser.sign_in("chebet@example.org")
        assert "Pause what goes out" not in (await browser.open("/admin/providers")).words
        assert (await browser.form("/admin/providers/daraja/pause", pause)).status == 403


STATEMENT = (
    "Receipt No.,Completion Time,Transaction Status,Paid In,Withdrawn,Balance,Reason Type,A/C No.\n"
    'RKTQ7,11-03-2026 12:00:00,Completed,"1,742.00",,"1,742.00",Pay Bill Online,=cmd()\n'
)


async def test_a_statement_is_sent_as_a_file_and_its_result_is_kept(house: House, desk: Desk) -> None:
    async with console(house, "manager") as browser:
        seen = await browser.open("/admin/reconciliations")
        assert "No statement was compared yet." in seen.words
        seen = await browser.files("/admin/reconciliations", {"account": "paybill"}, {"statement": STATEMENT.encode()})
        assert "Laid beside the books." in seen.words
        assert "came in there and was not announced; booked now RKTQ7 1,742.00" in seen.words
        file = await browser.open(f"{seen.address}/findings.csv")
        assert "RKTQ7,1742.00,1742.00" in file.html
        assert "paybill" in (await browser.open("/admin/reconciliations")).words
        seen = await browser.files("/admin/reconciliations", {"account": ""}, {"statement": b"not a statement"})
        assert "no statement that we can read" in seen.words
        assert "choose the file" in (await browser.form("/admin/reconciliations", {"account": ""})).words


async def test_queues_and_dead_jobs_are_shown_and_tried_again(house: House, desk: Desk, saver: str) -> None:
    async with console(house, "administrator") as browser:
        assert "No job is dead." in (await browser.open("/admin/jobs")).words
        await house.must(StartPayout(member=saver, purpose="withdrawal", amount=kes(100), target="S1"))
        async with house.database.writing() as connection:
            dead = text("update jobs set state = 'dead', error = 'OSError' where name like '%payout'")
            await connection.execute(dead)
        seen = await browser.open("/admin/jobs")
        assert 'aria-label="1 dead in daraja.payout"' in seen.html
        assert "OSError" in seen.words
        [row] = await house.rows("select id from jobs where state = 'dead'")
        assert "It waits again" in (await browser.form(f"/admin/jobs/{row.id}/replay", {})).words
        assert "daraja.payout" in (await browser.open("/admin/jobs?state=waiting&name=daraja.payout")).words
        assert "could be read" in (await browser.open("/admin/jobs/aside")).words
    await employ(house, "chebet@example.org", "teller")
    async with console(house) as browser:
        await browser.sign_in("chebet@example.org")
        assert (await browser.open("/admin/jobs")).status == 403


def test_every_state_of_a_payment_can_be_filtered_by(database: Any) -> None:
    assert set(STATES) == set(KNOWN)
