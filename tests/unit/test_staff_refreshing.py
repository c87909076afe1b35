"""A refresh token is good once, and one that comes a second time ends the whole session."""

from __future__ import annotations

import asyncio

import pytest

from core.messages import Refusal
from core.secret import Secret
from core.staff.messages import Refresh, Refreshed, SessionById, SessionOver, SignedIn
from tests.unit.staff_house import VISITOR, employ, guarding, new_token, signs_in


@pytest.fixture
def house(build, database):
    return guarding(build, database)


@pytest.fixture
async def first(house) -> tuple[str, Secret]:
    """(session, its first refresh token)."""
    await employ(house)
    token = new_token()
    signed = await signs_in(house, token=token, kind="api")
    assert isinstance(signed, SignedIn)
    return signed.session, token


async def refresh(house, token: Secret) -> tuple[Refreshed | Refusal, Secret]:
    new = new_token()
    return await house.perform(Refresh(token=token, new_token=new), by=VISITOR), new


async def test_each_token_takes_the_place_of_the_one_before(house, first):
    session, token = first
    for _ in range(3):
        house.clock.later(minutes=20)
        answer, token = await refresh(house, token)
        assert isinstance(answer, Refreshed)
        assert (answer.open, answer.session) == (True, session)
    assert not isinstance(await house.perform(SessionById(session=session)), Refusal)


async def test_a_token_that_comes_again_ends_the_session_for_everybody(house, first):
    session, token = first
    _, second = await refresh(house, token)
    _, third = await refresh(house, second)
    answer, _ = await refresh(house, token)
    assert isinstance(answer, Refreshed)
    assert not answer.open
    assert await house.perform(SessionById(session=session)) == SessionOver()
    assert (await refresh(house, third))[0] == SessionOver()
    [row] = await house.rows("select subject from audit where request = 'Refresh' and outcome = 'stolen'")
    assert row.subject == answer.staff


async def test_two_at_the_same_time_end_it_as_well(house, first):
    session, token = first
    answers = [answer for answer, _ in await asyncio.gather(refresh(house, token), refresh(house, token))]
    assert sorted(answer.open for answer in answers if isinstance(answer, Refreshed)) == [False, True]
    assert await house.perform(SessionById(session=session)) == SessionOver()


async def test_nothing_is_refreshed_after_half_an_hour_of_silence_or_twelve_hours(house, first):
    _, token = first
    for _ in range(35):
        house.clock.later(minutes=20)
        answer, token = await refresh(house, token)
        assert isinstance(answer, Refreshed)
    house.clock.later(minutes=20)
    assert (await refresh(house, token))[0] == SessionOver()


async def test_an_unknown_token_refreshes_nothing(house, first):
    assert (await refresh(house, Secret("unknown")))[0] == SessionOver()
    assert not isinstance(await house.perform(SessionById(session=first[0])), Refusal)
