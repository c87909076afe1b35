"""The composition root: settings become a database, a bus, a host, channels, integrations, a server and a worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import aiohttp
import structlog
from redis.asyncio import Redis

from admin.api.access import Access
from admin.api.voice import Voice
from core.bus import Bus, Hold
from core.db import Database
from core.handlers import HANDLERS
from core.in_force import InForce
from core.institution import Institution
from core.members.signature import PinSigner
from core.messages import Jobs, Request, Route, Work
from core.money import Money
from core.staff.signature import StaffSigner
from core.terms.messages import CHANGED
from core.tx import Handler
from deploy import clock as real_clock
from deploy import importing, joins, memory, providers, retry, schedules, terms
from deploy.health import Health
from deploy.joins.bench import Bench
from deploy.joins.calls import places_calls
from deploy.languages import Overheard
from deploy.metrics import Metrics
from deploy.providers import Providers
from deploy.recorder import Recorder
from deploy.settings import Settings
from deploy.simulation import simulator
from deploy.staffside import StaffSide
from deploy.wakeup import Bell
from deploy.web import Apology, Budget
from deploy.worker import Worker
from dialogs.host import Host, Memory
from dialogs.library import LIBRARY, TONGUES
from integrations.daraja import jobs as daraja_jobs
from integrations.daraja import webhook as daraja_webhook
from integrations.daraja.client import DarajaClient
from intents import understand as understanding

#: With pauses of up to an hour: for weeks.
MOST_ANNOUNCEMENTS = 1_000

Clock = Callable[[], datetime]
log = structlog.get_logger()


@dataclass(frozen=True)
class App:
    """Everything that runs in one process, joined and not yet started."""

    settings: Settings
    clock: Clock
    institution: Institution
    database: Database
    bus: Bus
    host: Host
    worker: Worker
    routes: list[Route]
    apologies: Mapping[str, Apology]
    health: Health
    metrics: Metrics
    budget: Budget
    bell: Bell
    recorder: Recorder
    providers: Providers
    daraja: DarajaClient
    announces: Sequence[Callable[[str], Awaitable[None]]]
    terms: InForce


def institution_of(settings: Settings) -> Institution:
    return Institution(
        name=settings.institution,
        time_zone=settings.time_zone,
        ussd_code=settings.ussd_code,
        paybill=settings.paybill,
        care_number=settings.care_number,
        words_kept=timedelta(days=settings.words_kept_days),
        prompt_after_seconds=settings.prompt_after_seconds,
        ask_after_seconds=settings.ask_after_seconds,
        absent_after=timedelta(seconds=settings.absent_after_seconds),
        automatic_limit=Money.of(settings.automatic_limit, "KES"),
        query_above=Money.of(settings.query_above, "KES"),
        calls=places_calls(settings),
        reminder_calls=places_calls(settings) and settings.voice_reminders,
    )


def bus_of(
    settings: Settings,
    database: Database,
    clock: Clock,
    wake: Callable[[], None] = lambda: None,
    *,
    terms: InForce | None = None,
    told: Mapping[type[Request[Any]], Handler] = MappingProxyType({}),
) -> Bus:
    """The one door, with the real signer behind it. `told`: what only this process can answer."""
    institution = institution_of(settings)
    pepper = settings.pepper.reveal().encode()
    signer = StaffSigner(database, pepper, others=PinSigner(database, pepper, institution, wake=wake))
    return Bus(Hold(database, {**HANDLERS, **told}, institution, clock, signer, pepper, wake, terms=terms))


@asynccontextmanager
async def joined(settings: Settings, *, public_url: str, clock: Clock = real_clock.now) -> AsyncIterator[App]:
    """The app; what was opened for it is closed at the end, in the opposite order."""
    async with AsyncExitStack() as stack:
        database = Database(settings.database)
        stack.push_async_callback(database.close)
        redis = memory.connect(settings.redis_url) if settings.redis_url else None
        if redis is not None:
            stack.push_async_callback(redis.aclose)
        found = await providers.find(settings, clock, public_url, stack)
        app = _join(settings, clock, database, redis, found, stack)
        await app.terms.refresh(database)
        yield app


def _join(
    settings: Settings, clock: Clock, database: Database, redis: Redis | None, found: Providers, stack: AsyncExitStack
) -> App:
    institution, metrics, bell = institution_of(settings), Metrics(), Bell(redis)
    in_force, health = InForce(institution), Health(database, redis, metrics, clock, settings.environment)
    told = terms.told(settings, health, found)
    bus = bus_of(settings, database, clock, bell.ring, terms=in_force, told=told)
    kept = _memory(database, clock, redis, stack)
    door = Overheard(bus)
    recorder = _recorder(bus, metrics, stack)
    host = Host(door, kept, LIBRARY, TONGUES, institution, clock, understanding.load(), recorder.record)
    host.overhear, host.house_now = recorder.overhear, lambda: in_force.at(clock())
    budget = Budget(settings.turn_seconds, metrics)
    daraja = DarajaClient(found.daraja, clock=clock)
    stack.push_async_callback(daraja.close)

    joined = joins.join(Bench(settings, found, host, bus, door, budget, stack, found.daraja.callback_base_url))
    staff = StaffSide(settings, bus, institution, clock, found.daraja.callback_base_url, stack)
    routes = [
        *(route for each in joined for route in each.routes),
        *daraja_webhook.routes(bus, found.daraja, clock),
        *_voice(settings, bus, host, recorder, staff).routes(),
        *staff.routes(),
        *health.probes(),
        *(() if settings.production else health.details()),
    ]
    tables = [each.jobs for each in joined]
    tables += [daraja_jobs.jobs(daraja, found.daraja), schedules.jobs(database, clock, institution)]
    work = merged(*tables, terms.jobs(in_force, database), importing.jobs())
    worker = _worker(settings, database, bus, work, clock, metrics, bell)
    routes += simulator(settings, found, worker, stack, door=bus, institution=institution, clock=clock)
    sorry = {path: apology for each in joined for path, apology in each.apologies.items()}
    announces = [each.announce for each in joined if each.announce is not None]
    return App(
        settings, clock, institution, database, bus, host, worker, routes,
        sorry, health, metrics, budget, bell, recorder, found, daraja, announces, in_force,
    )  # fmt: skip


def _memory(database: Database, clock: Clock, redis: Redis | None, stack: AsyncExitStack) -> Memory:
    if redis is None:
        return memory.TableMemory(database, clock)
    kept = memory.RedisMemory(redis)
    stack.push_async_callback(kept.close)
    return kept


def _recorder(bus: Bus, metrics: Metrics, stack: AsyncExitStack) -> Recorder:
    recorder = Recorder(bus, metrics, readers=joins.READERS)
    # The database was opened before: what is still held at the end is written before it closes.
    stack.push_async_callback(recorder.flush)
    return recorder


def _voice(settings: Settings, bus: Bus, host: Host, recorder: Recorder, staff: StaffSide) -> Voice:
    assert host.understanding is not None
    access = Access(settings.api_token, staff.auth.identify, is_open=not settings.production)
    return Voice(
        bus, host.understanding, host.library, host.tongues, host.house, access, recorder.record, recorder.flush
    )


def _worker(
    settings: Settings,
    database: Database,
    bus: Bus,
    work: Mapping[str, Work],
    clock: Clock,
    metrics: Metrics,
    bell: Bell,
) -> Worker:
    institution = institution_of(settings)
    cron = schedules.Cron(database, schedules.schedules(institution), clock, bell.ring)
    worker = Worker(
        database,
        bus,
        leased(work, most_seconds=settings.most_lease_seconds),
        clock,
        metrics,
        at_once=settings.jobs_at_once,
        poll_seconds=settings.poll_seconds,
        expected=_expected(institution),
        tick=cron.tick,
    )
    bell.answered_by(worker.wake)
    return worker


def merged(*tables: Jobs) -> dict[str, Work]:
    """One table of jobs. Raises ValueError where two serve the same name."""
    one: dict[str, Work] = {}
    for table in tables:
        twice = one.keys() & table.keys()
        if twice:
            raise ValueError(f"two serve {', '.join(sorted(twice))}")
        one |= table
    return one


def leased(work: Mapping[str, Work], *, most_seconds: int) -> Mapping[str, Work]:
    """The same jobs, none held longer than this; 0: each as long as it says."""
    if not most_seconds:
        return work
    return {name: replace(each, lease_seconds=min(each.lease_seconds, most_seconds)) for name, each in work.items()}


def _expected(institution: Institution) -> frozenset[str]:
    """What core enqueues by these names, whoever serves them."""
    return frozenset(
        {"sms.tell", CHANGED, *(f"{institution.provider}.{act}" for act in ("prompt", "payout", "ask", "confirm"))}
    )


async def announce(app: App) -> None:
    """Tell the providers where we are: until it is accepted, or refused for good."""
    for attempt in range(1, MOST_ANNOUNCEMENTS):
        if await _announced(app):
            return
        await asyncio.sleep(retry.pause(attempt).total_seconds())


async def _announced(app: App) -> bool:
    here = app.daraja.config.callback_base_url
    try:
        for announce in app.announces:
            await announce(here)
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("sandbox_does_not_answer", error=type(error).__name__)
        return False
    submission = await app.daraja.register()
    log.info("paybill_registered", outcome=submission.outcome, code=submission.code)
    return submission.outcome == "accepted" or (submission.outcome == "refused" and not submission.retryable)
