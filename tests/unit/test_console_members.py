"""The pages of members: found in one box, one page for each, every act a form that says who has to agree."""

from __future__ import annotations

import re
from datetime import date

import pytest

from core.cases.messages import OpenCase
from core.members import messages as members
from core.messages import Origin
from core.payments.messages import ReceiveMoney
from core.permissions.messages import Approvals, DecideApproval
from core.phone import Phone
from core.savings.messages import OpenBalance
from tests.house import House
from tests.unit.console import Browser, Seen, console
from tests.unit.lending_house import kes
from tests.unit.members_house import AMINA_ID, AMINA_PHONE, register, told
from tests.unit.staff_house import guarding

SECOND = Origin("staff:second", "console", frozenset({"compliance"}))
WANJIKU = {
    "full_name": "Wanjiku Njeri Kamau", "document": "national_id", "id_number": "3456789", "born_on": "1988-05-12",
    "phone": "0700 000 002", "language": "sw", "consents": "yes",
}  # fmt: skip


@pytest.fixture
def house(build, database) -> House:
    return guarding(build, database)


@pytest.fixture
async def amina(house: House) -> str:
    member = await register(house)
    await house.must(OpenBalance(member=member, kind="ordinary", amount=kes(12_000), on=date(2026, 2, 1)))
    return member


async def acts(browser: Browser, member: str, act: str, **fields: str) -> Seen:
    await browser.open(f"/admin/members/{member}/{act}")
    return await browser.form(f"/admin/members/{member}/{act}", fields)


async def agrees(house: House) -> None:
    [waits] = (await house.must(Approvals(), by=SECOND)).items
    await house.must(DecideApproval(approval=waits.approval, approve=True), by=SECOND)


async def test_one_box_finds_her_by_name_phone_and_number(house: House, amina: str):
    async with console(house, "teller") as browser:
        for words in ("ami%20oti", "m1", "0700000001", AMINA_ID):
            seen = await browser.open(f"/admin/members?words={words}")
            assert "Amina Wanjiru Otieno" in seen.words
            assert "0700 *** 001" in seen.words
            assert "0700 000 001" not in seen.words
        seen = await browser.open("/admin/members?words=%25<script>")
        assert "Nobody is found" in seen.words
        assert "<script>" not in re.sub(r"<script src", "", seen.html)
        assert "Somebody new joins" in seen.words


async def test_a_list_is_taken_away_as_a_file_that_is_no_formula(house: House, amina: str):
    await register(house, full_name="Neema =cmd", id_number="55555", phone=Phone("+254700000044"))
    async with console(house, "teller") as browser:
        seen = await browser.open("/admin/members.csv?words=ami")
        assert seen.html.splitlines() == [
            "\ufeffnumber,name,phone,tier,joined,state",
            "M-00001,Amina Wanjiru Otieno,0700 *** 001,1,2025-02-01,active",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    ["?words=%00", "?tier=9&state=x&joined_from=yesterday", "?cursor=%00&words=" + "x" * 900, "?words=%ED%A0%80"],
)
async def test_any_address_is_answered(house: House, amina: str, query: str):
    async with console(house, "teller") as browser:
        assert (await browser.open(f"/admin/members{query}")).status in (200, 400)


async def test_her_page_shows_what_she_has_and_how_she_stands(house: House, amina: str):
    async with console(house, "teller") as browser:
        seen = await browser.open(f"/admin/members/{amina}")
        for words in (
            "M-00001",
            "12,000.00",
            "****678",
            "0700 000 001",
            "PIN set",
            "became a member",
            "Change phone",
            "She has had no loan",
            "Nothing was paid by phone",
            "Cash in or out",
        ):
            assert words in seen.words, words
        assert AMINA_ID not in seen.words
        whole = await browser.open(f"/admin/members/{amina}/identity")
        assert AMINA_ID in whole.words
        assert "25 Aug 1990" in whole.words
        assert (await browser.open("/admin/members/nobody")).status == 404


async def test_an_auditor_looks_and_is_offered_nothing_to_do(house: House, amina: str):
    async with console(house, "auditor") as browser:
        seen = await browser.open(f"/admin/members/{amina}")
        assert "What can be done" not in seen.words
        assert (await browser.open(f"/admin/members/{amina}/block")).status == 403
        assert (await browser.open("/admin/members/join")).status == 403


async def test_she_joins_at_the_desk(house: House):
    async with console(house, "teller") as browser:
        await browser.open("/admin/members/join")
        seen = await browser.form("/admin/members/join", WANJIKU)
        assert "M-00001 is a member" in seen.words
        assert "never chosen" in seen.words
        assert "****789" in seen.words


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"phone": "12"}, "Please type a phone number"),
        ({"born_on": "yesterday"}, "Please give a date"),
        ({"full_name": ""}, "Please fill this in"),
        ({"full_name": "Wanjiku"}, "two words at least"),
        ({"consents": ""}, "agree to the privacy notice"),
        ({"born_on": "2015-01-01"}, "under 18"),
        ({"id_number": AMINA_ID}, "Another member has this ID number"),
    ],
)
async def test_a_form_that_is_not_right_is_shown_again_with_what_was_typed(house: House, amina: str, wrong, says):
    async with console(house, "teller") as browser:
        await browser.open("/admin/members/join")
        seen = await browser.form("/admin/members/join", WANJIKU | wrong)
        assert says in seen.words
        assert 'value="0700 000 002"' in seen.html or "phone" in wrong


