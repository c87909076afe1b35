"""A busy hour: fifty members, five hundred payouts, prompts and paybill payments, and what Daraja does to them."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import aiohttp

from core.bus import Bus, Hold
from core.db import Database
from core.handlers import HANDLERS
from core.institution import Institution
from core.members.messages import RegisterMember
from core.messages import Refusal, Request
from core.money import Money
from core.payments.messages import Collect
from core.phone import Phone
from core.savings.messages import OpenBalance, Withdraw
from core.secret import Secret
from deploy import clock
from tests.house import PEPPER, AnyPin

MEMBERS = 50
PAYOUTS = 500
PAYBILL = 50
OPENING = 20_000
AT_ONCE = 16

#: What goes wrong with payouts of so many shillings; the others go well.
PAYOUT_FAULTS: dict[int, dict[str, Any]] = {
    101: {"ack": "lost"},
    102: {"ack": "hang"},
    103: {"ack": "reset"},
    104: {"ack": "empty", "callback": {"drop": True}},
    105: {"callback": {"duplicate": 3}},
    106: {"callback": {"drop": True}},
    107: {"callback": {"before_ack": True, "duplicate": 2}},
    108: {"callback": {"delay_seconds": 1.5}},
    109: {"callback": {"queue_timeout": True, "reorder": True}},
    110: {"outcome": "unregistered"},
    111: {"callback": {"truncated": True}},
    112: {"outcome": "unregistered", "ack": "lost", "callback": {"drop": True}},
}
PAYOUT_AMOUNTS = tuple(range(101, 121))
#: The same for prompts and for payments at the paybill, whose only trace is the callback.
PROMPT_FAULTS: dict[int, dict[str, Any]] = {
    201: {"ack": "lost"},
    202: {"callback": {"duplicate": 2}},
    203: {"callback": {"reorder": True}},
    204: {"outcome": "cancelled"},
}
PROMPT_AMOUNTS = tuple(range(201, 209))
PAYBILL_FAULTS: dict[int, dict[str, Any]] = {301: {"callback": {"duplicate": 3}}}
PAYBILL_AMOUNTS = (301, 302, 303)
TIMING = {"payout_seconds": 0.4, "prompt_seconds": 0.4, "status_seconds": 0.1, "hang_seconds": 0.6}


def phone(count: int) -> Phone:
    return Phone(f"+254711{count:06d}")


def number(count: int) -> str:
    return f"M-{count:05d}"


@dataclass
class Rush:
    """Everything is drawn from `rng`, so a seed is a whole run."""

    rng: random.Random
    members: dict[int, str] = field(default_factory=dict)

    async def prepare(self, database: Database) -> None:
        """Members with money, and all that they ask for: as if each had signed within the same minute."""
        bus = Bus(Hold(database, HANDLERS, Institution(prompt_after_seconds=0), clock.now, AnyPin(), PEPPER))

        async def must(key: str, request: Request[Any]) -> Any:
            answer = await bus.perform(request, key=key, scope="rush")
            assert not isinstance(answer, Refusal), (key, answer)
            return answer

        async def join(count: int) -> None:
            member = await must(f"join:{count}", _registration(count))
            balance = OpenBalance(member=member, kind="ordinary", amount=kes(OPENING), on=date(2025, 1, 1))
            await must(f"open:{count}", balance)
            self.members[count] = member

        async def ask(count: int) -> None:
            for each in range(PAYOUTS // MEMBERS):
                amount = kes(self.rng.choice(PAYOUT_AMOUNTS))
                wish = Withdraw(member=self.members[count], amount=amount, pin=Secret(""), again=True)
                await must(f"out:{count}:{each}", wish)
            amount = kes(self.rng.choice(PROMPT_AMOUNTS))
            prompt = Collect(member=self.members[count], purpose="save", amount=amount, phone=phone(count))
            await must(f"in:{count}", prompt)

        for step in (join, ask):
            await _all(step(count) for count in range(1, MEMBERS + 1))

    async def order_faults(self, session: aiohttp.ClientSession, daraja: str) -> None:
        await _told(session, f"{daraja}/_sim/settings", TIMING)
        for kind, table in (("b2c", PAYOUT_FAULTS), ("stk", PROMPT_FAULTS), ("c2b", PAYBILL_FAULTS)):
            for amount, fault in table.items():
                order = {"match": {"kind": kind, "amount": amount}, "times": None, **fault}
                await _told(session, f"{daraja}/_sim/scenario", order)

    async def pay_at_the_paybill(self, session: aiohttp.ClientSession, daraja: str) -> None:
        """One after the other, whether the server lives or not."""
        for each in range(PAYBILL):
            count = each % MEMBERS + 1
            paid = {
                "msisdn": phone(count).digits,
                "amount": self.rng.choice(PAYBILL_AMOUNTS),
                "reference": number(count),
            }
            done = await _told(session, f"{daraja}/_sim/c2b", paid)
            assert done["state"] in ("completed", "rejected"), done
            await asyncio.sleep(0.05)


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


def _registration(count: int) -> RegisterMember:
    return RegisterMember(
        number=number(count), full_name=f"Member Number {count}", id_number=str(40_000_000 + count),
        born_on=date(1980, 1, 1), phone=phone(count), language="en", tier=1, joined_on=date(2025, 1, 1),
    )  # fmt: skip


async def _all(work: Any) -> None:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(each: Any) -> None:
        async with room:
            await each

    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(one(each))


async def _told(session: aiohttp.ClientSession, url: str, body: Any) -> Any:
    async with session.post(url, json=body) as reply:
        assert reply.status == 200, await reply.text()
        return await reply.json()
