"""Days and months by number or name: tarehe tano mwezi wa sita, 25th, April 3, mwezi wa pili."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from intents import calendar_words as cal
from intents.days import by_day, by_month, month_after, on, year_of_month
from intents.numbers import number_at

LINKS = frozenset({"ya", "of", ",", "wa", "mwezi"})
ARTICLES = frozenset({"the", "on", "by", "tarehe"})
YEAR_CUES = frozenset({"mwaka", "year", "in", "since", "tangu"})
#: A number before one of these is no day.
COUNTED = frozenset(
    {"k", "elfu", "bob", "kes", "ksh", "laki", "thousand", "hundred", "mia", "soo", "thao", "months", "days"}
)


#: Whether the past is told here: worked out only where it matters.
Past = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A date in words [first, after); `grain` is empty for a day."""

    value: str
    first: int
    after: int
    grain: str = ""
    check: bool = False


@dataclass(frozen=True, slots=True)
class _Month:
    month: int
    year: int | None
    after: int


def day_or_month(words: Sequence[str], at: int, today: date, *, past: Past) -> Found | None:
    day, after = _day(words, at)
    if day:
        month = _month(words, after, today)
        if month:
            return _dated(at, day, month, today, past=past)
        if words[at] in cal.DAY_CUES or _ordinal(words, at):
            found = by_day(today, day, past=past())
            return Found(found.isoformat(), at, after) if found else None
        return None
    return _named(words, at, today, past=past)


def _named(words: Sequence[str], at: int, today: date, *, past: Past) -> Found | None:
    """What begins with the month: April 3, Aprili 2026, mwezi wa nne; or a year alone."""
    if words[at] in YEAR_CUES and (year := _year(words, at + 1)):
        return Found(str(year), at + (words[at] in ("in", "since", "tangu")), at + 2, grain="year")
    month = _month(words, at, today)
    if not month or words[at] in LINKS - {"mwezi"} or (words[at] == cal.MAY and not _may_is_a_month(words, at)):
        return None
    number = number_at(words, month.after)
    bare = words[at] in cal.MONTHS and month.year is None
    if (
        bare
        and number
        and number.value == int(number.value)
        and 1 <= number.value <= 31
        and _stands(words, number.after)
    ):
        after = number.after + (_word(words, number.after) in cal.SUFFIXES)
        dated = _Month(month.month, _year(words, after + (_word(words, after) == ",")), after)
        after += 0 if dated.year is None else 1 + (_word(words, after) == ",")
        return _dated(at, int(number.value), _Month(month.month, dated.year, after), today, past=past)
    year = month.year or year_of_month(today, month.month, past=past())
    return Found(f"{year}-{month.month:02}", at, month.after, grain="month")


def _stands(words: Sequence[str], after: int) -> bool:
    return _word(words, after) not in COUNTED


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def _may_is_a_month(words: Sequence[str], at: int) -> bool:
    return _word(words, at - 1) in cal.MONTH_CUES or _word(words, at + 1)[:1].isdigit()


def _dated(at: int, day: int, month: _Month, today: date, *, past: Past) -> Found | None:
    found = on(month.year, month.month, day) if month.year else by_month(today, day, month.month, past=past())
    return Found(found.isoformat(), at, month.after) if found else None


def _day(words: Sequence[str], at: int) -> tuple[int, int]:
    """(day of the month, place after it), or zeros."""
    cue = words[at] in cal.DAY_CUES
    begins = at + 1 if cue else at
    if _word(words, begins) in ("ya", "hii", "the", "ni"):
        begins += 1 if cue else 0
    ordinal = _ordinal(words, begins)
    if ordinal:
        return ordinal
    number = number_at(words, begins)
    if not number or number.value != int(number.value) or not 1 <= number.value <= 31:
        return 0, 0
    if not cue and not (_word(words, begins).isdecimal() and _month_follows(words, number.after)):
        return 0, 0
    return int(number.value), number.after + (_word(words, number.after) in cal.SUFFIXES)


def _month_follows(words: Sequence[str], at: int) -> bool:
    at += _word(words, at) in ("of", "ya")
    return _word(words, at) in cal.MONTHS or list(words[at : at + 2]) == ["mwezi", "wa"]


def _ordinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """25th, the fifth, mosi: a number that can only be a day."""
    word, following = _word(words, at), _word(words, at + 1)
    if word.isdecimal() and following in cal.SUFFIXES and 1 <= int(word) <= 31:
        return int(word), at + 2
    if word in ("mosi", "pili") and (_word(words, at - 1) in cal.DAY_CUES or _month_follows(words, at + 1)):
        return cal.ORDINALS[word], at + 1
    spoken = cal.ORDINALS.get(following) if word in ("twenty", "thirty") else None
    if spoken and spoken < 10 and _word(words, at - 1) in ARTICLES:
        return {"twenty": 20, "thirty": 30}[word] + spoken, at + 2
    if (
        word in cal.ORDINALS
        and word[-2:] in ("th", "st", "nd", "rd")
        and _word(words, at - 2) in ("on", "by", "from", "to")
    ):
        return cal.ORDINALS[word], at + 1
    return None


def _month(words: Sequence[str], at: int, today: date) -> _Month | None:
    while _word(words, at) in ("ya", "of", ","):
        at += 1
    word = _word(words, at)
    if word == "mwezi" and _word(words, at + 1) == "wa":
        named = cal.ORDINALS.get(_word(words, at + 2))
        number = number_at(words, at + 2)
        count = named or (int(number.value) if number and number.value == int(number.value) else 0)
        after = at + 3 if named else number.after if number else at
        return _Month(count, _year(words, after), after + bool(_year(words, after))) if 1 <= count <= 12 else None
    if word == "mwezi" and _word(words, at + 1) in cal.MONTHS:
        at, word = at + 1, words[at + 1]
    if word in cal.MONTHS:
        comma = _word(words, at + 1) in (",", "mwaka")
        year = _year(words, at + 1 + comma)
        return _Month(cal.MONTHS[word], year, at + 1 + (1 + comma if year else 0))
    return _which_month(words, at, today)


def _which_month(words: Sequence[str], at: int, today: date) -> _Month | None:
    """... mwezi ujao, next month: only behind a day, `dates` reads them alone."""
    pair = list(words[at : at + 2])
    for kind, which in (pair, pair[::-1]) if len(pair) == 2 else ():
        if kind in ("mwezi", "month") and which in cal.WHICH and words[at - 1 : at]:
            there = month_after(today, cal.WHICH[which])
            return _Month(there.month, there.year, at + 2)
    return None


def _year(words: Sequence[str], at: int) -> int | None:
    word = _word(words, at)
    return int(word) if len(word) == 4 and word.isdecimal() and 1990 <= int(word) <= 2060 else None
