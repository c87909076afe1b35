"""Dates in words and digits, day before month: the next such day, or the last one where the past is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from intents import calendar_words as cal
from intents.days import by_month, end_of_month, month_after, on
from intents.days_of_month import YEAR_CUES, Found, day_or_month
from intents.durations import SPANS
from intents.numbers import BEGINNINGS, number_at
from intents.reading import Reading

CLOCK = re.compile(
    r"\bsaa\s+(?:\d{1,2}(?::\d\d)?|[a-z]+)(?:\s+na\s+(?:nusu|robo|dakika\s+\w+))?"
    r"(?:\s+(?:asubuhi|mchana|jioni|usiku|alfajiri))?"
    r"|(?<![\w.,])\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm)\b|(?<![\w.,:])\d{1,2}:\d\d(?![\d:])|\b\d{1,2}\s?o'?clock\b"
)
CLOCK_LOOKALIKES = ("saa ngapi", "saa hii", "saa hizi", "saa zile", "saa zingine", "saa yoyote")
WRITTEN = re.compile(r"(?<![\w./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?![\w/-])")
ISO = re.compile(r"(?<![\w./-])(20\d\d)-(\d\d)-(\d\d)(?![\w/-])")
SHORT = re.compile(r"(?<![\w./-])(\d{1,2})/(\d{1,2})(?![\w/])")
ROUND_THE_CLOCK = "24/7"
PAST = re.compile(
    r"\b(?:statement|st[ae]?te?ment|stmt|taarifa|miamala|muamala|history|historia|since|tangu|toka|(?:ni|i|u|a|wa|tu|zi|m)li(?!p)[a-z]+"
    r"|(?:nime|tume|ime|ame|wame|mme)[a-z]+|nilip(?:a|ia)|nsha[a-z]+|nisha[a-z]+|sent|bought|did|was|were|made|took|gave|got"
    r"|transactions?|records?|(?!need|speed|indeed)[a-z]{3,}ed)\b"
)
COMING = re.compile(
    r"\b(?:(?:ni|tu|a|wa|i|u)ta[a-z]{2,}|will|to be [a-z]+|order|please|tafadhali|going to|nta[a-z]+"
    r"|i'll|kabla|before|by|due|nataka|naomba kulipa|promise|deadline)\b"
)


Phrases = Mapping[str, Sequence[tuple[str, ...]]]


def _by_first_word(phrases: Iterable[str]) -> Phrases:
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        table.setdefault(phrase.split()[0], []).append(tuple(phrase.split()))
    return table


END, BEGINNING = _by_first_word(cal.END), _by_first_word(cal.BEGINNING)
AFTER, FROM_NOW = _by_first_word(cal.AFTER), _by_first_word(cal.FROM_NOW)
#: No date begins with any other word, nor with anything but a digit.
FIRST_WORDS = frozenset(
    {phrase.split()[0] for phrase in (*cal.DAYS, *cal.END, *cal.BEGINNING, *cal.AFTER)}
    | {
        *cal.WEEKDAYS,
        *cal.MONTHS,
        *cal.PERIODS,
        *cal.WHICH,
        *cal.DAY_CUES,
        *cal.ORDINALS,
        *SPANS,
        *BEGINNINGS,
        *YEAR_CUES,
    }
)


def take_dates(reading: Reading) -> None:
    _blot_clocks(reading)
    for shape, read in ((ISO, _read_iso), (WRITTEN, _read_written), (SHORT, _read_short)):
        for match in shape.finditer(reading.free):
            value = read(match, reading.today, _past(reading, match.start()))
            if value:
                reading.add("date", value.isoformat(), match.start(), match.end())
    at = 0
    while at < len(reading.tokens):
        tokens, words = reading.tokens, reading.words
        found = _at(words, at, reading)
        if found:
            start, end = reading.between(tokens, found.first, found.after)
            reading.add("date", found.value, start, end, grain=found.grain, check=found.check)
            at = found.first
        else:
            at += 1


def _blot_clocks(reading: Reading) -> None:
    if "saa" not in reading.free and not any(map(str.isdigit, reading.free)):
        return
    for match in CLOCK.finditer(reading.free):
        if not match.group().startswith(CLOCK_LOOKALIKES):
            reading.claim(*match.span())


def _past(reading: Reading, before: int) -> bool:
    """Whether what is told before this place, the last verb of it first, is past."""
    past = [match.end() for match in PAST.finditer(reading.folded.text, 0, before)]
    coming = [match.end() for match in COMING.finditer(reading.folded.text, 0, before)]
    return bool(past) and (not coming or past[-1] > coming[-1])


def _read_iso(match: re.Match[str], today: date, past: bool) -> date | None:
    return on(int(match.group(1)), int(match.group(2)), int(match.group(3)))


def _read_written(match: re.Match[str], today: date, past: bool) -> date | None:
    year = int(match.group(4))
    return on(year if year > 99 else 2000 + year, int(match.group(3)), int(match.group(1)))


def _read_short(match: re.Match[str], today: date, past: bool) -> date | None:
    if match.group() == ROUND_THE_CLOCK:
        return None
    return by_month(today, int(match.group(1)), int(match.group(2)), past=past)


# In words: each reader answers for the word at which it begins.


def _at(words: Sequence[str], at: int, reading: Reading) -> Found | None:
    if words[at] not in FIRST_WORDS and not words[at][0].isdigit():
        return None
    for read in READERS:
        found = read(words, at, reading)
        if found:
            return found
    return None


def _said(words: Sequence[str], at: int, phrases: Phrases) -> int:
    """How many words the longest of the phrases takes here; 0 when none stands here."""
    if at >= len(words):
        return 0
    found = (len(each) for each in phrases.get(words[at], ()) if tuple(words[at : at + len(each)]) == each)
    return max(found, default=0)


def _day_phrase(words: Sequence[str], at: int, reading: Reading) -> Found | None:
    for size in (4, 3, 2, 1):
        days = cal.DAYS.get(" ".join(words[at : at + size]))
        if days is not None and at + size <= len(words):
            return Found((reading.today + timedelta(days=days)).isoformat(), at, at + size)
    return None


def _end_of_month(words: Sequence[str], at: int, reading: Reading) -> Found | None:
    size, ends = _said(words, at, END), True
    if not size:
        size, ends = _said(words, at, BEGINNING), False
    if not size:
        return None
    step = cal.WHICH.get(words[at + size], 0) if at + size < len(words) else 0
    named = at + size < len(words) and words[at + size] in cal.WHICH
    today = reading.today
    if ends:
        value = end_of_month(month_after(today, step))
    else:
        value = month_after(today, step if named else 1)
    return Found(value.isoformat(), at, at + size + named)


def _weekday(words: Sequence[str], at: int, reading: Reading) -> Found | None:
    first = at
    step = 0
    if list(words[at : at + 2]) in (["next", "week"], ["wiki", "ijayo"]) and at + 2 < len(words):
        step, at = 1, at + 2
    elif words[at] in ("next", "last", "this", "coming", "past") and at + 1 < len(words):
        step, at = cal.WHICH[words[at]] if words[at] != "coming" else 0, at + 1
    day = cal.WEEKDAYS.get(words[at])
    if day is None or (
        words[at] in ("sun", "sat", "mon") and at == first and at and words[at - 1] not in ("on", "by", "siku", "ya")
    ):
        return None
    after = at + 1
    if after == first + 1:
        step, after = _which_week(words, after)
    return Found(_on_weekday(reading, day, step, first).isoformat(), first, after, check=step == 1)


def _which_week(words: Sequence[str], at: int) -> tuple[int, int]:
    """(steps from the nearest, place after it): ... ijayo, ... next week, ... ya wiki iliyopita."""
    begins = at + (words[at : at + 1] == ["ya"])
    pair = words[begins : begins + 2]
    for week, which in (pair, pair[::-1]) if len(pair) == 2 else ():
        if week in ("wiki", "week") and which in cal.WHICH:
            return cal.WHICH[which], begins + 2
    if words[at : at + 1] and words[at] in cal.WHICH and words[at] not in NOT_OF_WEEKDAYS:
        return cal.WHICH[words[at]], at + 1
    return 0, at


NOT_OF_WEEKDAYS = frozenset({"leo", "kesho", "jana", "next", "last", "this", "past"})


def _on_weekday(reading: Reading, day: int, step: int, at: int) -> date:
    today = reading.today
    monday = today - timedelta(days=today.weekday())
    if step == 1:
        return monday + timedelta(days=7 + day)
    back = (today.weekday() - day - 1) % 7 + 1
    if step == -1 or (step == 0 and _past(reading, reading.tokens[at].start)):
        return today - timedelta(days=back)
    return today + timedelta(days=(day - today.weekday() - 1) % 7 + 1)


def _distance(words: Sequence[str], at: int, reading: Reading) -> Found | None:
    """In two weeks, baada ya siku tatu, siku 3 zijazo, 2 days ago."""
    ahead = _said(words, at, AFTER)
    counted = _count_of_spans(words, at + ahead)
    if not counted:
        return None
    count, letter, after = counted
    if ahead:
        before = set(words[max(0, at - 3) : at])
        if letter in "WMY" and (before & REPAYING or (before & PAYING and LENDING.intersection(words[:at]))):
            return None
        after += after < len(words) and words[after] in COMING_WORDS
        return Found(_shifted(reading.today, count, letter), at, after)
    tail = words[after] if after < len(words) else ""
    beyond = _said(words, after, FROM_NOW)
    if beyond or tail in ("zijazo", "zinazokuja"):
        return Found(_shifted(reading.today, count, letter), at, after + (beyond or 1))
    if (
        tail in cal.GONE
        and (letter in "DW" or tail == "ago")
        and not (count == 1 and tail in ("iliyopita", "uliopita"))
    ):
        return Found(_shifted(reading.today, -count, letter), at, after + 1)
    return None


#: "Repay in six months" is how long, "in six months" is when.
REPAYING = frozenset(
    {"repay", "payable", "repayable", "repaid", "repayment", "paid", "back", "return", "clear", "finish"}
)
#: So is "pay in two months" of money that is only being asked for.
PAYING = frozenset({"pay", "payback", "lipa", "nitalipa", "kulipa", "ntalipa", "nilipe"})
LENDING = frozenset({"lend", "borrow", "loan", "advance", "mkopo", "nikopeshe", "nikope", "kukopa", "nikopesheni"})
COMING_WORDS = frozenset({"zijazo", "zinazokuja", "time"})


def _count_of_spans(words: Sequence[str], at: int) -> tuple[int, str, int] | None:
    if at >= len(words):
        return None
    if words[at] in SPANS:
        number = number_at(words, at + 1)
        letter, after = SPANS[words[at]], number.after if number else 0
    else:
        article = words[at] in ("a", "one") and at + 1 < len(words) and words[at + 1] in SPANS
        number = number_at(words, at)
        if article:
            return 1, SPANS[words[at + 1]], at + 2
        if not number or number.after >= len(words) or words[number.after] not in SPANS:
            return None
        letter, after = SPANS[words[number.after]], number.after + 1
    if not number or number.value != int(number.value) or not 0 < number.value < 400:
        return None
    return int(number.value), letter, after


def _shifted(today: date, count: int, letter: str) -> str:
    if letter in "DW":
        return (today + timedelta(days=count * (7 if letter == "W" else 1))).isoformat()
    there = month_after(today, count * (12 if letter == "Y" else 1))
    return there.replace(day=min(today.day, end_of_month(there).day)).isoformat()


def _period(words: Sequence[str], at: int, reading: Reading) -> Found | None:
    """Mwezi ujao, next week, mwaka jana: where it starts, and how long it is."""
    here, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if here in cal.PERIODS and following in cal.WHICH and following not in ("this", "next", "last"):
        kind, step = cal.PERIODS[here], cal.WHICH[following]
    elif here in cal.WHICH and following in cal.PERIODS:
        kind, step = cal.PERIODS[following], cal.WHICH[here]
    else:
        return None
    if (here in ("mwezi", "mwaka") or kind != "week") and "kesho" in (here, following):
        return None
    return Found(_period_value(reading.today, kind, step), at, at + 2, grain=kind)


def _period_value(today: date, kind: str, step: int) -> str:
    if kind == "week":
        return (today - timedelta(days=today.weekday()) + timedelta(weeks=step)).isoformat()
    return f"{month_after(today, step):%Y-%m}" if kind == "month" else str(today.year + step)


def _day_of_month(words: Sequence[str], at: int, reading: Reading) -> Found | None:
    return day_or_month(words, at, reading.today, past=lambda: _past(reading, reading.tokens[at].start))


READERS: tuple[Callable[[Sequence[str], int, Reading], Found | None], ...] = (
    _end_of_month, _distance, _weekday, _period, _day_of_month, _day_phrase,
)  # fmt: skip