async def test_a_change_of_phone_waits_for_the_second_person(house: House, amina: str):
    async with console(house, "teller") as browser:
        form = await browser.open(f"/admin/members/{amina}/phone")
        assert "A second person has to agree" in form.words
        seen = await acts(browser, amina, "phone", phone="0711 000 009", reason="ID seen")
        assert "A second person has to look at this" in seen.words
        assert "0700 000 001" in seen.words
        await agrees(house)
        assert "0711 000 009" in (await browser.open(f"/admin/members/{amina}")).words


async def test_details_a_document_and_a_new_pin_are_forms(house: House, amina: str):
    async with console(house, "teller") as browser:
        seen = await acts(browser, amina, "details", language="en", reason="she asked")
        assert "Changed. She is told by SMS." in seen.words
        seen = await acts(browser, amina, "details", full_name="Amina Kamau Otieno", reason="married")
        assert "A second person has to look at this" in seen.words
        await agrees(house)
        seen = await acts(browser, amina, "document", kind="passport", number="A1234567", expires_on="2030-01-01")
        assert "Amina Kamau Otieno" in seen.words
        assert "*****567" in seen.words
        await acts(browser, amina, "pin-reset", reason="ID seen")
        await agrees(house)
        assert len(await told(house, members.ResetCode)) == 1


async def test_a_block_is_at_once_and_its_lifting_takes_two(house: House, amina: str):
    async with console(house, "teller") as browser:
        seen = await acts(browser, amina, "block", reason="phone stolen")
        assert "Blocked since" in seen.words
        assert "phone stolen" in seen.words
        assert "Lift the block" in seen.words
        await acts(browser, amina, "unblock", reason="ID seen")
        await agrees(house)
        assert "Blocked since" not in (await browser.open(f"/admin/members/{amina}")).words


async def test_a_manager_suspends_and_two_reinstate(house: House, amina: str):
    async with console(house, "manager") as browser:
        seen = await acts(browser, amina, "suspend", reason="disciplinary")
        assert "no loans, no withdrawals" in seen.words
        await acts(browser, amina, "reinstate", reason="heard")
        await agrees(house)
        assert "Suspended since" not in (await browser.open(f"/admin/members/{amina}")).words
        seen = await acts(browser, amina, "tier", tier="0", reason="photo does not fit")
        assert "identity not checked" in seen.words


async def test_an_act_without_its_reason_is_asked_again(house: House, amina: str):
    async with console(house, "teller") as browser:
        seen = await acts(browser, amina, "block")
        assert "Please fill this in" in seen.words
        assert not (await house.must(members.WhoCalls(phone=AMINA_PHONE))).blocked


async def test_her_timeline_has_pages_and_a_file(house: House, amina: str):
    async with console(house, "teller") as browser:
        for _ in range(55):
            await house.must(members.MemberOf(member=amina), by=Origin("staff:x", "console", frozenset({"teller"})))
        seen = await browser.open(f"/admin/members/{amina}/timeline")
        assert "was looked at" in seen.words
        following = re.search(r'rel="next" href="([^"]+)"', seen.html)
        assert following
        last = await browser.open(f"/admin/members/{amina}/timeline{following[1].replace('&amp;', '&')}")
        assert "became a member" in last.words
        file = await browser.open(f"/admin/members/{amina}/timeline.csv")
        assert "become_member" in file.html


async def test_her_statement_is_printed_in_her_language(house: House, amina: str):
    async with console(house, "teller") as browser:
        seen = await browser.open(f"/admin/members/{amina}/statement?first_day=2026-01-01&last_day=2026-03-11")
        for words in ("Taarifa M-00001", "Salio la mwanzo", "12,000.00", "Akiba S00001", "0700 000 000"):
            assert words in seen.words, words
        assert 'lang="sw"' in seen.html
        file = await browser.open(f"/admin/members/{amina}/statement.csv?first_day=2026-01-01&last_day=2026-03-11")
        assert "S00001,2026-02-01,opening,12000.00,,12000.00" in file.html
        wrong = await browser.open(f"/admin/members/{amina}/statement?first_day=2026-03-11&last_day=2026-01-01")
        assert "366 days at most" in wrong.words
        assert (await browser.open("/admin/members/nobody/statement")).status == 404


async def test_every_link_of_her_timeline_leads_somewhere(house: House, amina: str):
    await house.must(OpenCase(kind="call_back", about="", member=amina))
    paid = ReceiveMoney(
        provider="daraja", receipt="UKM61PQ3RS", amount=kes(500), reference="M00001", payer="", at=house.clock()
    )  # fmt: skip
    await house.must(paid)
    async with console(house, "manager") as browser:
        seen = await browser.open(f"/admin/members/{amina}/timeline")
        links = re.findall(r'<td><a href="(/admin/[^"]+)">', seen.html)
        assert {link.split("/")[2] for link in links} == {"cases", "payments"}
        for link in links:
            assert (await browser.open(link)).status == 200, link
