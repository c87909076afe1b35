"""Staff stage a file and a second person brings in exactly that; what nobody brings in is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.imports.messages import (
    CheckedImport,
    CheckFile,
    FileHasFaults,
    ImportFile,
    ImportOf,
    Imports,
    NoSuchImport,
    RunImport,
    StageFile,
)
from core.messages import NotPermitted, Origin, SecondPersonNeeded
from core.money import Money
from core.permissions.messages import ApprovalOf, DecideApproval, Fact, NoLongerPossible, SamePerson
from tests.house import House
from tests.unit.imports_house import ON, asked, balances, broken, counted, imports, members

OFFICER = Origin("staff:1", "console", frozenset({"loan_officer"}))
MANAGER = Origin("staff:2", "console", frozenset({"manager"}))
TELLER = Origin("staff:3", "console", frozenset({"teller"}))
AUDITOR = Origin("staff:4", "console", frozenset({"auditor"}))


async def staged(house: House, kind: str = "members", text: str = "") -> str:
    return await house.must(StageFile(**asked(kind, text or members(5).text)), by=OFFICER)


async def texts(house: House) -> int:
    return len(await house.rows("select batch from import_files"))


async def test_two_people_bring_in_what_was_checked(house: House):
    batch = await staged(house)
    found = await house.must(CheckedImport(batch=batch), by=MANAGER)
    assert (found.count, found.totals.new, found.imported_as) == (0, 5, "")
    assert (await counted(house))["members"] == 0

    waits = await house.perform(RunImport(batch=batch), by=OFFICER)
    assert isinstance(waits, SecondPersonNeeded)
    approval = await house.must(ApprovalOf(approval=waits.approval), by=MANAGER)
    assert approval.facts == (Fact("batch", batch),)
    assert (await counted(house))["members"] == 0
    yes = DecideApproval(approval=waits.approval, approve=True)
    assert await house.perform(yes, by=OFFICER) in (SamePerson(), NotPermitted("RunImport"))
    await house.must(yes, by=MANAGER)

    assert (await counted(house))["members"] == 5
    listed = await house.must(ImportOf(batch=batch), by=AUDITOR)
    assert (listed.state, listed.rows, listed.by, listed.on) == ("done", 5, "staff:1", ON)
    assert listed.done_at == house.clock.now
    # The text with all these people is gone.
    assert await texts(house) == 0
    assert await house.perform(CheckedImport(batch=batch), by=MANAGER) == NoSuchImport()
    assert await house.perform(RunImport(batch=batch), by=OFFICER) == NoSuchImport()


async def test_the_books_may_move_on_between_the_two(house: House):
    batch = await staged(house)
    waits = await house.perform(RunImport(batch=batch), by=OFFICER)
    assert isinstance(waits, SecondPersonNeeded)
    other = members(1)
    other.plant(2, 1, "Somebody Else")
    await imports(house, "members", other.text)
    yes = DecideApproval(approval=waits.approval, approve=True)
    assert await house.perform(yes, by=MANAGER) == NoLongerPossible("FileHasFaults")
    assert (await counted(house))["members"] == 1


async def test_a_file_with_faults_is_kept_to_be_looked_at_and_never_brought_in(house: House):
    sheet = members(5)
    sheet.plant(3, 4, "?")
    batch = await staged(house, text=sheet.text)
    assert (await house.must(ImportOf(batch=batch), by=OFFICER)).state == "faulty"
    found = await house.must(CheckedImport(batch=batch), by=OFFICER)
    assert [(fault.line, fault.field) for fault in found.faults] == [(3, "phone")]
    assert await house.perform(RunImport(batch=batch), by=OFFICER) == FileHasFaults(1)


async def test_the_same_file_staged_twice_comes_in_once(house: House):
    first, second = await staged(house), await staged(house)
    for batch in (first, second):
        await house.agreed(RunImport(batch=batch), by=OFFICER, second=MANAGER)
    assert (await counted(house))["members"] == 5
    assert await broken(house) == []


async def test_after_some_days_nobody_can_bring_it_in_and_its_text_is_forgotten(house: House):
    batch = await staged(house)
    house.clock.later(days=3, minutes=1)
    assert await house.perform(RunImport(batch=batch), by=OFFICER) == NoSuchImport()
    assert (await house.must(ImportOf(batch=batch), by=OFFICER)).state == "expired"
    later = await staged(house, text=members(2).text)
    await house.agreed(RunImport(batch=later), by=OFFICER, second=MANAGER)
    assert await texts(house) == 0


async def test_the_list_comes_in_parts_newest_first(house: House):
    made = [await staged(house, text=members(count).text) for count in (1, 2, 3)]
    made.append(await staged(house, "balances", balances(1).text))
    page = await house.must(Imports(kind="members", limit=2), by=AUDITOR)
    assert [each.batch for each in page.items] == [made[2], made[1]]
    page = await house.must(Imports(kind="members", limit=2, cursor=page.next), by=AUDITOR)
    assert ([each.batch for each in page.items], page.next) == ([made[0]], "")
    assert len((await house.must(Imports(), by=AUDITOR)).items) == 4
    assert (await house.must(Imports(), by=AUDITOR)).items[0].state == "faulty"


@pytest.mark.parametrize("who", [TELLER, AUDITOR])
async def test_not_everybody_may(house: House, who: Origin):
    assert await house.perform(StageFile(**asked("members", "x")), by=who) == NotPermitted("StageFile")


async def test_the_way_without_a_second_person_is_for_no_staff(house: House):
    for request in (ImportFile(**asked("members", "x")), CheckFile(**asked("members", "x"))):
        assert await house.perform(request, by=MANAGER) == NotPermitted(type(request).__name__)


async def test_what_was_said_of_the_file_is_asked_again_when_it_comes_in(house: House):
    await imports(house, "members", members(2).text)
    text = balances(2).text
    said = {**asked("balances", text), "rows": 7}
    batch = await house.must(StageFile(**said), by=OFFICER)
    assert await house.perform(RunImport(batch=batch), by=OFFICER) == FileHasFaults(1)
    assert (await house.must(ImportOf(batch=batch), by=OFFICER)).at + timedelta(days=1) > house.clock.now


async def test_sums_in_another_currency_are_faults(house: House):
    foreign: dict[str, Any] = {"total": Money(0, "USD"), "paid": Money(100, "UGX")}
    batch = await house.must(StageFile(**{**asked("members", members(1).text), **foreign}), by=OFFICER)
    found = await house.must(CheckedImport(batch=batch), by=OFFICER)
    assert [fault.field for fault in found.faults] == ["total"]
    text = "member,amount\nM-1,5\n"
    said: dict[str, Any] = {"kind": "checkoff", "text": text, "employer": "tea-board", "month": ON, **foreign}
    batch = await house.must(StageFile(**said), by=OFFICER)
    found = await house.must(CheckedImport(batch=batch), by=OFFICER)
    assert [fault.field for fault in found.faults] == ["paid", "total"]
    huge = {**asked("members", "x"), "rows": 2**53, "employer": "x" * 5_000}
    await house.must(StageFile(**huge), by=OFFICER)
