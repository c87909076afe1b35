"""Joins the simulator: never in production, and with a time machine only where one process has the one clock."""

from __future__ import annotations

from contextlib import AsyncExitStack

from admin.simulator.outside import Outside
from admin.simulator.routes import routes
from admin.simulator.stage import Clock, Person, Stage, Travel
from channels.voice.sandbox import OURS
from core.institution import Institution
from core.messages import Door, Route
from deploy.clock import Movable
from deploy.people import PEOPLE, PIN
from deploy.people import Person as Seeded
from deploy.providers import Providers
from deploy.settings import Settings
from deploy.timemachine import TimeMachine
from deploy.worker import Worker

PATH = "/simulator/"
STRANGER = Person("+254700000099", "A stranger", "joins")


def simulator(
    settings: Settings, found: Providers, worker: Worker, stack: AsyncExitStack,
    *, door: Door, institution: Institution, clock: Clock,
) -> list[Route]:  # fmt: skip
    """Its routes; none in production."""
    if settings.production:
        return []
    outside = Outside()
    stack.push_async_callback(outside.close)
    stage = Stage(
        here=found.daraja.callback_base_url,
        door=door,
        institution=institution,
        clock=clock,
        travel=_travel(settings, found, worker, institution, clock),
        sandboxes=found.sandboxes,
        africastalking_token=settings.africastalking_token,
        twilio_token=settings.twilio_auth_token,
        voice_number=settings.voice_number or OURS,
        people=people() if settings.demo else (STRANGER,),
        pin=PIN if settings.demo else "",
    )
    return routes(stage, outside)


def _travel(
    settings: Settings, found: Providers, worker: Worker, institution: Institution, clock: Clock
) -> Travel | None:
    """A worker or a sandbox in another process would stay behind in time."""
    alone = settings.work_inside and found.own and not settings.redis_url
    return TimeMachine(clock, worker, institution).travel if alone and isinstance(clock, Movable) else None


def people() -> tuple[Person, ...]:
    members = (Person(f"+2547{count:08d}", each.name, _note(each)) for count, each in enumerate(PEOPLE, 1))
    return (*members, STRANGER)


def _note(person: Seeded) -> str:
    if person.loan and person.loan.late:
        return "late"
    if person.loan:
        return "has a loan"
    return "saver"
