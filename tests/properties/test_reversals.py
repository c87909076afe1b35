"""Any order and any repetition of what is said of a reversal gives the same books, and the money is in one place."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import schema
from core.db import Database
from core.payments.messages import ReversePayment
from tests.payments_world import Desk, kes
from tests.properties.test_callbacks import _desk

AMOUNT = kes(1742)


async def ack(desk: Desk, sent: Any) -> None:
    await desk.submitted(sent.token, provider_id="6e86-1")


async def lost(desk: Desk, sent: Any) -> None:
    await desk.submitted(sent.token, "unknown")


async def callback(desk: Desk, sent: Any) -> None:
    await desk.says(sent.token, "succeeded", receipt="RKTQ9", amount=AMOUNT)


async def before(desk: Desk, sent: Any) -> None:
    """It went back already, says the provider: no receipt."""
    await desk.says(sent.token, "succeeded", code="R000001")


async def query(desk: Desk, sent: Any) -> None:
    if await desk.begins(sent.payment, "ask"):
        rows = await desk.house.rows("select token from attempts where kind = 'ask_reversal' order by number desc")
        await desk.says(rows[0].token, "succeeded", trusted=True, receipt="RKTQ9", amount=AMOUNT)


async def no(desk: Desk, sent: Any) -> None:
    await desk.says(sent.token, "failed", code="R000002", reason="other")


async def silence(desk: Desk, sent: Any) -> None:
    await desk.says(sent.token, "unknown", code="4711")


async def confirmation(desk: Desk, sent: Any) -> None:
    """The money that came is announced once more."""
    await desk.arrives("LN0042", AMOUNT, receipt="RKTQ1")


YES = [callback, before, query]
WORDS = [ack, lost, silence, confirmation]


async def played(events: list[Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder)}/house.sqlite")
        try:
            async with database.writing() as connection:
                await connection.run_sync(schema.create_all)
            desk = _desk(database)
            await desk.arrives("LN0042", AMOUNT, receipt="RKTQ1", confirmed=True)
            [came] = await desk.house.rows("select id from payments")
            reversal = await desk.house.must(ReversePayment(payment=came.id, reason="a wrong number"))
            sent = await desk.begin(reversal, "reversal")
            for event in events:
                await event(desk, sent)
            return {
                "books": await desk.books(),
                "came": await desk.state(came.id),
                "back": await desk.state(reversal),
                "payments": len(await desk.house.rows("select id from payments")),
                "alarms": await desk.alarms(),
            }
        finally:
            await database.close()


GONE = {"clearing:daraja": 0, "in_transit:daraja": 0, "loans:LN-0042:principal": 0}
SET_ASIDE = {"clearing:daraja": 1742, "in_transit:daraja": -1742, "loans:LN-0042:principal": 0}
STAYS = {"clearing:daraja": 1742, "in_transit:daraja": 0, "loans:LN-0042:principal": -1742}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    events=st.permutations([ack, callback, silence, confirmation]),
    extra=st.lists(st.sampled_from([*YES, *WORDS]), max_size=4),
)
@example(events=[callback, ack, silence, confirmation], extra=[before])
@example(events=[silence, confirmation, ack, callback], extra=[query])
def test_every_order_of_a_yes_takes_the_money_out_once(events: list[Any], extra: list[Any]) -> None:
    end = asyncio.run(played([*events, *extra]))
    assert (end["books"], end["came"], end["back"]) == (GONE, "reversed", "succeeded")
    assert (end["payments"], end["alarms"]) == (2, [])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=st.lists(st.sampled_from([no, *WORDS]), min_size=1, max_size=6))
@example(events=[no, ack, no])
@example(events=[lost, silence, no])
def test_without_a_yes_it_is_set_aside_until_a_no_is_proven(events: list[Any]) -> None:
    end = asyncio.run(played(events))
    assert end["came"] == "succeeded"
    assert end["books"] == (STAYS if no in events else SET_ASIDE)
    assert end["payments"] == 2


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=st.lists(st.sampled_from([no, *YES, *WORDS]), min_size=1, max_size=6))
@example(events=[no, callback])
@example(events=[callback, no])
def test_whatever_is_said_the_money_is_in_one_place(events: list[Any]) -> None:
    end = asyncio.run(played(events))
    assert end["books"] in (GONE, SET_ASIDE, STAYS)
    if end["books"] == STAYS and any(event in (callback, before) for event in events[events.index(no) :]):
        assert end["alarms"], "a yes after a proven no is for a person"
