"""Asking a wallet for money: limits, one open prompt at a time, and when the prompt leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.payments.messages import (
    CheckAgain,
    NotPayable,
    OpenPrompt,
    OverTierLimit,
    PromptOpen,
    SessionEnded,
    TooManyPrompts,
)
from core.phone import Phone
from tests.house import NOON, build, database
from tests.payments_world import AMINA, BARAKA, STRANGER, Desk, collection, desk, kes

__all__ = ["build", "database", "desk"]


async def test_a_prompt_waits_five_seconds_for_the_line_to_be_free(desk: Desk) -> None:
    answer = await desk.collect()
    assert (answer.account, answer.amount, answer.phone) == ("LN0042", kes(1742), BARAKA)
    assert await desk.state(answer.payment) == "created"
    [job] = await desk.house.jobs("daraja.prompt")
    assert answer.payment in job.payload
    assert job.order_key == ""
    assert await desk.house.must(SessionEnded(phone=STRANGER)) == 0
    assert await desk.house.must(SessionEnded(phone=BARAKA)) == 1
    assert await desk.house.must(SessionEnded(phone=BARAKA)) == 0, "it goes already"


async def test_without_a_note_of_the_end_it_leaves_by_itself(desk: Desk) -> None:
    await desk.collect()
    [job] = await desk.house.rows("select run_at from jobs where name = 'daraja.prompt'")
    at = str(job.run_at)
    assert at.startswith(str((NOON + timedelta(seconds=5)).replace(tzinfo=None)))


async def test_savings_are_paid_with_the_member_number(desk: Desk) -> None:
    answer = await desk.collect(member="amina", purpose="save", phone=AMINA, target="")
    assert answer.account == "M00021"


@pytest.mark.parametrize("amount", ["0.50", "17.42", "0", "250001"])
async def test_only_whole_shillings_within_what_the_wallet_moves(desk: Desk, amount: str) -> None:
    assert await desk.house.perform(collection(kes(amount))) == NotPayable(kes(1), kes(250_000))


async def test_there_is_one_open_prompt_until_it_is_proven_dead(desk: Desk) -> None:
    first = await desk.prompt()
    refused = await desk.house.perform(collection(kes(500)))
    assert refused == PromptOpen(first.payment, kes(1742), NOON)
    await desk.says(first.token, "unknown", code="4711")
    assert isinstance(await desk.house.perform(collection()), PromptOpen), "unknown is not dead"
    await desk.says(first.token, "failed", code="1032", reason="cancelled")
    assert (await desk.collect()).payment != first.payment


async def test_another_purpose_has_a_prompt_of_its_own(desk: Desk) -> None:
    loan = await desk.collect()
    await desk.collect(purpose="save", target="")
    shown = await desk.house.must(OpenPrompt(member="baraka", purpose="repay"))
    assert shown == loan


async def test_who_is_not_checked_may_bring_only_so_much_a_day(desk: Desk) -> None:
    desk.world.tiers["baraka"] = 0
    await desk.collect(kes(9_000))
    more = await desk.house.perform(collection(kes(1_001), purpose="save", target=""))
    assert more == OverTierLimit(kes(1_000))
    await desk.collect(kes(1_000), purpose="save", target="")


async def test_the_limit_is_of_one_business_day_and_dead_prompts_do_not_count(desk: Desk) -> None:
    desk.world.tiers["baraka"] = 0
    first = await desk.prompt(kes(10_000))
    await desk.says(first.token, "failed", reason="cancelled")
    second = await desk.prompt(kes(10_000))
    await desk.says(second.token, "succeeded", receipt="RKTQ1", amount=kes(10_000))
    assert await desk.house.perform(collection(kes(1))) == OverTierLimit(kes(0))
    desk.house.clock.later(days=1)
    await desk.collect(kes(1))


async def test_nobody_is_pestered_three_prompts_a_day_to_phones_that_are_not_hers(desk: Desk) -> None:
    for last in "456":
        attempt = await desk.prompt(phone=Phone(f"+25470000000{last}"))
        await desk.says(attempt.token, "failed", reason="cancelled")
    assert await desk.house.perform(collection(phone=STRANGER)) == TooManyPrompts()
    await desk.collect(phone=BARAKA)


async def test_i_paid_check_again_asks_once_however_often_it_is_pressed(desk: Desk) -> None:
    attempt = await desk.prompt()
    before = await desk.jobs("ask")
    await desk.house.must(CheckAgain(payment=attempt.payment))
    await desk.house.must(CheckAgain(payment=attempt.payment))
    assert await desk.jobs("ask") == before + 1
    await desk.house.must(CheckAgain(payment="no such payment"))
