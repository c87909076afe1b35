"""Whatever tellers do, in whatever order: every coin is where the books say, and no till or member owes one."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import schema
from core.bus import Hold
from core.closing.messages import CloseDay
from core.db import Database
from core.handlers import HANDLERS
from core.institution import Institution
from core.messages import Origin, SecondPersonNeeded
from core.permissions.messages import DecideApproval
from core.tills import messages as tills
from tests.house import PEPPER, AnyPin, Clock, House
from tests.unit.desk_house import APPROVER, MANAGER, OTIENO, WANJIRU, Desk, kes

TELLERS = st.sampled_from([(WANJIRU, "T-01"), (OTIENO, "T-02")])
SHILLINGS = st.sampled_from([1, 50, 900, 5_000, 60_000, 120_000])
ACTS = st.sampled_from(
    ["open", "save", "save", "repay", "take", "take", "reverse", "float_in", "float_out", "count", "close", "sleep",
     "close_day"]
)  # fmt: skip
STEPS = st.lists(st.tuples(ACTS, TELLERS, SHILLINGS), max_size=16)


class Branch:
    """Two tellers, two tills, a member with savings and one with a loan."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.saver = self.loan = ""

    async def opens(self) -> None:
        await self.desk.opens(vault=150_000, tills_=2)
        self.saver = await self.desk.member(saves=3_000)
        self.loan = await self.desk.loan(await self.desk.member())

    async def act(self, what: str, teller: Origin, till: str, shillings: int) -> None:
        wish = await self.wish(what, till, shillings)
        by = MANAGER if what == "close_day" else teller
        if what == "sleep":
            self.desk.house.clock.later(hours=16)
        if wish is None:
            return
        answer = await self.desk.asks(wish, by=by)
        if isinstance(answer, SecondPersonNeeded):
            second = APPROVER if what == "take" else MANAGER
            await self.desk.asks(DecideApproval(approval=answer.approval, approve=True), by=second)

    async def wish(self, what: str, till: str, shillings: int) -> Any:
        amount = kes(shillings)
        match what:
            case "open":
                return tills.OpenTill(till=till, amount=amount)
            case "save":
                return tills.DepositCash(member=self.saver, amount=amount)
            case "repay":
                return tills.RepayInCash(loan=self.loan, amount=amount)
            case "take":
                return tills.WithdrawCash(member=self.saver, amount=amount, identity_seen=True, again=True)
            case "float_in" | "float_out":
                return tills.MoveFloat(till=till, amount=amount, to="till" if what == "float_in" else "vault")
            case "close_day":
                return CloseDay()
            case _:
                return await self.late_wish(what, till, shillings)

    async def late_wish(self, what: str, till: str, shillings: int) -> Any:
        if what == "reverse":
            last = (await self.desk.house.must(tills.Receipts(till=till))).items
            return tills.ReverseReceipt(receipt=last[0].receipt, reason="a mistake") if last else None
        day = await self.desk.house.perform(tills.TillDayOf(till=till))
        if not isinstance(day, tills.TillDay) or day.state == "closed":
            return None
        if what == "count":
            found = day.expected if shillings > 50 else day.expected + kes(shillings)
            return tills.CountTill(till=till, amount=found)
        difference = day.count.difference if day.count else kes(0)
        return tills.CloseTill(till=till, difference=difference, reason="counted") if what == "close" else None

    async def holds(self) -> None:
        await self.desk.holds()
        for till in (await self.desk.house.must(tills.Tills())).items:
            day = await self.desk.house.perform(tills.TillDayOf(till=till.till))
            if isinstance(day, tills.TillDay):
                assert till.holds == (day.expected if day.state == "open" else kes(0))
        numbers = [row.number for row in await self.desk.house.rows("select number from cash_movements order by 1")]
        assert numbers == list(range(1, len(numbers) + 1))


async def played(steps: list[tuple[str, tuple[Origin, str], int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder)}/house.sqlite")
        try:
            async with database.writing() as connection:
                await connection.run_sync(schema.create_all)
            clock = Clock()
            hold = Hold(database, HANDLERS, Institution(), clock, AnyPin(), PEPPER)
            branch = Branch(Desk(House(database, hold, clock)))
            await branch.opens()
            for what, (teller, till), shillings in steps:
                await branch.act(what, teller, till, shillings)
            await branch.holds()
        finally:
            await database.close()


FIRST = (WANJIRU, "T-01")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
@example(
    steps=[
        ("open", FIRST, 5_000), ("save", FIRST, 900), ("count", FIRST, 900), ("close", FIRST, 1),
        ("close_day", FIRST, 1), ("open", FIRST, 900), ("repay", FIRST, 60_000), ("reverse", FIRST, 1),
        ("sleep", FIRST, 1),
    ]
)  # fmt: skip
@example(steps=[("open", FIRST, 120_000), ("take", FIRST, 900), ("count", FIRST, 50), ("close", FIRST, 1)])
def test_any_order_of_movements_keeps_the_proofs(steps: list[tuple[str, tuple[Origin, str], int]]) -> None:
    asyncio.run(played(steps))
