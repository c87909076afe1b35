"""Arithmetic of the calendar: which day is meant when only a part of it is said."""

from __future__ import annotations

from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1930, 2099
LEAP_YEARS_TRIED = 8


def on(year: int, month: int, day: int) -> date | None:
    """That day, or None if the calendar has none such."""
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def month_after(today: date, months: int) -> date:
    """The first of the month so many months from now."""
    place = today.year * 12 + today.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def end_of_month(day: date) -> date:
    return month_after(day, 1) - timedelta(days=1)


def by_month(today: date, day: int, month: int, *, past: bool = False) -> date | None:
    """The next such day, today included, or the last one."""
    if not 1 <= month <= 12:
        return None
    for step in range(LEAP_YEARS_TRIED):
        found = on(today.year + (-step if past else step), month, day)
        if found and (found <= today if past else found >= today):
            return found
    return None


def by_day(today: date, day: int, *, past: bool = False) -> date | None:
    """The next day of that number, today included, or the last one."""
    for step in range(13):
        month = month_after(today, -step if past else step)
        found = on(month.year, month.month, day)
        if found and (found <= today if past else found >= today):
            return found
    return None


def year_of_month(today: date, month: int, *, past: bool = False) -> int:
    """The year of the next such month, this one included, or of the last."""
    if past:
        return today.year - (month > today.month)
    return today.year + (month < today.month)
