"""The clock of a demo goes forward only, stays forward, and every morning on the way is lived through."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.institution import Institution
from core.messages import Work
from deploy import clock
from deploy.clock import Movable
from deploy.timemachine import MORNING, MOST, TimeMachine
from deploy.worker import Worker
from tests.house import House


@pytest.fixture
async def lived(house: House, tmp_path: Path) -> tuple[TimeMachine, list[datetime]]:
    """A time machine, and the moments at which its worker looked at the clock."""
    own, moments = Movable(tmp_path), list[datetime]()

    async def tick() -> None:
        moments.append(own())

    async def nothing(payload: Any, door: Any) -> None: ...

    worker = Worker(house.database, house.bus, {"sms.tell": Work(str, nothing)}, own, tick=tick)
    return TimeMachine(own, worker, Institution()), moments


async def test_every_morning_of_a_month_is_lived_through(lived: tuple[TimeMachine, list[datetime]]) -> None:
    machine, moments = lived
    began = machine.clock()
    ended = await machine.travel(timedelta(days=30))
    assert timedelta(days=30) - timedelta(seconds=2) < ended - began < timedelta(days=30, seconds=20)
    zone = timedelta(hours=3)  # Nairobi
    mornings = [at for at in moments if ((at + zone).hour, (at + zone).minute) == (MORNING.hour, MORNING.minute)]
    assert len({(at + zone).date() for at in mornings}) in (30, 31)


@pytest.mark.parametrize("amount", [timedelta(0), timedelta(days=-1), MOST + timedelta(seconds=1)])
async def test_nobody_travels_back_or_too_far(lived: tuple[TimeMachine, list[datetime]], amount: timedelta) -> None:
    with pytest.raises(ValueError, match="too far"):
        await lived[0].travel(amount)


def test_a_restart_does_not_go_back_in_time(tmp_path: Path) -> None:
    own = Movable(tmp_path)
    own.put_forward(timedelta(days=2))
    with pytest.raises(ValueError, match="never back"):
        own.put_forward(timedelta(days=-1))
    after = Movable(tmp_path)
    assert after() - clock.now() > timedelta(days=1, hours=23)
    (tmp_path / clock.FILE).write_text("soon")
    assert Movable(tmp_path)() - clock.now() < timedelta(seconds=5)
