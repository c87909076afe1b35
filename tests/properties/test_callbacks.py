"""Any order and any repetition of what is said of one payment gives the same books, on a real bus."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import schema
from core.bus import Hold
from core.db import Database
from core.institution import Institution
from core.money import Money
from tests.house import PEPPER, AnyPin, Clock, House
from tests.payments_world import Desk, World, kes

SMALL, LARGE = kes(1742), kes(60_000)
RECEIPT = "RKTQ1"


async def ack(desk: Desk, sent: Any) -> None:
    await desk.submitted(sent.token, provider_id="ws_CO_1")


async def callback(desk: Desk, sent: Any) -> None:
    facts: dict[str, Any] = {"receipt": RECEIPT, "amount": sent.amount, "phone_digits": "254700000002"}
    await desk.says(sent.token, "succeeded", **facts)


async def confirmation(desk: Desk, sent: Any) -> None:
    await desk.arrives(sent.reference, sent.amount, receipt=RECEIPT)


async def query(desk: Desk, sent: Any) -> None:
    """The answer to a question: no amount, no receipt. When nobody asks any more, nobody is answered."""
    if await desk.begins(sent.payment, "ask"):
        rows = await desk.house.rows("select token from attempts where kind = 'ask_prompt' order by number desc")
        await desk.says(rows[0].token, "succeeded", trusted=True)


async def proof(desk: Desk, sent: Any) -> None:
    """The job that looks for the proof of a reported receipt, if one is wanted."""
    if await desk.begins(sent.payment, "confirm"):
        rows = await desk.house.rows("select token from attempts where kind = 'confirm' order by number desc")
        await desk.says(rows[0].token, "succeeded", trusted=True, amount=sent.amount)


async def no(desk: Desk, sent: Any) -> None:
    """A "no" that later words prove wrong: a time-out callback before the money, or after it."""
    await desk.says(sent.token, "failed", code="1032", reason="cancelled")


async def silence(desk: Desk, sent: Any) -> None:
    await desk.says(sent.token, "unknown", code="4711")


#: These alone prove nothing; and these bring money.
WORDS, MONEY = [ack, silence, no], [callback, confirmation, query, proof]
EVENTS = st.lists(st.sampled_from(WORDS + MONEY), min_size=1, max_size=8)
BROUGHT = st.permutations([ack, callback, confirmation, query])


async def played(events: list[Any], amount: Money) -> dict[str, Any]:
    """What stands in the end when these events are told of a fresh prompt."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder)}/house.sqlite")
        try:
            async with database.writing() as connection:
                await connection.run_sync(schema.create_all)
            desk = _desk(database)
            sent = await desk.begin((await desk.collect(amount)).payment, "prompt")
            for event in events:
                await event(desk, sent)
            return {
                "books": await desk.books(),
                "payment": await desk.read(sent.payment),
                "receipts": [tuple(row) for row in await desk.house.rows("select receipt, payment from receipts")],
                "payments": len(await desk.house.rows("select id from payments")),
                "alarms": await desk.alarms(),
            }
        finally:
            await database.close()


def _desk(database: Database) -> Desk:
    clock, world = Clock(), World()
    hold = Hold(
        database=database,
        handlers=world.handlers(),
        institution=Institution(),
        clock=clock,
        signer=AnyPin(),
        pepper=PEPPER,
    )
    return Desk(House(database, hold, clock), world)


def whole(amount: Money) -> dict[str, int]:
    shillings = amount.minor_units // 100
    return {"clearing:daraja": shillings, "loans:LN-0042:principal": -shillings}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    order=BROUGHT,
    extra=st.lists(st.sampled_from([*MONEY, ack, silence]), max_size=4),
    amount=st.sampled_from([SMALL, LARGE]),
)
@example(order=[confirmation, query, callback, ack], extra=[], amount=SMALL)
@example(order=[query, confirmation, callback, ack], extra=[callback, confirmation], amount=LARGE)
def test_every_order_gives_the_same_books(order: list[Any], extra: list[Any], amount: Money) -> None:
    # A large callback is not believed, so what a confirmation reported before may need its proof.
    last = [proof] if amount == LARGE else []
    end = asyncio.run(played(order + extra + last, amount))
    payment = end["payment"]
    assert end["books"] == whole(amount)
    assert (payment.state, payment.receipt, payment.confirmed) == ("succeeded", RECEIPT, True)
    assert end["receipts"] == [(RECEIPT, payment.payment)]
    assert end["payments"] == 1
    assert end["alarms"] == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=EVENTS, amount=st.sampled_from([SMALL, LARGE]))
@example(events=[no, callback], amount=SMALL)
@example(events=[callback, no], amount=SMALL)
@example(events=[no, confirmation, no, query], amount=LARGE)
def test_money_is_booked_once_or_not_at_all_whatever_is_said(events: list[Any], amount: Money) -> None:
    end = asyncio.run(played([*events, proof], amount))
    payment = end["payment"]
    assert end["payments"] == 1
    if payment.state == "succeeded":
        assert end["books"] == whole(amount)
        assert payment.confirmed
    else:
        assert end["books"] == {}
    if confirmation in events or (callback in events and amount == SMALL):
        assert payment.state == "succeeded", "money that arrived is never lost"
