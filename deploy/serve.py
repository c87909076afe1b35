"""Runs what was joined: the server and the worker, in one process or in many, and brings them calmly to an end."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from core.db import Database
from deploy import clock as real_clock
from deploy import migrate, seed, terms
from deploy.app import App, announce, bus_of, joined
from deploy.health import Health, newest
from deploy.metrics import Metrics
from deploy.settings import Settings, WrongSetting
from deploy.web import Web

Clock = Callable[[], datetime]
log = structlog.get_logger()


async def prepare(settings: Settings, clock: Clock = real_clock.now, *, seeds: bool = False) -> None:
    """The database at its newest shape; in production only looked at: `imarisha migrate` changes it there."""
    settings.data.mkdir(parents=True, exist_ok=True)
    if settings.production:
        await _at_head(settings, clock)
    else:
        await migrate.upgrade(settings.database)
    if settings.demo or seeds:
        await _seed(settings, clock)


async def _at_head(settings: Settings, clock: Clock) -> None:
    database = Database(settings.database)
    try:
        head = await Health(database, None, Metrics(), clock, settings.environment).head()
    finally:
        await database.close()
    if head != newest():
        raise WrongSetting(
            f"the database is at {head or 'no revision'}, this program needs {newest()}: run imarisha migrate"
        )


async def _seed(settings: Settings, clock: Clock) -> None:
    """Seed through the one door."""
    database = Database(settings.database)
    try:
        today = clock().astimezone(ZoneInfo(settings.time_zone)).date()
        await seed.seed(bus_of(settings, database, clock), today)
    finally:
        await database.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise WrongSetting(f"cannot listen on {host}:{port}: {error.strerror}") from None
    listening.setblocking(False)
    return listening


def url_of(settings: Settings, listening: socket.socket) -> str:
    """Where providers reach us."""
    return settings.public_url.rstrip("/") or f"http://127.0.0.1:{listening.getsockname()[1]}"


@asynccontextmanager
async def serving(
    settings: Settings, listening: socket.socket, *, clock: Clock = real_clock.now, announces: bool = True
) -> AsyncIterator[App]:
    """The server, with the worker inside where the settings say so. What is under way ends before it stops."""
    async with joined(settings, public_url=url_of(settings, listening), clock=clock) as app:
        web = Web(
            app.routes, clock, app.metrics, app.apologies, settings.drain_seconds, behind_proxy=settings.behind_proxy
        )
        inside = Web(app.health.details(), clock, app.metrics)
        await app.worker.check()
        tasks = [_in_background(each) for each in (app.health.watch_loop(), app.recorder.run(), _terms(app))]
        if settings.work_inside:
            tasks += [_in_background(app.worker.run()), _in_background(app.bell.listen())]
        _settle()
        await web.start(listening)
        if settings.production:
            await inside.start(listen(settings.host, settings.metrics_port))
        if announces or app.providers.own:
            tasks.append(_in_background(announce(app)))
        try:
            yield app
        finally:
            app.health.draining = True
            await web.stop()
            await app.budget.drain(settings.drain_seconds)
            if settings.work_inside:
                await app.worker.stop(settings.drain_seconds)
            await inside.stop()
            await _cancel(tasks)


def _settle() -> None:
    """What was loaded at the start stays to the end: the collector need not walk over it again and again.

    Measured (tests/bench): walking over it made a turn a fifth dearer.
    """
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def working(settings: Settings, *, clock: Clock = real_clock.now) -> AsyncIterator[App]:
    """A worker without a server; its health and its counts are on the metrics port."""
    public = settings.public_url.rstrip("/") or f"http://127.0.0.1:{settings.port}"
    async with joined(settings, public_url=public, clock=clock) as app:
        await app.worker.check()
        web = Web([*app.health.probes(), *app.health.details()], clock, app.metrics)
        if settings.production:
            await web.start(listen(settings.host, settings.metrics_port))
        tasks = [
            _in_background(each)
            for each in (
                app.worker.run(),
                app.bell.listen(),
                app.health.watch_loop(),
                app.recorder.run(),
                _terms(app),
            )
        ]
        try:
            yield app
        finally:
            app.health.draining = True
            await app.worker.stop(settings.drain_seconds)
            await web.stop()
            await _cancel(tasks)


async def until_signal() -> None:
    """SIGINT or SIGTERM."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, asked.set)
    await asked.wait()


async def _terms(app: App) -> None:
    await terms.keep_fresh(app.terms, app.database)


def _in_background(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.create_task(work)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
