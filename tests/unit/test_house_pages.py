"""The books, the audit trail, the terms and the first page, as staff see and use them in a browser without scripts."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest

from admin.pages.charts import short
from admin.pages.index import PAGES
from core.cases.messages import OpenCase
from core.ledger.messages import Entries, PostManual
from core.messages import Origin
from core.permissions.messages import Approvals, DecideApproval
from core.savings.messages import OpenBalance
from tests.house import House
from tests.unit.console import console
from tests.unit.members_house import register
from tests.unit.staff_house import guarding
from tests.unit.test_audit_seals import tamper
from tests.unit.test_ledger_journal import deposit, kes, post
from tests.unit.test_trail import outsider, sealed

SECOND = Origin("staff:second", "console", frozenset({"manager", "approver", "compliance"}))
RENT = PostManual(debit="expenses:rent", credit="bank:main", amount=kes(35_000), reason="rent for March")


@pytest.fixture
def house(build, database) -> House:
    return guarding(build, database)


async def second_says_yes(house: House) -> None:
    for each in (await house.must(Approvals(), by=SECOND)).items:
        await house.must(DecideApproval(approval=each.approval, approve=True), by=SECOND)


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def sum_of(rows: list[list[str]], column: str) -> float:
    place = rows[0].index(column)
    return sum(round(float(row[place]) * 100) for row in rows[1:])


async def test_the_journal_is_read_filtered_and_taken_along(house):
    await post(house, deposit("1", 500), on=date(2026, 3, 1))
    await post(house, deposit("2", 700))
    async with console(house, "auditor") as browser:
        seen = await browser.open("/admin/ledger/entries")
        assert "500.00" in seen.words
        assert "700.00" in seen.words
        assert "Post by hand" not in seen.words
        seen = await browser.open("/admin/ledger/entries?to_day=2026-03-05")
        assert "500.00" in seen.words
        assert "700.00" not in seen.words
        assert (await browser.open("/admin/ledger/entries?account=petty:1")).status == 409
        file = await browser.open("/admin/ledger/entries.csv?account=savings")
        assert len(rows_of(file.html)) == 1 + 4


async def test_one_account_shows_what_was_before_and_after(house):
    await post(house, deposit("1", 500), on=date(2026, 3, 1))
    await post(house, deposit("2", 700))
    async with console(house, "manager") as browser:
        seen = await browser.open("/admin/ledger/accounts/savings%3AS00021?from_day=2026-03-05")
        assert "Before 500.00" in seen.words
        assert "After 1,200.00" in seen.words
        assert "savings:S00021" in (await browser.open("/admin/ledger/accounts?control=savings")).words
        file = await browser.open("/admin/ledger/accounts/savings%3AS00021/lines.csv")
        assert [row[4] for row in rows_of(file.html)] == ["balance", "500.00", "1200.00"]


async def test_the_trial_balance_of_a_day_is_the_same_as_its_file(house):
    await post(house, deposit("1", 500), on=date(2026, 3, 1))
    await post(house, deposit("2", 700))
    async with console(house, "approver") as browser:
        seen = await browser.open("/admin/ledger/trial-balance?on=2026-03-05")
        assert "Together KES 500.00 500.00" in seen.words
        assert "up to and including 5 Mar 2026" in seen.words
        rows = rows_of((await browser.open("/admin/ledger/trial-balance.csv")).html)
        assert sum_of(rows, "debit") == sum_of(rows, "credit") == 120_000


async def test_the_rent_is_posted_by_two_people_and_taken_back_by_two(house):
    async with console(house, "manager") as browser:
        await browser.open("/admin/ledger/new")
        seen = await browser.form(
            "/admin/ledger/new",
            {"debit": "expenses:rent", "credit": "bank:main", "amount": "35,000", "reason": "rent", "on": ""},
        )
        assert "A second person has to look at this" in seen.words
        assert "35,000.00" not in seen.words
        await second_says_yes(house)

        [entry] = (await house.must(Entries())).items
        seen = await browser.open(f"/admin/ledger/entries/{entry.entry}")
        assert "“rent”" in seen.words
        assert "Take it back" in seen.words
        await browser.form(f"/admin/ledger/entries/{entry.entry}", {"reason": "paid in February"})
        await second_says_yes(house)
        seen = await browser.open(f"/admin/ledger/entries/{entry.entry}")
        assert "It was taken back by" in seen.words
        assert "Take it back" not in seen.words


async def test_a_form_with_mistakes_is_shown_again_with_what_was_typed(house):
    async with console(house, "manager") as browser:
        await browser.open("/admin/ledger/new")
        seen = await browser.form(
            "/admin/ledger/new", {"debit": "", "credit": "bank:main", "amount": "a lot", "reason": "x"}
        )
        assert "Please type an amount" in seen.words
        assert 'value="a lot"' in seen.html
        assert (await house.must(Approvals())).items == ()


async def test_the_trail_is_read_verified_and_copied(house):
    await sealed(house)
    async with console(house, "auditor") as browser:
        seen = await browser.open("/admin/audit?request=KeepArrival")
        assert "Keep arrival" in seen.words
        assert "Seal audit" not in seen.words
        seen = await browser.open("/admin/audit/verify")
        assert "Every record is as it was sealed." in seen.words
        [(number, hash_)] = re.findall(r"Last seal (\d+) Its hash ([0-9a-f]{64})", seen.words)
        seen = await browser.open(f"/admin/audit/verify?known_number={number}&known_hash={'0' * 64}")
        assert f"seal {number} is not the one that was written down" in seen.words
        assert (
            "Every record"
            in (await browser.open(f"/admin/audit/verify?known_number={number}&known_hash={hash_}")).words
        )
        copy = await browser.open("/admin/audit/copy.jsonl")
        assert outsider(copy.html) == 3
        assert len(rows_of((await browser.open("/admin/audit.csv?request=KeepArrival")).html)) == 1 + 9


async def test_a_trail_that_was_changed_is_said_to_be(house):
    await sealed(house)
    await tamper(
        house, "update audit set who = 'nobody' where id = (select min(audit) from audit_sealed where seal = 2)"
    )
    async with console(house, "auditor") as browser:
        seen = await browser.open("/admin/audit/verify")
        assert "The trail is not what was sealed." in seen.words
        assert "seal 2 does not hold" in seen.words


async def test_a_fee_is_changed_by_two_people_from_a_day_on(house):
    async with console(house, "manager") as browser:
        seen = await browser.open("/admin/terms")
        assert "Fee for a withdrawal KES 15 as set" in seen.words
        later = (house.clock.now + timedelta(days=3)).date().isoformat()
        wish = {"term": "withdrawal_fee", "value": "20", "from_day": later, "reason": "the wallet costs more"}
        assert "A second person" in (await browser.form("/admin/terms", wish)).words
        await second_says_yes(house)
        assert "20 from 14 Mar 2026" in (await browser.open("/admin/terms")).words
        seen = await browser.open("/admin/terms/history")
        assert "the wallet costs more" in seen.words
        assert "Tabitha Moraa" in seen.words
        assert "staff:second" in seen.words
        wish["value"] = "100000"
        await browser.open("/admin/terms")
        assert "Please give a value from 0 to 1,000" in (await browser.form("/admin/terms", wish)).words


async def test_a_teller_sees_fees_and_changes_none(house):
    async with console(house, "teller") as browser:
        seen = await browser.open("/admin/terms")
        assert "Fee for a withdrawal" in seen.words
        assert "Change one" not in seen.words
        assert (await browser.open("/admin/ledger/entries")).status == 403
        assert (await browser.open("/admin/settings")).status == 403


async def test_the_settings_page_shows_at_least_the_database(house):
    async with console(house, "administrator") as browser:
        seen = await browser.open("/admin/settings")
        assert f"Database {'sqlite' if house.database.is_sqlite else 'postgresql'}" in seen.words


async def test_the_first_page_shows_queues_and_figures_with_a_table_for_each_chart(house):
    member = await register(house)
    await house.must(OpenBalance(member=member, kind="ordinary", amount=kes(5_000), on=date(2026, 1, 1)))
    await house.must(OpenCase(kind="complaint", about="x"))
    await post(house, deposit("1", 500))
    await house.perform(RENT, by=SECOND)
    async with console(house, "manager") as browser:
        seen = await browser.open("/admin/")
        assert "1 waiting for a second person" in seen.words
        assert "1 cases: complaint" in seen.words
        assert 'href="/admin/approvals"' in seen.html
        charts = re.findall(r"<svg.*?</svg>", seen.html, re.DOTALL)
        assert len(charts) >= 2
        assert len(charts) == seen.html.count("<caption>") - seen.html.count("<caption>Money with providers")
        assert all("<title>" in chart and "<desc>" in chart for chart in charts)
        assert len(seen.html) < 60_000


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (9_999, "9,999"), (25_499, "25.4k"), (999_999, "999.9k"), (1_000_000, "1m")]
)
def test_a_large_number_fits_beside_a_chart_on_a_small_phone(value: int, shown: str):
    assert short(value) == shown


async def test_whoever_may_not_see_figures_has_a_first_page_too(house):
    async with console(house, "administrator") as browser:
        seen = await browser.open("/admin/")
        assert seen.status == 200
        assert "How we are doing" not in seen.words


OURS = [page for page in PAGES if page.method == "GET" and re.match("/admin/(ledger|audit|terms|settings)", page.path)]
TRICKS = ("\x00", "'; drop table audit; --", "<script>alert(1)</script>", "../../etc/passwd", "%00", "\u202e", "9" * 40)


@pytest.mark.parametrize("trick", TRICKS)
async def test_no_trick_in_an_address_breaks_a_page_or_becomes_markup(house, trick):
    names = (
        "account",
        "what",
        "about",
        "from_day",
        "to_day",
        "cursor",
        "who",
        "control",
        "on",
        "after",
        "known_number",
        "term",
    )
    async with console(house, "manager", "administrator") as browser:
        for page in OURS:
            path = re.sub(r"\{\w+\}", "nothing", page.path)
            async with browser.client.get(path, params=dict.fromkeys(names, trick)) as reply:
                text = await reply.text()
                assert reply.status < 500, (path, text)
                assert "<script>alert" not in text, path
