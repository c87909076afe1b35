"""The cash desk in the console: a teller's day over real pages, from the float to the printed receipt and the close."""

from __future__ import annotations

import re

import pytest

from core.audit import SealAudit
from tests.unit.console import Browser, Seen, console
from tests.unit.desk_house import MANAGER, Desk
from tests.unit.staff_house import employ, guarding

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
async def desk(build, database) -> Desk:
    made = Desk(guarding(build, database))
    await made.opens()
    return made


def last(browser: Browser) -> Seen:
    assert browser.last is not None
    return browser.last


async def takes_till(browser: Browser, amount: str = "20,000") -> None:
    await browser.open("/admin/till")
    seen = await browser.form("/admin/till", {"till": "T-01", "amount": amount})
    assert "The till is yours for today." in seen.words


async def serves(browser: Browser, number: str, what: str, amount: str) -> None:
    """Up to the question whether this is right."""
    seen = await browser.open(f"/admin/till/serve?words={number}")
    await browser.form(f"{seen.address}/confirm", {"what": what, "amount": amount})


async def says_yes(browser: Browser, **more: str) -> str:
    hidden = dict(re.findall(r'<input type="hidden" name="(what|amount|again)" value="([^"]*)"', last(browser).html))
    [to] = re.findall(r'action="(/admin/till/serve/\w+/move)"', last(browser).html)
    return (await browser.form(to, {**hidden, **more})).words


async def closes(browser: Browser, **more: str) -> str:
    [difference] = re.findall(r'name="difference" value="([^"]*)"', last(browser).html)
    return (await browser.form("/admin/tills/T-01/close", {"difference": difference, **more})).words


async def test_a_teller_walks_through_her_day(desk):
    await desk.member(saves=3_000)
    loan = await desk.loan(await desk.member())
    async with console(desk.house, "teller") as browser:
        await takes_till(browser)
        await serves(browser, "M-00001", "save:S00001", "1,500")
        assert "Take in KES 1,500 from Member 1 , member M-00001, for S00001" in last(browser).words
        said = await says_yes(browser)
        assert "Hand over the receipt" in said
        assert "Cash paid in" in said
        assert "Member 1, M-00001" in said
        await serves(browser, "0700 000 202", f"repay:{loan}", "1800")
        assert f"for loan {loan}" in last(browser).words
        await says_yes(browser)
        await serves(browser, "m1", "take:S00001", "4000")
        assert 'name="identity_seen"' in last(browser).html
        assert "Compare the member's ID" in await says_yes(browser)
        assert "Cash paid out" in await says_yes(browser, identity_seen="1")

        seen = await browser.open("/admin/till")
        assert "Should be in it 19,300.00" in seen.words
        assert seen.words.count("R-00000") == 4
        await browser.open("/admin/tills/T-01/count")
        seen = await browser.form(
            "/admin/tills/T-01/count", {"pieces-100000": "19", "pieces-20000": "1", "pieces-10000": "1"}
        )
        assert "Counted: it is all there." in seen.words
        assert "The till is closed" in await closes(browser)
    await desk.holds()


async def test_a_missing_note_waits_for_a_second_person(desk):
    async with console(desk.house, "teller") as browser:
        await takes_till(browser)
        await browser.open("/admin/tills/T-01/count")
        wrong = await browser.form("/admin/tills/T-01/count", {"pieces-100000": "19", "amount": "20000"})
        assert "The notes and coins come to KES 19,000" in wrong.words
        seen = await browser.form("/admin/tills/T-01/count", {"amount": "19000"})
        assert "difference -1,000.00" in seen.words
        assert "Please fill this in." in await closes(browser, reason="")
        await browser.open("/admin/till")
        assert "A second person has to look at this" in await closes(browser, reason="a note is missing")
    await employ(desk.house, "njoki@example.org", "manager")
    async with console(desk.house) as manager:
        await manager.sign_in("njoki@example.org")
        await manager.open("/admin/approvals")
        [approval] = re.findall(r'href="(/admin/approvals/\w+)"', last(manager).html)
        seen = await manager.open(approval)
        assert "a note is missing" in seen.words
        await manager.form(approval, {"answer": "yes"})
        seen = await manager.open("/admin/tills/T-01")
        assert "Missing at the count" in seen.words
        assert "closed" in seen.words
    await desk.holds()


async def test_the_same_amount_again_is_asked_about(desk):
    await desk.member(saves=3_000)
    async with console(desk.house, "teller") as browser:
        await takes_till(browser)
        for _ in range(2):
            await serves(browser, "M-00001", "take:S00001", "500")
            said = await says_yes(browser, identity_seen="1")
        assert "Do you want the same once more?" in said
        assert "Cash paid out" in await says_yes(browser, identity_seen="1")
    assert await desk.saved(desk.members[0]) == "KES 2,000"


async def test_a_form_that_is_sent_twice_moves_cash_once(desk):
    await desk.member()
    async with console(desk.house, "teller") as browser:
        await takes_till(browser)
        await serves(browser, "M-00001", "save:S00001", "500")
        [to] = re.findall(r'action="(/admin/till/serve/\w+/move)"', last(browser).html)
        first = await browser.form(to, {"what": "save:S00001", "amount": "500"})
        key = browser.sent["form_key"]
        again = await browser.form(to, {"what": "save:S00001", "amount": "500"}, key=key)
        assert again.address == first.address
        other = await browser.form(to, {"what": "save:S00001", "amount": "600"}, key=key)
        assert "KES 600" in other.words
    assert await desk.saved(desk.members[0]) == "KES 500"


