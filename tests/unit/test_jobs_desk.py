"""Jobs as staff see them: what waits, what died of what, and a dead one that is tried again without harm."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from core.jobs.messages import ArrivalsSetAside, Jobs, NoSuchDeadJob, Queues, ReplayJob
from core.messages import KeepArrival, NotPermitted, Origin, SetAsideArrival
from tests.house import House, build, database, house
from tests.payments_world import Desk
from tests.payments_world import desk as desk

__all__ = ["build", "database", "house"]

ADMINISTRATOR = Origin("staff:4", "console", frozenset({"administrator"}))
TELLER = Origin("staff:1", "console", frozenset({"teller"}))


async def died(desk: Desk, name: str, *, of: str = "OSError") -> str:
    async with desk.house.database.writing() as connection:
        dead = text("update jobs set state = 'dead', attempts = 12, error = :of where name = :name")
        await connection.execute(dead, {"name": name, "of": of})
    [row] = await desk.house.rows("select id from jobs where name = :name", name=name)
    return str(row.id)


async def listed(desk: Desk, **how: Any) -> list[tuple[str, str]]:
    found = await desk.house.must(Jobs(**how))
    return [(each.name, each.state) for each in found.items]


async def test_jobs_are_listed_by_state_and_name_and_without_what_they_carry(desk: Desk) -> None:
    await desk.payout()
    await desk.collect()
    job = await died(desk, "daraja.payout")
    desk.house.clock.later(minutes=2)
    [dead] = (await desk.house.must(Jobs(), by=ADMINISTRATOR)).items
    assert (dead.job, dead.name, dead.error, dead.tries, dead.age_seconds) == (job, "daraja.payout", "OSError", 12, 120)
    assert await listed(desk, state="waiting") == [("daraja.prompt", "waiting")]
    assert await listed(desk, state="waiting", name="sms.tell") == []
    assert await desk.house.perform(Jobs(), by=TELLER) == NotPermitted("Jobs")


async def test_a_long_list_comes_page_by_page(desk: Desk) -> None:
    for _ in range(3):
        await desk.payout()
    first = await desk.house.must(Jobs(state="waiting", limit=2))
    second = await desk.house.must(Jobs(state="waiting", limit=2, cursor=first.next))
    assert (len(first.items), len(second.items), second.next) == (2, 1, "")


async def test_queues_say_what_waits_how_long_and_what_died(desk: Desk) -> None:
    await desk.payout()
    await desk.payout()
    await desk.collect()
    desk.house.clock.later(seconds=2)
    figures = {each.name: each for each in await desk.house.must(Queues())}
    payouts, prompts = figures["daraja.payout"], figures["daraja.prompt"]
    assert (payouts.waiting, payouts.due, payouts.oldest_seconds, payouts.dead) == (2, 2, 2, 0)
    assert (prompts.waiting, prompts.due, prompts.oldest_seconds) == (1, 0, 0), "it leaves in five seconds"
    assert not payouts.is_paused


async def test_a_dead_payout_that_may_have_left_is_not_sent_again_by_a_replay(desk: Desk) -> None:
    payment = await desk.payout()
    assert await desk.begins(payment, "payout")
    job = await died(desk, "daraja.payout")
    await desk.house.must(ReplayJob(job=job), by=ADMINISTRATOR)
    assert await listed(desk) == []
    assert await desk.jobs("payout") == 1
    assert not await desk.begins(payment, "payout"), "the job runs again and finds nothing to do"
    assert await desk.begins(payment, "ask"), "it is asked about"
    assert len((await desk.read(payment)).attempts) == 2


async def test_a_payout_that_died_before_any_attempt_goes_out(desk: Desk) -> None:
    payment = await desk.payout()
    await desk.house.must(ReplayJob(job=await died(desk, "daraja.payout")))
    assert await desk.begins(payment, "payout")


async def test_only_the_dead_are_replayed(desk: Desk) -> None:
    await desk.payout()
    [job] = (await desk.house.must(Jobs(state="waiting"))).items
    assert await desk.house.perform(ReplayJob(job=job.job)) == NoSuchDeadJob()


async def test_arrivals_that_nobody_could_read_are_listed_with_the_reason(house: House) -> None:
    await house.must(KeepArrival(source="daraja.c2b", key="1", body=b"secret", about="+254700000001"))
    [row] = await house.rows("select id from inbox")
    assert (await house.must(ArrivalsSetAside())).items == ()
    await house.must(SetAsideArrival(arrival=row.id, reason="TransID is no receipt"))
    [aside] = (await house.must(ArrivalsSetAside(), by=ADMINISTRATOR)).items
    assert (aside.source, aside.reason) == ("daraja.c2b", "TransID is no receipt")
    assert "secret" not in repr(aside)
    assert "700000001" not in repr(aside)
