"""How long a job that failed waits before it is tried again."""

from __future__ import annotations

import random
from datetime import timedelta

FIRST_SECONDS = 1.0
MOST_SECONDS = 3_600.0
#: Jobs that failed together must not come back together.
SPREAD = 0.25


def pause(attempts: int) -> timedelta:
    """Doubles with every attempt, up to an hour, give or take a quarter."""
    seconds = min(FIRST_SECONDS * 2 ** min(attempts, 30), MOST_SECONDS)
    return timedelta(seconds=seconds * random.uniform(1 - SPREAD, 1 + SPREAD))
