"""Money sent back and balances asked for: what Daraja's answers mean, and the sandbox that answers like it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.money import Money
from core.payments.messages import ReportResult, Result
from core.providers.messages import AskBalance, Held, ReportFloat
from integrations.daraja.balances import read_balances
from integrations.daraja.submission import Submission
from integrations.daraja.wire import Unreadable, read_reversal
from tests.contract.daraja.acts import ASK, TOKEN, kes
from tests.contract.daraja.conftest import World
from tests.contract.daraja.twin import AMINA

RECORDED = Path(__file__).parent / "recorded"


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in json.loads((RECORDED / f"{name}.json").read_text())]


@pytest.mark.parametrize("case", cases("reversal"))
def test_the_answer_to_a_reversal_means(case: dict[str, Any]) -> None:
    body, means = json.dumps(case["body"]).encode(), dict(case["means"])
    if "unreadable" in means:
        with pytest.raises(Unreadable):
            read_reversal(body)
        return
    if "amount" in means:
        means["amount"] = Money(means["amount"]["minor"], means["amount"]["currency"])
    assert read_reversal(body).result == Result(**means)


@pytest.mark.parametrize("case", cases("balance"))
def test_the_answer_to_a_balance_question_means(case: dict[str, Any]) -> None:
    body, means = json.dumps(case["body"]).encode(), case["means"]
    if "unreadable" in means:
        with pytest.raises(Unreadable):
            read_balances(body)
        return
    assert read_balances(body) == tuple(Held(name, Money(cents, "KES")) for name, cents in means.items())


# Against the sandbox


async def paid(world: World, amount: int = 500) -> str:
    """Somebody pays the paybill; the receipt."""
    done = await world.sim("c2b", msisdn=AMINA.digits, amount=amount, reference="LN0042", validate=False)
    return str(done["receipt"])


async def reverse(world: World, receipt: str, token: str = TOKEN, amount: int = 500) -> Submission:
    world.door.asked[token] = "reversal"
    return await world.client.reverse(attempt=token, receipt=receipt, amount=kes(amount), remarks="Paid by mistake")


async def answers(world: World) -> list[Result]:
    await world.settled()
    return [told.result for told in world.door.heard(ReportResult)]


async def wallet(world: World) -> int:
    return int((await world.look("ledger"))["accounts"][f"wallet:{AMINA.digits}"])


async def test_paybill_money_goes_back_to_the_wallet_it_came_from_once(world: World) -> None:
    receipt = await paid(world)
    before = await wallet(world)
    taken = await reverse(world, receipt)
    assert taken.outcome == "accepted"
    assert taken.provider_id.startswith("6e86-"), "the id by which it can be asked about"
    [result] = await answers(world)
    assert (result.state, result.amount, result.receiver_digits) == ("succeeded", kes(500), AMINA.digits)
    assert result.receipt not in ("", receipt)
    assert await wallet(world) == before + 50_000

    await reverse(world, receipt, ASK)
    again = (await answers(world))[-1]
    assert (again.state, again.code, again.receipt) == ("succeeded", "R000001", "")
    assert await wallet(world) == before + 50_000
    assert (await world.look("ledger"))["sum"] == 0


@pytest.mark.parametrize("change", [{"receipt": "RKTNOTHING"}, {"amount": 400}])
async def test_what_never_came_so_cannot_go_back(world: World, change: dict[str, Any]) -> None:
    asked = {"receipt": await paid(world)} | change
    await reverse(world, **asked)
    [result] = await answers(world)
    assert (result.state, result.code) == ("failed", "R000002")


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [("insufficient", "failed", "ours"), ("credential", "failed", "ours"), ("4711", "unknown", "")],
)
async def test_a_reversal_that_ends_otherwise(world: World, outcome: str, state: str, reason: str) -> None:
    receipt = await paid(world)
    await world.sim("scenario", match={"kind": "reversal", "reference": receipt}, outcome=outcome)
    await reverse(world, receipt)
    [result] = await answers(world)
    assert (result.state, result.reason) == (state, reason)


async def test_a_reversal_can_be_asked_after_by_the_id_that_daraja_gave_it(world: World) -> None:
    receipt = await paid(world)
    await world.sim("scenario", match={"kind": "reversal"}, callback={"drop": True})
    taken = await reverse(world, receipt)
    assert await answers(world) == []
    assert (await world.client.ask_status(attempt=ASK, originator=taken.provider_id)).outcome == "accepted"
    [result] = await answers(world)
    assert (result.state, result.amount) == ("succeeded", kes(500))


async def test_a_queue_that_timed_out_is_unknown_and_the_result_follows(world: World) -> None:
    receipt = await paid(world)
    await world.sim("scenario", match={"kind": "reversal"}, callback={"queue_timeout": True})
    await reverse(world, receipt)
    assert [result.state for result in await answers(world)] == ["unknown", "succeeded"]


async def test_what_daraja_would_refuse_never_leaves(world: World) -> None:
    assert (await reverse(world, "")).outcome == "refused"
    assert (await reverse(world, "RKT", amount=0)).outcome == "refused"
    assert (await world.look("log"))["transactions"] == []


async def test_the_misspelt_field_is_the_right_one(world: World) -> None:
    token = await world.client._access.token()
    fields = world.client._initiated(TOKEN, name="Initiator") | {
        "CommandID": "TransactionReversal", "TransactionID": "RKT1", "Amount": 5, "Remarks": "Mistake",
        "ReceiverParty": world.config.shortcode, "ReceiverIdentifierType": "11",
    }  # fmt: skip
    url = f"{world.sandbox.url}/mpesa/reversal/v1/request"
    async with world.http.post(url, json=fields, headers={"Authorization": f"Bearer {token}"}) as said:
        assert (said.status, (await said.json())["errorCode"]) == (400, "400.002.02")


async def test_balances_are_asked_for_and_told(world: World) -> None:
    await paid(world)
    await world.jobs["daraja.balance"].run(AskBalance("daraja"), world.door)
    await world.settled()
    [told] = world.door.heard(ReportFloat)
    assert told.accounts == (Held("paybill", kes(500)), Held("payouts", kes(50_000_000)))


async def test_a_balance_question_that_fails_says_nothing(world: World) -> None:
    await world.sim("scenario", match={"kind": "balance"}, outcome="credential")
    await world.jobs["daraja.balance"].run(AskBalance("daraja"), world.door)
    await world.settled()
    [told] = world.door.heard(ReportFloat)
    assert told.accounts == ()
