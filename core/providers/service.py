"""Providers at a glance, and the pause of what goes out through them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, func, select

from core.messages import Refusal, Request
from core.money import Money
from core.outbox import WAITING, JobRow, PausedRow
from core.payments.messages import DropStalePrompts
from core.providers import floats, rules
from core.providers.messages import (
    Float,
    IsPaused,
    NoSuchProvider,
    Pause,
    PauseProvider,
    Provider,
    Providers,
    ResumeProvider,
)
from core.providers.tables import FloatRow
from core.tx import Handler, Tx

MOST_REASON = 200

_columns = FloatRow.__table__.columns
_floats = select(*_columns).where(FloatRow.provider == bindparam("provider")).order_by(FloatRow.account)
_paused = select(PausedRow.name, PausedRow.at, PausedRow.by, PausedRow.reason).where(
    PausedRow.name.in_(bindparam("names", expanding=True))
)
_waiting = (
    select(JobRow.name, func.count().label("jobs"))
    .where(JobRow.name.in_(bindparam("names", expanding=True)), JobRow.state == WAITING)
    .group_by(JobRow.name)
)
_resume = delete(PausedRow).where(PausedRow.name == bindparam("of_name"))


async def providers(tx: Tx, request: Providers) -> tuple[Provider, ...]:
    provider = tx.institution.provider
    names = {rules.queue(provider, what): what for what in rules.QUEUES}
    read = await tx.execute(_floats, {"provider": provider})
    kept = [Float(row.account, Money(row.minor_units, row.currency), row.read_at, row.is_low) for row in read]
    paused = await tx.execute(_paused, {"names": list(names)})
    pauses = [Pause(names[row.name], row.at, row.by, row.reason) for row in paused]
    waiting = {names[row.name]: row.jobs for row in await tx.execute(_waiting, {"names": list(names)})}
    return (
        Provider(
            provider=provider,
            floats=tuple(kept),
            alarm_below=tx.institution.low_float,
            pauses=tuple(sorted(pauses, key=lambda each: each.what)),
            payouts_waiting=waiting.get("payouts", 0),
            prompts_waiting=waiting.get("prompts", 0),
        ),
    )


async def pause(tx: Tx, request: PauseProvider) -> Refusal | None:
    if request.provider != tx.institution.provider:
        return NoSuchProvider()
    row = {
        "name": rules.queue(request.provider, request.what),
        "at": tx.now,
        "by": tx.origin.who,
        "reason": request.reason[:MOST_REASON],
    }
    await tx.insert_once(PausedRow, row)
    return None


async def resume(tx: Tx, request: ResumeProvider) -> Refusal | None:
    if request.provider != tx.institution.provider:
        return NoSuchProvider()
    if request.what == "prompts":
        await tx.must(DropStalePrompts(provider=request.provider))
    await tx.execute(_resume, {"of_name": rules.queue(request.provider, request.what)})
    return None


async def is_paused(tx: Tx, request: IsPaused) -> bool:
    names = [rules.queue(request.provider, request.what)]
    return (await tx.execute(_paused, {"names": names})).first() is not None


HANDLERS: dict[type[Request[Any]], Handler] = {
    Providers: providers,
    PauseProvider: pause,
    ResumeProvider: resume,
    IsPaused: is_paused,
    **floats.HANDLERS,
}
