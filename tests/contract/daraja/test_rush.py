"""Payday: hundreds of payouts at once, each called back, none lost and none doubled."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from core.money import Money
from core.payments.messages import ReportResult
from core.phone import Phone
from integrations.daraja.client import DarajaClient
from tests.contract.daraja.conftest import World
from tests.contract.daraja.twin import NOW

PAYOUTS = 500
#: On two shared cores it takes about a fifth of this.
MOST_SECONDS = 30.0


async def test_five_hundred_payouts_are_taken_and_called_back(world: World) -> None:
    started = time.perf_counter()
    client = DarajaClient(replace(world.config, timeout_seconds=MOST_SECONDS), clock=lambda: NOW)
    done = await asyncio.gather(
        *(
            client.payout(
                attempt=f"{number:032x}", phone=Phone(f"+2547100{number:05d}"), amount=Money(100_000, "KES"),
                remarks="Loan", occasion="",
            )
            for number in range(PAYOUTS)
        )
    )  # fmt: skip
    await client.close()
    assert {one.outcome for one in done} == {"accepted"}
    await world.settled()
    reports = world.door.heard(ReportResult)
    assert len({one.result.receipt for one in reports}) == PAYOUTS
    assert {one.result.state for one in reports} == {"succeeded"}
    ledger = await world.look("ledger")
    assert (ledger["sum"], ledger["uneven"]) == (0, [])
    assert time.perf_counter() - started < MOST_SECONDS
