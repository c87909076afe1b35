"""Cases: one open case per kind and subject, a number to name it by, and a person who closes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from core.cases import service
from core.cases.messages import CloseCase, NoSuchCase, OpenCase, OpenCases
from tests.house import House, build, database

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
