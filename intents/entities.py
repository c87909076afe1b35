"""What a message mentions: the order in which readers of codes, dates, lengths, sums and goods take their part."""

from __future__ import annotations

from datetime import date

from intents.amounts import take_amounts
from intents.codes import take_codes
from intents.dates import take_dates
from intents.durations import take_durations, take_quantities
from intents.normal import Folded
from intents.reading import Entity, Reading
from intents.things import PIECES, Things, load

__all__ = ["Entity", "Mentions"]


class Mentions:
    """Reads entities out of messages; made once, it knows the closed lists."""

    def __init__(self, things: Things | None = None) -> None:
        self._things = things or load()

    def read(self, folded: Folded, today: date, country: str = "KE") -> tuple[Entity, ...]:
        reading = Reading(folded, today, country)
        take_codes(reading)
        take_dates(reading)
        take_durations(reading)
        take_quantities(reading, PIECES)
        take_amounts(reading)
        self._things.take(reading)
        self._things.take_people(reading)
        return tuple(sorted(reading.found, key=lambda entity: entity.start))
