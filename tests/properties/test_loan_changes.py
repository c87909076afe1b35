"""Whatever happens to loans in whatever order, the proofs hold: repayments, new plans, losses, recoveries, closes."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from core import proofs
from core.lending.messages import AssessLate, ReceiveRepayment, Reschedule, WriteOff
from core.messages import Refusal
from tests.house import House
from tests.unit.lending_house import Lender, kes, unproven

STEPS = 25
BOOKS = (
    proofs.entries_balance, proofs.trial_balance_is_zero, proofs.savings_not_negative, proofs.loans_are_owed,
    proofs.penalties_are_owed,
)  # fmt: skip


async def step(lender: Lender, chance: Random, nth: int) -> None:
    house = lender.house
    loans = await house.rows("select id, number from loans order by number")
    loan = chance.choice(loans)
    act = chance.choices(("wait", "repay", "transfer", "plan", "give up"), (5, 6, 3, 3, 1))[0]
    if act == "wait":
        house.clock.later(days=chance.randint(1, 40))
        while await house.must(AssessLate(day=house.clock.now.date())):
            pass
    elif act == "repay":
        shillings, cents = chance.choice((50, 333, 1_742, 6_000)), chance.choice((0, 37))
        await lender.try_to_repay(loan.number, f"{shillings}.{cents:02d}", confirmed=chance.random() < 0.7)
    elif act == "transfer":
        amount = kes(chance.randint(1, 3_000))
        await house.perform(ReceiveRepayment(loan=loan.id, amount=amount, reference=f"FT{nth:04d}"))
    elif act == "plan":
        months = chance.choice((1, 2, 5, 12))
        await house.perform(Reschedule(loan=loan.id, months=months, reason="asked", consent="by phone"))
    else:
        await house.perform(WriteOff(loan=loan.id, reason="no answer"))


@pytest.mark.parametrize("seed", range(3))
async def test_the_proofs_hold_after_every_step(house: House, seed: int):
    lender, chance = Lender(house), Random(seed)
    await lender.lends()
    for months, product in ((3, "boost"), (12, "kilimo"), (2, "boost")):
        member = await lender.member(deposits=12_000)
        answer = await lender.lend(member, months=months, product=product)
        assert not isinstance(answer, Refusal)
    for nth in range(STEPS):
        await step(lender, chance, nth)
        assert await unproven(house) == {}
    house.clock.now += timedelta(days=1)
    async with house.database.reading() as connection:
        for prove in BOOKS:
            assert (await prove(connection, house.hold.institution)).detail == ""
