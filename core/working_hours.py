"""When something is due that takes so many hours of those in which somebody is at work."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.institution import Institution

#: Longer than any time that is promised.
MOST_DAYS = 366


def due(at: datetime, span: timedelta, house: Institution) -> datetime:
    """The moment at which `span` of working hours have passed since `at`."""
    zone, left = ZoneInfo(house.time_zone), span
    day = at.astimezone(zone).date()
    for _ in range(MOST_DAYS):
        if day.weekday() in house.care_days:
            opens, closes = (datetime.combine(day, hour, zone) for hour in (house.care_opens, house.care_closes))
            begins = max(opens, at)
            if closes - begins >= left:
                return (begins + left).astimezone(at.tzinfo)
            left -= max(closes - begins, timedelta())
        day += timedelta(days=1)
    raise ValueError("nobody is at work for that long in a year")
