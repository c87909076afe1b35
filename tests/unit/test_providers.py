"""What lies with a provider, an alarm when payouts run dry, and a pause that loses nothing and doubles nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.cases.messages import OpenCases
from core.messages import Door, Origin, Work
from core.money import Money
from core.payments.messages import Outgoing, PromptsPaused
from core.providers.messages import (
    AskFloats,
    BeginFloatQuestion,
    Held,
    NoSuchProvider,
    PauseProvider,
    Providers,
    ReportFloat,
    ResumeProvider,
)
from deploy.queue import Queue, acknowledge, oldest_seconds
from tests.house import build, database, house
from tests.payments_world import AMINA, Desk, collection, kes
from tests.payments_world import desk as desk

__all__ = ["build", "database", "house"]

MANAGER = Origin("staff:2", "console", frozenset({"manager"}))


async def told(desk: Desk, **accounts: int) -> str:
    token = await desk.house.must(BeginFloatQuestion(provider="daraja"))
    held: Any = tuple(Held(name, kes(amount)) for name, amount in accounts.items())  # type: ignore[arg-type]
    return await desk.house.must(ReportFloat(token=token, accounts=held))


async def nothing(outgoing: Outgoing, door: Door) -> None:
    """Whether it would be claimed is all that is asked here."""


async def claimed(desk: Desk) -> list[str]:
    """The jobs of the provider that a worker takes now, and does."""
    queue = Queue({name: Work(Outgoing, nothing) for name in ("daraja.payout", "daraja.prompt")})
    async with desk.house.database.writing() as connection:
        found = await queue.claim(connection, desk.house.clock(), 10)
        await acknowledge(connection, found)
    return [job.name for job in found]


async def shown(desk: Desk) -> Any:
    [provider] = await desk.house.must(Providers())
    return provider


async def test_a_float_is_asked_for_and_kept_with_the_time_it_was_read(desk: Desk) -> None:
    assert await desk.house.must(AskFloats()) == 1
    assert await desk.jobs("balance") == 1
    assert (await shown(desk)).floats == ()
    assert await told(desk, paybill=70_000, payouts=500_000) == "kept"
    provider = await shown(desk)
    assert [(each.account, each.balance, each.is_low) for each in provider.floats] == [
        ("paybill", kes(70_000), False),
        ("payouts", kes(500_000), False),
    ]
    assert provider.floats[0].read_at == desk.house.clock.now
    assert provider.alarm_below == Money(10_000_000, "KES")


async def test_a_low_float_raises_one_alarm_until_it_is_filled(desk: Desk) -> None:
    await told(desk, payouts=90_000, paybill=1)
    await told(desk, payouts=80_000)
    assert await desk.alarms() == ["float:daraja:payouts"]
    assert [case.kind for case in await desk.house.must(OpenCases())] == ["alarm"]
    assert (await shown(desk)).floats[1].is_low
    await told(desk, payouts=400_000)
    assert not (await shown(desk)).floats[1].is_low


async def test_an_older_answer_that_comes_late_changes_nothing(desk: Desk) -> None:
    first = await desk.house.must(BeginFloatQuestion(provider="daraja"))
    desk.house.clock.later(minutes=10)
    await told(desk, payouts=400_000)
    late = ReportFloat(token=first, accounts=(Held("payouts", kes(1)),))
    assert await desk.house.must(late) == "kept"
    assert (await shown(desk)).floats[0].balance == kes(400_000)
    assert await desk.house.must(ReportFloat(token="nobody's", accounts=late.accounts)) == "unknown"
    assert await desk.alarms() == []


async def test_a_question_about_one_account_is_answered_for_that_one(desk: Desk) -> None:
    token = await desk.house.must(BeginFloatQuestion(provider="daraja", about="payouts"))
    both = (Held("paybill", kes(5)), Held("payouts", kes(200_000)))
    await desk.house.must(ReportFloat(token=token, accounts=both))
    assert [each.account for each in (await shown(desk)).floats] == ["payouts"]


async def test_paused_payouts_wait_untouched_and_go_out_once_after(desk: Desk) -> None:
    await desk.house.must(PauseProvider(provider="daraja", what="payouts", reason="no float"), by=MANAGER)
    await desk.house.must(PauseProvider(provider="daraja", what="payouts", reason="again"), by=MANAGER)
    payment = await desk.payout()
    await desk.collect()
    desk.house.clock.later(minutes=1)
    assert await claimed(desk) == ["daraja.prompt"], "prompts go on"
    assert await desk.state(payment) == "created"
    provider = await shown(desk)
    assert [(each.what, each.by, each.reason) for each in provider.pauses] == [("payouts", "staff:2", "no float")]
    assert (provider.payouts_waiting, provider.prompts_waiting) == (1, 0)
    assert await desk.told() == ["PayoutWaits"], "she hears an honest word"

    desk.house.clock.later(hours=5)
    async with desk.house.database.reading() as connection:
        assert await oldest_seconds(connection, desk.house.clock()) < 6 * 3600
    await desk.house.must(ResumeProvider(provider="daraja", what="payouts"), by=MANAGER)
    assert await claimed(desk) == ["daraja.payout"]
    assert await claimed(desk) == []
    assert (await shown(desk)).pauses == ()


async def test_while_prompts_are_paused_she_is_told_to_use_the_paybill(desk: Desk) -> None:
    await desk.house.must(PauseProvider(provider="daraja", what="prompts", reason="trouble"), by=MANAGER)
    assert await desk.house.perform(collection()) == PromptsPaused()
    assert await desk.jobs("prompt") == 0


async def test_prompts_that_nobody_expects_any_more_are_given_up_when_they_may_go_on(desk: Desk) -> None:
    old = await desk.collect()
    await desk.house.must(PauseProvider(provider="daraja", what="prompts", reason="trouble"), by=MANAGER)
    desk.house.clock.now += timedelta(minutes=11)
    await desk.house.must(ResumeProvider(provider="daraja", what="prompts"), by=MANAGER)
    assert await desk.state(old.payment) == "failed"
    assert await desk.told() == ["NotPaid"]
    assert not await desk.begins(old.payment, "prompt")


@pytest.mark.parametrize(
    "request_",
    [
        PauseProvider(provider="nobody", what="payouts", reason=""),
        ResumeProvider(provider="nobody", what="payouts"),
        BeginFloatQuestion(provider="nobody"),
    ],
)
async def test_a_provider_that_we_do_not_deal_with(desk: Desk, request_: Any) -> None:
    assert await desk.house.perform(request_) == NoSuchProvider()


async def test_staff_ask_for_money_on_the_members_own_phone(desk: Desk) -> None:
    asked = collection(kes(500), member="amina", purpose="save", target="", phone=None)
    collected = await desk.house.must(asked, by=MANAGER)
    assert collected.phone == AMINA
