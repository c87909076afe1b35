"""The real core, the real client, the real webhooks and the sandbox: money moves once and the books say so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest_asyncio
from aiohttp import web
from sqlalchemy import text

from core.codec import decode
from core.jobs.messages import Jobs, ReplayJob
from core.messages import Jobs as Works
from core.payments.messages import ReadPayment, ReversePayment
from core.providers.messages import AskFloats, Providers
from core.reconciling.messages import Account, Reconcile
from core.secret import Secret
from integrations.daraja import sandbox as fake
from integrations.daraja import sandbox_statement
from integrations.daraja.client import DarajaClient
from integrations.daraja.jobs import jobs
from integrations.daraja.webhook import routes
from tests.contract.daraja.conftest import PATH_TOKEN, QUICK
from tests.contract.daraja.twin import app_of
from tests.house import House, build, database
from tests.payments_world import Desk, World, kes

__all__ = ["build", "database"]


class Branch:
    """A desk whose jobs are done and whose callbacks arrive."""

    def __init__(self, desk: Desk, sandbox: fake.Sandbox, client: DarajaClient, work: Works) -> None:
        self.desk = desk
        self.sandbox = sandbox
        self.client = client
        self.work = work
        self.done: set[str] = set()

    async def works(self, *, but: tuple[str, ...] = ("daraja.ask", "daraja.confirm")) -> None:
        """Do every waiting job once, let the sandbox call back, and go on until nothing is new."""
        while fresh := [job for job in await self._waiting() if job.name not in but]:
            for job in fresh:
                self.done.add(job.key)
                work = self.work[job.name]
                await work.run(decode(work.payload, job.payload), self.desk.house.bus)
            await self.sandbox.idle()

    async def _waiting(self) -> list[Any]:
        rows = await self.desk.house.rows("select name, payload, key from jobs where name like '%daraja%'")
        return [row for row in rows if row.key not in self.done]

    async def payment(self, payment: str) -> Any:
        return await self.desk.house.must(ReadPayment(payment=payment))


@pytest_asyncio.fixture
async def branch(build: Callable[..., House], tmp_path: Path) -> AsyncIterator[Branch]:
    world = World()
    house = build(handlers=world.handlers())
    sandbox = await fake.start("127.0.0.1", 0, tmp_path, clock=house.clock, timing=replace(QUICK))
    config = sandbox.config(callback_base_url="http://127.0.0.1:1", path_token=Secret(PATH_TOKEN))
    runner = web.AppRunner(app_of(routes(house.bus, config, house.clock)))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    config = replace(config, callback_base_url=f"http://127.0.0.1:{runner.addresses[0][1]}")
    client = DarajaClient(config, clock=house.clock)
    await client.register()
    yield Branch(Desk(house, world), sandbox, client, jobs(client, config))
    await client.close()
    await sandbox.close()
    await runner.cleanup()


async def test_a_prompt_that_is_paid_is_booked_once_from_two_announcements(branch: Branch) -> None:
    collected = await branch.desk.collect()
    await branch.works()
    payment = await branch.payment(collected.payment)
    assert (payment.state, payment.amount) == ("succeeded", collected.amount)
    assert len(payment.receipt) == 10
    [posted] = await branch.desk.house.rows("select count(*) as times from receipts")
    assert posted.times == 1


async def test_a_payout_reaches_the_member_once(branch: Branch) -> None:
    number = await branch.desk.payout()
    await branch.works()
    assert (await branch.payment(number)).state == "succeeded"
    assert len(branch.desk.world.settled) == 1


async def test_a_payout_whose_answer_and_callback_were_lost_is_found_by_asking(branch: Branch) -> None:
    branch.sandbox.world.store.add(
        "INSERT INTO daraja_scenario (scenario, left_over) VALUES (?, 1)",
        '{"match": {"kind": "b2c"}, "ack": "lost", "callback": {"drop": true}}',
    )
    number = await branch.desk.payout()
    await branch.works()
    assert (await branch.payment(number)).state == "unknown"
    branch.desk.house.clock.later(minutes=1)
    await branch.works(but=("daraja.confirm",))
    assert (await branch.payment(number)).state == "succeeded"
    assert len(branch.sandbox.world.store.rows("SELECT id FROM daraja_transaction WHERE kind = 'b2c'")) == 1


async def paid_in(branch: Branch, **scenario: Any) -> str:
    """A prompt that was paid and is confirmed; then, if one is told, what goes wrong with the way back."""
    collected = await branch.desk.collect()
    await branch.works()
    if scenario:
        branch.sandbox.world.store.add(
            "INSERT INTO daraja_scenario (scenario, left_over) VALUES (?, 1)",
            json.dumps({"match": {"kind": "reversal"}} | scenario),
        )
    return collected.payment


async def send_back(branch: Branch, payment: str) -> str:
    return await branch.desk.house.must(ReversePayment(payment=payment, reason="a wrong number"))


async def test_money_is_sent_back_and_the_books_and_the_provider_agree(branch: Branch) -> None:
    payment = await paid_in(branch)
    reversal = await send_back(branch, payment)
    assert (await branch.desk.books())["in_transit:daraja"] == -1742
    await branch.works()
    assert (await branch.payment(payment)).state == "reversed"
    assert (await branch.payment(reversal)).state == "succeeded"
    assert (await branch.desk.books())["clearing:daraja"] == 0
    assert branch.sandbox.world.balance(branch.sandbox.world.org("working")) == 0
    assert await branch.desk.alarms() == []


async def test_a_reversal_whose_callback_was_lost_is_found_by_asking_and_not_sent_twice(branch: Branch) -> None:
    payment = await paid_in(branch, callback={"drop": True})
    reversal = await send_back(branch, payment)
    await branch.works()
    assert (await branch.payment(reversal)).state == "pending"
    branch.desk.house.clock.later(minutes=1)
    await branch.works(but=("daraja.confirm",))
    assert (await branch.payment(payment)).state == "reversed"
    assert len(branch.sandbox.world.store.rows("SELECT id FROM daraja_transaction WHERE kind = 'reversal'")) == 1


async def test_a_reversal_whose_acknowledgement_was_lost_is_settled_by_its_callback(branch: Branch) -> None:
    payment = await paid_in(branch, ack="lost")
    await send_back(branch, payment)
    await branch.works()
    assert (await branch.payment(payment)).state == "reversed"
    assert (await branch.desk.books())["clearing:daraja"] == 0


async def test_a_reversal_that_is_refused_for_good_leaves_the_money_where_it_was(branch: Branch) -> None:
    payment = await paid_in(branch, outcome="no_such_receipt")
    reversal = await send_back(branch, payment)
    await branch.works()
    assert (await branch.payment(reversal)).state == "failed"
    assert (await branch.payment(payment)).state == "succeeded"
    assert (await branch.desk.books())["loans:LN-0042:principal"] == -1742


async def test_a_dead_payout_that_is_replayed_is_not_paid_twice(branch: Branch) -> None:
    branch.sandbox.world.store.add(
        "INSERT INTO daraja_scenario (scenario, left_over) VALUES (?, 1)",
        '{"match": {"kind": "b2c"}, "ack": "lost", "callback": {"drop": true}}',
    )
    number = await branch.desk.payout()
    await branch.works()
    async with branch.desk.house.database.writing() as connection:
        await connection.execute(text("update jobs set state = 'dead' where name = 'daraja.payout'"))
    [dead] = (await branch.desk.house.must(Jobs())).items
    await branch.desk.house.must(ReplayJob(job=dead.job))
    branch.done.clear()
    await branch.works()
    assert (await branch.payment(number)).state == "unknown"
    assert len(branch.sandbox.world.store.rows("SELECT id FROM daraja_transaction WHERE kind = 'b2c'")) == 1


async def test_balances_are_asked_for_by_the_worker_and_shown(branch: Branch) -> None:
    await branch.desk.house.must(AskFloats())
    await branch.works()
    [provider] = await branch.desk.house.must(Providers())
    assert [each.account for each in provider.floats] == ["paybill", "payouts"]
    assert provider.floats[1].balance == kes(50_000_000)


async def test_the_statement_of_the_provider_and_our_books_agree(branch: Branch) -> None:
    await branch.desk.collect()
    await branch.works()
    payment = await paid_in(branch)
    await send_back(branch, payment)
    await branch.desk.payout()
    await branch.works()
    both: tuple[tuple[Account, int], ...] = (("paybill", 3), ("payouts", 1))
    for account, lines in both:
        statement = sandbox_statement.statement(branch.sandbox.world, account)
        done = await branch.desk.house.must(Reconcile(provider="daraja", statement=statement, account=account))
        assert (done.matched, done.lines, done.adds_up) == (lines, lines, True)
        assert (done.theirs_only, done.ours_only, done.differ) == (0, 0, 0)
