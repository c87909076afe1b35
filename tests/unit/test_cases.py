"""Cases: one open case per kind and subject, a number to name it by, and a person who closes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.cases import service
from core.cases.messages import (
    CaseOf,
    Cases,
    CloseCase,
    NobodyConcerned,
    NoSuchCase,
    NoteOnCase,
    OpenCase,
    OpenCases,
    RaiseCase,
    TakeCase,
)
from core.messages import Origin
from tests.house import House, build, database
from tests.unit.members_house import register

__all__ = ["build", "database"]


@pytest.fixture
def house(build: Callable[..., House]) -> House:
    return build(handlers=service.HANDLERS)


async def test_asking_again_gives_the_same_case(house: House) -> None:
    first = await house.must(OpenCase(kind="complaint", about="fee", member="amina"))
    again = await house.must(OpenCase(kind="complaint", about="fee", member="amina"))
    assert first == again
    assert first.number == "C-0001"
    assert len(await house.jobs("sms.tell")) == 1


async def test_two_members_who_want_a_call_are_two_cases(house: House) -> None:
    await house.must(OpenCase(kind="call_back", about="", member="amina"))
    await house.must(OpenCase(kind="call_back", about="", member="baraka"))
    await house.must(OpenCase(kind="call_back", about="", phone="+254700000099"))
    assert len(await house.must(OpenCases(kind="call_back"))) == 3
    assert len(await house.jobs("sms.tell")) == 2, "strangers are called, not written to"


async def test_alarms_are_about_us_and_told_to_nobody(house: House) -> None:
    await house.must(OpenCase(kind="alarm", about="payment:1:amount", member="amina"))
    assert await house.jobs("sms.tell") == []
    assert await house.must(OpenCases(kind="complaint")) == ()


async def test_a_closed_case_makes_room_for_a_new_one(house: House) -> None:
    first = await house.must(OpenCase(kind="review", about="loan", member="amina"))
    await house.must(CloseCase(number=first.number.lower(), outcome="approved"))
    assert await house.must(OpenCases()) == ()
    assert await house.perform(CloseCase(number=first.number, outcome="again")) == NoSuchCase()
    assert await house.perform(CloseCase(number="C-ABC", outcome="again")) == NoSuchCase()
    second = await house.must(OpenCase(kind="review", about="loan", member="amina"))
    assert second.number != first.number


async def test_ten_at_once_open_one(house: House) -> None:
    request = OpenCase(kind="alarm", about="float")
    opened = await asyncio.gather(*(house.must(request) for _ in range(10)))
    assert len({each.number for each in opened}) == 1


async def test_a_kind_that_nobody_knows_is_a_mistake_of_ours(house: House) -> None:
    with pytest.raises(ValueError, match="no kind of case"):
        await house.perform(OpenCase(kind="wish", about=""))


# The queue


OTIENO = Origin("staff:otieno", "console", frozenset({"teller"}))


async def numbers(house: House, **asked: Any) -> list[str]:
    return [case.number for case in (await house.must(Cases(**asked))).items]


async def opened(house: House, kind: str, about: str = "x", member: str = "") -> str:
    return (await house.must(OpenCase(kind=kind, about=about, member=member))).number


async def test_the_case_that_is_due_first_comes_first(house: House) -> None:
    """At noon on a Wednesday: a review has three days, fraud an hour, a call-back four."""
    review, call, fraud = [await opened(house, kind) for kind in ("review", "call_back", "fraud")]
    assert await numbers(house) == [fraud, call, review]
    found = (await house.must(CaseOf(number=fraud))).case
    assert found.due_at - found.opened_at == timedelta(hours=1)


async def test_the_queue_comes_in_parts(house: House) -> None:
    every = [await opened(house, "complaint", f"{number}") for number in range(5)]
    first = await house.must(Cases(limit=2))
    second = await house.must(Cases(limit=2, cursor=first.next))
    third = await house.must(Cases(limit=2, cursor=second.next))
    assert [case.number for part in (first, second, third) for case in part.items] == every
    assert third.next == ""
    assert await numbers(house, cursor="C-9999") == []


async def test_closed_ones_are_listed_the_newest_first(house: House) -> None:
    first, second, third = [await opened(house, "review", f"{number}") for number in range(3)]
    for number in (first, second):
        await house.must(CloseCase(number=number, outcome="done"))
    assert await numbers(house, state="closed") == [second, first]
    part = await house.must(Cases(state="closed", limit=1))
    assert await numbers(house, state="closed", cursor=part.next) == [first]
    assert await numbers(house) == [third]


async def test_filters(house: House) -> None:
    mine = await opened(house, "complaint", "amina", "amina")
    other = await opened(house, "review", "LN-0017", "baraka")
    assert await numbers(house, kind="review") == [other]
    assert await numbers(house, member="amina") == [mine]
    assert await numbers(house, about="LN-0017") == [other]
    await house.must(TakeCase(number=mine), by=OTIENO)
    assert await numbers(house, assigned=OTIENO.who) == [mine]


async def test_a_case_is_taken_noted_on_and_closed(house: House) -> None:
    number = await opened(house, "complaint", "amina", "amina")
    await house.must(TakeCase(number=number), by=OTIENO)
    await house.must(NoteOnCase(number=number, text="Called Amina\0, she wants it in writing."), by=OTIENO)
    await house.must(CloseCase(number=number, outcome="explained"), by=OTIENO)
    file = await house.must(CaseOf(number=number.lower()), by=OTIENO)
    assert (file.case.assigned, file.case.state, file.outcome) == ("staff:otieno", "closed", "explained")
    [note] = file.notes
    assert (note.staff, note.text) == ("staff:otieno", "Called Amina, she wants it in writing.")
    assert await house.perform(TakeCase(number=number), by=OTIENO) == NoSuchCase()
    trail = await house.rows("select subject, key from audit where request = 'NoteOnCase'")
    assert "Amina" not in str(trail)


@pytest.mark.parametrize("number", ["C-0099", "nothing", "C-99999999999", ""])
async def test_a_number_that_is_none(house: House, number: str) -> None:
    assert await house.perform(CaseOf(number=number)) == NoSuchCase()
    assert await house.perform(TakeCase(number=number), by=OTIENO) == NoSuchCase()
    assert await house.perform(NoteOnCase(number=number, text="x"), by=OTIENO) == NoSuchCase()


async def test_a_person_opens_one_for_a_member(build: Callable[..., House]) -> None:
    whole = build()
    amina = await register(whole)
    first = await whole.must(RaiseCase(kind="complaint", member=amina), by=OTIENO)
    again = await whole.must(OpenCase(kind="complaint", about=amina, member=amina))
    assert first.number == again.number, "whether she asks or a person does"
    assert await whole.perform(RaiseCase(kind="review", member="nobody"), by=OTIENO) == NobodyConcerned()
