"""`kill -9` in the middle of five hundred payouts and five hundred callbacks loses nothing and does nothing twice."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.db import Database
from deploy import migrate
from integrations.daraja.sandbox_world import OPENING_WALLET_CENTS
from tests.house import PEPPER
from tests.whole import rush
from tests.whole.running import Site, calls, eventually
from tests.whole.rush import Rush, phone

#: Beside one power cut.
KILLS = 3
LOOKS = 4
#: The power is cut before so many payouts were begun: hundreds are still to come.
EARLY = 120
#: Quiet, it takes twenty; a busy machine is no fault of ours.
SETTLE_SECONDS = 240
#: Short enough for a test, and in the same order as the real ones: a lease ends before "never seen" is believed.
HASTE = {
    "IMARISHA_PEPPER": PEPPER.decode(),
    "IMARISHA_PROMPT_AFTER_SECONDS": "0",
    "IMARISHA_ASK_AFTER_SECONDS": "6,3,4,6",
    "IMARISHA_ABSENT_AFTER_SECONDS": "8",
    "IMARISHA_MOST_LEASE_SECONDS": "4",
    # A call waits for its turn after its attempt is committed: so some are killed before they were made.
    "IMARISHA_DARAJA_CALLS_PER_SECOND": "25",
    "IMARISHA_LOG_LEVEL": "warning",
}


@dataclass
class Case:
    """A site under fire. `victims` are killed, `begun` are the payouts whose call hung in the air at a kill."""

    site: Site
    database: Database
    victims: dict[str, tuple[str, ...]]
    begun: set[str] = field(default_factory=set)

    async def start(self) -> None:
        for called, words in self.victims.items():
            await self.site.start(*words, called=called)

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.database.reading() as connection:
            return list((await connection.execute(text(sql), values)).all())

    async def hanging(self) -> set[str]:
        """Payouts that were begun and whose answer is not recorded."""
        found = await self.rows("select token from attempts where kind = 'payout' and state = 'begun'")
        return {row.token for row in found}

    def there(self) -> set[str]:
        """Calls that the sandbox has heard, those too that it cut off."""
        return {
            row["originator"]
            for row in self.site.sandbox_rows(
                "select other_id as originator from daraja_transaction union"
                " select json_extract(asked, '$.OriginatorConversationID') from daraja_log"
            )
        }

    async def until_begun(self, least: int) -> None:
        """So many payouts were begun, however slow the machine is."""

        async def begun() -> bool:
            counted = await self.rows("select count(*) from attempts where kind = 'payout'")
            return bool(counted[0][0] >= least)

        await eventually(begun, f"{least} payouts begun", seconds=SETTLE_SECONDS)

    async def kill(self, *called: str) -> None:
        for each in called:
            self.site.running[each].kill()
        self.begun |= await self.hanging()
        for each in called:
            await self.site.start(*self.victims[each], called=each)

    async def cut_the_power(self, session: Any) -> None:
        """Kill everybody who calls Daraja, between the commit of an attempt and its call: frozen, to be sure of it."""
        callers = [called for called in self.victims if called != "serve" or len(self.victims) == 1]
        processes = [self.site.running[called] for called in callers]

        async def is_between() -> bool:
            for each in processes:
                each.freeze()
            for _ in range(LOOKS):
                # Answered in its turn: what was sent before a process froze has been read by then.
                await (await session.get(f"{self.site.sandboxes['daraja']}/_sim/ledger")).read()
            if await self.hanging() - self.there():
                return True
            for each in processes:
                each.thaw()
            return False

        await eventually(is_between, "a payout between its commit and its call", seconds=SETTLE_SECONDS)
        await self.kill(*callers)


@pytest.fixture(params=["sqlite", "postgres"])
async def case(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Case]:
    """SQLite: all in one process. PostgreSQL, durable, and Redis: a server and two workers."""
    settings = dict(HASTE)
    data = tmp_path / "data"
    data.mkdir()
    if request.param == "postgres":
        plain = await request.getfixturevalue("durable_postgres").create_database("killed")
        url = plain.replace("postgresql://", "postgresql+asyncpg://", 1)
        redis = request.getfixturevalue("redis_server").url
        settings |= {"IMARISHA_DATABASE_URL": url, "IMARISHA_REDIS_URL": redis, "IMARISHA_WORK_INSIDE": "no"}
        victims: dict[str, tuple[str, ...]] = {"serve": ("serve",), "work-1": ("work",), "work-2": ("work",)}
    else:
        url, victims = f"sqlite+aiosqlite:///{data}/imarisha.sqlite", {"serve": ("serve",)}
    await migrate.upgrade(url)
    site, database = Site(data, settings), Database(url)
    try:
        yield Case(site, database, victims)
    finally:
        site.end()
        await database.close()


@pytest.mark.parametrize("seed", [20261])
async def test_a_killed_process_loses_nothing_and_pays_nobody_twice(case: Case, seed: int) -> None:
    site, rng = case.site, random.Random(seed)
    hour = Rush(rng)
    await hour.prepare(case.database)
    began = time.monotonic()
    await site.start("sandbox")
    async with calls() as session:
        daraja = site.sandboxes["daraja"]
        await hour.order_faults(session, daraja)
        await case.start()
        await eventually(lambda: site.sandbox_rows("select * from daraja_address"), "our addresses", seconds=20)
        paying = asyncio.create_task(hour.pay_at_the_paybill(session, daraja))
        # The power cut first: a process that starts again takes its time, and the payouts do not wait for it.
        await case.until_begun(rng.randrange(40, EARLY))
        await case.cut_the_power(session)
        for after in sorted(rng.sample(range(EARLY, rush.PAYOUTS - 50), KILLS)):
            await case.until_begun(after)
            await asyncio.sleep(rng.uniform(0, 0.1))
            await case.kill(rng.choice(sorted(case.victims)))
        await paying
        await resend(case, session)
    await eventually(lambda: settled(case), "an end of everything", seconds=SETTLE_SECONDS, every=0.5)
    print(f"{KILLS + 1} kills, everything settled after {time.monotonic() - began:.0f} s")
    for check in CHECKS:
        await check(case, hour)
    status, said = await site.run("prove")
    assert status == 0, said
    assert "look" not in said, said


async def resend(case: Case, session: Any) -> None:
    """Paybill confirmations that nobody took: Daraja keeps them on its statement, and somebody types them in.

    Some were kept before the server died and could not say so: then they come twice.
    """
    lost = case.site.sandbox_rows("select url, body from daraja_delivery where what = 'c2b' and status <> 200")
    for each in lost:
        async with session.post(each["url"], data=each["body"]) as reply:
            assert reply.status == 200


async def settled(case: Case) -> bool:
    """Everything that can end has ended.

    Of a prompt whose acknowledgement and callback were both lost nobody can ask: money it brought is on the
    statement, else it waits for a person.
    """
    payments = await case.rows(
        "select id from payments p where state not in ('succeeded', 'failed', 'expired') and not exists"
        " (select 1 from attempts a where a.payment = p.id and a.kind = 'prompt' and a.provider_id = '')"
    )
    jobs = await case.rows(
        "select id from jobs where state = 'waiting' and name not like 'cron.%'"
        " and name not in ('daraja.ask', 'daraja.confirm')"
    )
    open_there = case.site.sandbox_rows("select id from daraja_transaction where state = 'waiting'")
    return not (payments or jobs or open_there)


# What must be true afterwards


async def every_payout_left_once_or_came_back(case: Case, hour: Rush) -> None:
    sent = Counter(
        row["reference"]
        for row in case.site.sandbox_rows(
            "select reference from daraja_transaction where kind = 'b2c' and state = 'completed'"
        )
    )
    ours = await case.rows("select reference, state from payments where direction = 'out'")
    assert len(ours) == rush.PAYOUTS
    wrong = [(row.reference, row.state) for row in ours if sent[row.reference] != (row.state == "succeeded")]
    assert not wrong
    assert max(sent.values()) == 1


async def both_books_agree(case: Case, hour: Rush) -> None:
    """Wallet by wallet at the sandbox, account by account here."""
    wallets = {
        row["name"]: row["cents"] - OPENING_WALLET_CENTS
        for row in case.site.sandbox_rows("select name, cents from daraja_account where name like 'wallet:%'")
    }
    moved = await case.rows(
        "select p.member, sum(case when p.direction = 'out' then p.minor_units else -p.booked end) as net,"
        " sum(case when p.direction = 'out' then p.minor_units + w.fee_minor_units else -p.booked end) as gone"
        " from payments p left join savings_withdrawals w on w.payment = p.id where p.state = 'succeeded'"
        " group by p.member"
    )
    net = {row.member: (int(row.net), int(row.gone)) for row in moved}
    balances = await case.rows("select account, -sum(minor_units) as cents from postings group by account")
    savings = {row.account: int(row.cents) for row in balances}
    for count, member in hour.members.items():
        paid, gone = net.get(member, (0, 0))
        assert wallets.get(f"wallet:{phone(count).digits}", 0) == paid, rush.number(count)
        account = f"savings:S{count:05d}"
        assert savings[account] == rush.OPENING * 100 - gone, rush.number(count)


async def every_receipt_is_booked_once(case: Case, hour: Rush) -> None:
    theirs = {
        row["receipt"]
        for row in case.site.sandbox_rows(
            "select receipt from daraja_transaction where state = 'completed' and kind in ('b2c', 'stk', 'c2b')"
        )
    }
    ours = [row.receipt for row in await case.rows("select receipt from payments where receipt <> ''")]
    assert Counter(ours) == Counter(theirs)


async def nothing_is_left_over(case: Case, hour: Rush) -> None:
    assert await case.rows("select * from suspense") == []
    assert await case.rows("select name, error from jobs where state = 'dead'") == []
    assert await case.rows("select source, trouble from inbox where trouble <> '' and trouble not like '%JSON%'") == []
    # A prompt whose acknowledgement and callbacks were all lost: a person was called before the statement came.
    assert await case.rows("select kind, about from cases where about not like 'payment%no_answer'") == []


async def nobody_is_told_twice(case: Case, hour: Rush) -> None:
    told = Counter((row["to"], row["text"]) for row in case.site.sandbox_rows('select "to", text from at_sms_messages'))
    receipts = await case.rows("select receipt from payments where receipt <> ''")
    twice = [text for (_, text), times in told.items() if times > 1 and any(each.receipt in text for each in receipts)]
    assert not twice


async def the_kills_hit_both_sides_of_the_call(case: Case, hour: Rush) -> None:
    """Of the payouts that were begun and not recorded at a kill, some had left and some had not."""
    before, after = case.begun - case.there(), case.begun & case.there()
    print(f"killed before the call: {len(before)}, after it: {len(after)}")
    assert before
    assert after


CHECKS = (
    every_payout_left_once_or_came_back,
    both_books_agree,
    every_receipt_is_booked_once,
    nothing_is_left_over,
    nobody_is_told_twice,
    the_kills_hit_both_sides_of_the_call,
)
