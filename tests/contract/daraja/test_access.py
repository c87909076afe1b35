"""Tokens, passwords, secrets and addresses, as Daraja sees them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.phone import Phone
from core.secret import Secret
from integrations.daraja import sandbox as fake
from integrations.daraja.client import DarajaClient
from integrations.daraja.submission import Submission
from tests.contract.daraja.acts import ASK, TOKEN, kes, payout
from tests.contract.daraja.conftest import World
from tests.contract.daraja.twin import AMINA, NOW

# Tokens and passwords


async def token_calls(world: World) -> int:
    lines = (await world.look("log"))["requests"]
    return sum(line["path"].startswith("/oauth") for line in lines)


async def test_fifty_calls_at_once_fetch_one_token(world: World) -> None:
    phones = [Phone(f"+2547000010{n:02d}") for n in range(50)]
    done = await asyncio.gather(*(payout(world, f"{n:032x}", phone=phone) for n, phone in enumerate(phones)))
    assert {one.outcome for one in done} == {"accepted"}
    assert await token_calls(world) == 1


async def test_a_revoked_token_is_replaced_once_and_the_call_repeated(world: World) -> None:
    await payout(world)
    await world.sim("revoke")
    assert (await payout(world, ASK)).outcome == "accepted"
    assert await token_calls(world) == 2


async def test_a_token_is_used_for_fifty_minutes(world: World) -> None:
    now = [NOW]
    world.client = DarajaClient(world.config, clock=lambda: now[0])
    await payout(world)
    now[0] += timedelta(minutes=49)
    await payout(world, ASK)
    now[0] += timedelta(minutes=2)
    await payout(world, "c" * 32)
    await world.client.close()
    assert await token_calls(world) == 2


async def test_wrong_keys_are_a_refusal_before_anything_was_done(world: World) -> None:
    client = DarajaClient(replace(world.config, consumer_secret=Secret("no")), clock=lambda: NOW)
    done = await client.prompt(attempt=TOKEN, phone=AMINA, amount=kes(5), reference="P1", description="Loan")
    await client.close()
    assert done == Submission("refused", code="token http 400", retryable=True)


async def test_a_clock_three_hours_off_looks_like_wrong_credentials(world: World) -> None:
    client = DarajaClient(world.config, clock=lambda: NOW - timedelta(hours=3))
    done = await client.prompt(attempt=TOKEN, phone=AMINA, amount=kes(5), reference="P1", description="Loan")
    await client.close()
    assert done == Submission("refused", code="500.001.1001")


def test_no_secret_is_in_the_configs_repr(world: World) -> None:
    shown = repr(world.config)
    for secret in (fake.CONSUMER_SECRET, fake.PASSKEY, fake.INITIATOR_PASSWORD, "0123456789abcdef"):
        assert secret not in shown


@pytest.mark.parametrize("word", ["MPESA", "safaricom", "query", "Sql", "exec", "cmd"])
def test_a_callback_address_with_a_banned_word_is_refused_at_once(world: World, word: str) -> None:
    with pytest.raises(ValueError, match=word.lower()[:3]):
        replace(world.config, callback_base_url=f"https://{word}.imarisha.example")
    with pytest.raises(ValueError, match=word.lower()[:3]):
        replace(world.config, path_token=Secret(f"x{word}x"))


async def test_registering_twice_counts_as_registered(world: World) -> None:
    await world.sim("settings", register_once=True)
    assert (await world.client.register()).outcome == "accepted"
    assert await world.client.register() == Submission("accepted", code="500.003.1001")
