"""Callbacks that are dropped, doubled, cut, early or late, and paybill money."""

from __future__ import annotations

import base64

from core.payments.messages import ReceiveMoney, ReportResult
from integrations.daraja import sandbox as fake
from tests.contract.daraja.acts import kes, payout, prompt
from tests.contract.daraja.conftest import QUICK, World
from tests.contract.daraja.twin import NOW

# Callbacks that misbehave, and the whole way through the jobs


async def test_a_callback_sent_three_times_is_reported_once(world: World) -> None:
    await world.sim("scenario", match={"kind": "stk"}, callback={"duplicate": 3})
    await prompt(world)
    await world.settled()
    assert len((await world.look("log"))["callbacks"]) == 3
    assert len(world.door.heard(ReportResult)) == 1


async def test_a_callback_that_was_cut_is_kept_and_set_aside(world: World) -> None:
    await world.sim("scenario", match={"kind": "stk"}, callback={"truncated": True})
    await prompt(world)
    await world.settled()
    assert len(world.door.arrivals) == 1
    assert [one.reason for one in world.door.told] == ["the body is not JSON"]  # type: ignore[attr-defined]


async def test_a_callback_may_come_before_the_acknowledgement(world: World) -> None:
    await world.sim("scenario", match={"kind": "stk"}, callback={"before_ack": True})
    done = await prompt(world)
    assert done.outcome == "accepted"
    assert len(world.door.arrivals) == 1


async def test_paybill_money_may_come_before_the_prompts_own_callback(world: World) -> None:
    await world.client.register()
    await world.sim("scenario", match={"kind": "stk"}, callback={"reorder": True, "delay_seconds": 0.05})
    await prompt(world)
    await world.settled()
    assert [type(one) for one in world.door.told] == [ReceiveMoney, ReportResult]


async def test_a_dropped_callback_is_never_repeated(world: World) -> None:
    await world.sim("scenario", match={"kind": "b2c"}, callback={"drop": True})
    await payout(world)
    await world.settled()
    assert world.door.told == []
    assert (await world.look("log"))["callbacks"][0]["state"] == "dropped"


async def test_callbacks_are_answered_with_daraja_s_words_and_quickly(world: World) -> None:
    await prompt(world)
    await world.sandbox.idle()
    [call] = (await world.look("log"))["callbacks"]
    assert call["status"] == 200
    assert call["milliseconds"] < 2_000


async def test_a_restarted_sandbox_ends_what_waited_and_calls_back_once(world: World) -> None:
    await world.sim("settings", prompt_seconds=30)
    await prompt(world)
    await world.sandbox.close()
    directory = world.sandbox.world.store.directory
    world.sandbox = await fake.start("127.0.0.1", 0, directory, clock=lambda: NOW, timing=QUICK)
    await world.sandbox.idle()
    await world.sandbox.close()
    world.sandbox = await fake.start("127.0.0.1", 0, directory, clock=lambda: NOW, timing=QUICK)
    await world.sandbox.idle()
    await world.door.read_everything(world.jobs)
    assert len(world.door.heard(ReportResult)) == 1
    assert len((await world.look("log"))["callbacks"]) == 1


async def test_a_person_at_the_paybill_is_validated_and_confirmed(world: World) -> None:
    await world.client.register()
    paid = await world.sim("c2b", msisdn="+254700000002", amount=1742, reference="ln 0042")
    await world.settled()
    [money] = world.door.heard(ReceiveMoney)
    assert (money.receipt, money.reference, money.amount) == (paid["receipt"], "ln 0042", kes(1742))


async def test_money_that_we_turn_away_stays_with_the_payer(world: World) -> None:
    await world.client.register()
    world.door.broken = True
    refused = await world.sim("c2b", msisdn="+254700000002", amount=50, reference="LN0042")
    assert refused == {"state": "rejected", "code": "C2B00016", "receipt": ""}
    assert "wallet:254700000002" not in (await world.look("ledger"))["accounts"]


async def test_the_log_of_the_sandbox_holds_no_password(world: World) -> None:
    await prompt(world)
    await payout(world)
    await world.sandbox.idle()
    written = str(await world.look("log"))
    proof = base64.b64encode(fake.PASSKEY.encode()).decode()
    assert fake.PASSKEY not in written
    assert proof[4:-4] not in written
    assert "SecurityCredential" not in written


async def test_a_control_order_that_makes_no_sense_is_told_so(world: World) -> None:
    async with world.http.post(f"{world.sandbox.url}/_sim/scenario", json={"ack": "sideways"}) as got:
        assert got.status == 400
        assert "sideways" in await got.text()