async def test_what_cannot_be_is_said_beside_the_field(desk):
    await desk.member()
    async with console(desk.house, "teller") as browser:
        await takes_till(browser)
        seen = await browser.open("/admin/till/serve?words=M-99999")
        assert "We know no such member" in seen.words
        for what, amount in (("save:S00001", "many"), ("save:S00001", "0"), ("take:S00009", "100")):
            await serves(browser, "M-00001", what, amount)
            assert "Please" in last(browser).words, (what, amount)
            assert last(browser).status == 422
        await serves(browser, "M-00001", "save:S00001", "0.50")
        assert "Cash is counted in whole coins" in await says_yes(browser)
        seen = await browser.form("/admin/tills/T-01/float", {"to": "vault", "amount": "99999"})
        assert "There is only KES 20,000 in it" in seen.words


async def test_a_receipt_is_found_listed_and_taken_back(desk):
    await desk.member()
    async with console(desk.house, "teller") as browser:
        await takes_till(browser)
        await serves(browser, "M-00001", "save:S00001", "500")
        await says_yes(browser)
        receipt = last(browser).address
        assert "Please fill this in." in (await browser.form(receipt, {"reason": ""})).words
        assert "A second person" in (await browser.form(receipt, {"reason": "=wrong member"})).words
        seen = await browser.open("/admin/receipts?till=T-01&day=2026-03-11")
        assert "Cash paid in" in seen.words
        assert "There is no receipt here" in (await browser.open("/admin/receipts?day=2026-03-10")).words
        file = await browser.open("/admin/receipts.csv?till=T-01")
        assert file.headers["Content-Type"].startswith("text/csv")
        assert "R-000003,2026-03-11" in file.html
        assert (await browser.open("/admin/receipts/R-99")).status == 404


async def test_a_manager_makes_tills_fills_the_vault_and_closes_the_day(desk):
    async with console(desk.house, "manager") as browser:
        await browser.open("/admin/tills")
        seen = await browser.form("/admin/tills", {"name": "Till 2", "branch": "Kisumu"})
        assert "T-02" in seen.words
        assert (
            "Give the till and its branch a name"
            in (await browser.form("/admin/tills", {"name": "Till 2", "branch": "Kisumu"}, key="other")).words
        )
        seen = await browser.open("/admin/vault")
        assert "In the vault 200,000.00" in seen.words
        seen = await browser.form("/admin/vault", {"to": "vault", "amount": "5000", "note": "slip 9"})
        assert "A second person" in seen.words

        await takes_till(browser)
        seen = await browser.open("/admin/closing")
        assert "Count and close every till first." in seen.words
        assert "Close 11 Mar 2026" not in seen.words
        await desk.counts(20_000, by=MANAGER)
        await desk.closes(by=MANAGER)
        await desk.house.must(SealAudit())
        seen = await browser.open("/admin/closing")
        assert "All tills are counted and closed." in seen.words
        seen = await browser.form("/admin/closing", {"day": "2026-03-11"})
        assert "2026-03-11 is closed." in seen.words
        assert "bank 200,000.00" in seen.words
        seen = await browser.form("/admin/closing", {"day": "2026-03-11"}, key="once more")
        assert "was closed already" in seen.words
        seen = await browser.form("/admin/closing", {"day": "2026-03-12"}, key="too soon")
        assert "cannot be closed yet" in seen.words


async def test_the_closing_page_assesses_late_loans_by_itself(desk):
    await desk.loan(await desk.member())
    desk.house.clock.later(days=45)
    await desk.house.must(SealAudit())
    async with console(desk.house, "manager") as browser:
        await desk.house.must(SealAudit())
        seen = await browser.open("/admin/closing")
        assert "Late loans are not assessed; closing does it." in seen.words
        seen = await browser.form("/admin/closing", {"day": "2026-04-25"})
        assert "2026-04-25 is closed." in seen.words


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("auditor", "/admin/till", 403), ("auditor", "/admin/tills", 200), ("auditor", "/admin/vault", 200),
        ("auditor", "/admin/tills/T-01/count", 403), ("auditor", "/admin/closing", 200),
        ("teller", "/admin/vault", 403), ("teller", "/admin/closing", 403), ("administrator", "/admin/tills", 403),
        ("teller", "/admin/tills/T-77", 404), ("teller", "/admin/tills/T-01", 200),
    ],
)  # fmt: skip
async def test_who_sees_what(desk, role, path, status):
    async with console(desk.house, role) as browser:
        seen = await browser.open(path)
        assert seen.status == status
        assert ("/admin/vault" in seen.html) == (role in ("auditor", "manager"))


async def test_somebody_elses_till_offers_nothing_to_press(desk):
    await desk.takes_till()
    async with console(desk.house, "teller") as browser:
        seen = await browser.open("/admin/tills/T-01")
        assert 'action="/admin/till' not in seen.html.replace('action="/admin/till/serve"', "")
        said = await browser.form("/admin/tills/T-01/float", {"to": "vault", "amount": "100"})
        assert "Somebody else keeps this till" in said.words
        assert "No till is free" in (await browser.open("/admin/till")).words


async def test_long_lists_go_on_page_by_page(desk):
    member = await desk.member()
    await desk.takes_till()
    for _ in range(52):
        await desk.saves(member, 10)
    async with console(desk.house, "auditor") as browser:
        seen = await browser.open("/admin/tills/T-01")
        [more] = re.findall(r'rel="next" href="([^"]*)"', seen.html)
        seen = await browser.open(f"/admin/tills/T-01{more}")
        assert "Float taken in the morning" in seen.words
