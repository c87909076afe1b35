"""What the tests of Daraja do over and over: prompt Amina, pay her, ask what became of it."""

from __future__ import annotations

from typing import Any

from core.money import Money
from core.payments.messages import ReportResult, Result
from integrations.daraja.submission import Submission
from tests.contract.daraja.conftest import World
from tests.contract.daraja.twin import AMINA

TOKEN = "a" * 32
ASK = "b" * 32


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


async def prompt(world: World, token: str = TOKEN, **changes: Any) -> Submission:
    asked: dict[str, Any] = {"phone": AMINA, "amount": kes(500), "reference": "P23456789A"}
    return await world.client.prompt(attempt=token, description="LN-0042", **(asked | changes))


async def payout(world: World, token: str = TOKEN, **changes: Any) -> Submission:
    asked: dict[str, Any] = {"phone": AMINA, "amount": kes(4_940), "remarks": "Loan LN-0042"}
    return await world.client.payout(attempt=token, occasion="P1", **(asked | changes))


async def ask_payout(world: World) -> Result:
    """Ask after the payout TOKEN; the answer that comes to the question's own address."""
    before = len(world.door.heard(ReportResult))
    assert (await world.client.ask_status(attempt=ASK, originator=TOKEN)).outcome == "accepted"
    await world.settled()
    [result] = [one.result for one in world.door.heard(ReportResult)[before:] if one.token == ASK]
    assert isinstance(result, Result)
    return result
