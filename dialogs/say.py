"""From a screen to words in one language: catalogues, plurals, money, dates and times as people say them. Pure."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from core.money import Money
from core.secret import Secret
from dialogs.screen import Said, Screen, Text

MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "sw": ("Jan", "Feb", "Mac", "Apr", "Mei", "Jun", "Jul", "Ago", "Sep", "Okt", "Nov", "Des"),
}
LONGEST_NAME = 10
MOST_DAYS_WITHOUT_YEAR = 300
NAIROBI = ZoneInfo("Africa/Nairobi")
_MORE, _CHOOSE = Text("More"), Text("Choose")


@dataclass(frozen=True)
class Tongue:
    """One language: its code and its catalogue. English is the source, so its catalogue is empty."""

    code: str
    words: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zone: ZoneInfo = NAIROBI

    def form_of(self, text: Text) -> str:
        """The sentence in this language, in the right number, placeholders still in it."""
        if text.plural:
            forms = self.plurals.get(text.source) or (text.source, text.plural)
            return forms[0 if text.count == 1 else 1]
        return self.words.get(text.source, text.source)


Piece = tuple[str, str, tuple[str, ...], str]


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[Piece, ...]:
    """(literal, first name, further attributes, format) for every part of a template."""
    return tuple((literal, *_path(name), spec or "") for literal, name, spec, _ in string.Formatter().parse(template))


def _path(name: str | None) -> tuple[str, tuple[str, ...]]:
    first, *rest = (name or "").split(".")
    return first, tuple(rest)


def spell(text: Text, tongue: Tongue, today: date) -> str:
    """The words of one sentence. Raises KeyError or AttributeError for a placeholder nobody filled."""
    template = tongue.form_of(text) if text.plural else tongue.words.get(text.source, text.source)
    if "{" not in template:
        return template
    parts = []
    for literal, first, rest, spec in _pieces(template):
        parts.append(literal)
        if first:
            value = text.values[first]
            for attribute in rest:
                value = getattr(value, attribute)
            parts.append(value if type(value) is str else write(value, spec, tongue, today))
    return "".join(parts)


def write(value: Any, spec: str, tongue: Tongue, today: date) -> str:
    """One value as it is read: `KES 5,000` (`5,000` with spec n), `15 Dec`, `2:35pm`, `0700 000 001`."""
    if isinstance(value, str):
        return value
    if isinstance(value, Money):
        return value.plain() if spec == "n" else str(value)
    if isinstance(value, Text):
        return spell(value, tongue, today)
    if isinstance(value, tuple):
        return "\n".join(write(each, spec, tongue, today) for each in value)
    if isinstance(value, datetime):
        return moment(value, tongue, today)
    if isinstance(value, date):
        return day(value, tongue, today)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Secret):
        raise TypeError("a secret is not said")
    return "" if value is None else str(value)


def day(value: date, tongue: Tongue, today: date | None = None) -> str:
    """`15 Dec`; so long before or after today that she might take it for this year's, `Dec 2025`."""
    month = MONTHS.get(tongue.code, MONTHS["en"])[value.month - 1]
    far = today is not None and abs(value - today).days > MOST_DAYS_WITHOUT_YEAR
    return f"{month} {value.year}" if far else f"{value.day} {month}"


def moment(value: datetime, tongue: Tongue, today: date) -> str:
    """The time, with the day before it when that is not today."""
    local = value.astimezone(tongue.zone)
    time = swahili_time(local) if tongue.code == "sw" else english_time(local)
    if local.date() == today:
        return time
    if local.date() == today + timedelta(days=1):
        return f"{'kesho' if tongue.code == 'sw' else 'tomorrow'} {time}"
    return f"{day(local.date(), tongue, today)} {time}"


def english_time(local: datetime) -> str:
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def swahili_time(local: datetime) -> str:
    """Swahili clocks count from six: 14:35 is `saa 8:35 mchana`."""
    minutes = f":{local.minute:02d}" if local.minute else ""
    parts = ((4, "usiku"), (6, "alfajiri"), (12, "asubuhi"), (16, "mchana"), (19, "jioni"), (24, "usiku"))
    part = next(name for until, name in parts if local.hour < until)
    return f"saa {(local.hour - 6) % 12 or 12}{minutes} {part}"


def say(screen: Screen, tongue: Tongue, today: date) -> Said:
    """A screen in one language. A notice stands in the place of the question: it says what to type."""
    message = spell(screen.notice or screen.message, tongue, today)
    if screen.elsewhere is not None:
        # The question is the last line of its screen; what it is about stands above.
        about = message.split("\n")[:-1] if screen.notice is None else [message]
        message = "\n".join((*about, spell(screen.elsewhere, tongue, today)))
    return Said(
        message=f"{screen.before}\n{message}" if screen.before else message,
        options=tuple((option.key, spell(option.label, tongue, today)) for option in screen.options),
        keys=tuple((key.key, spell(key.label, tongue, today)) for key in screen.keys),
        more=spell(_MORE, tongue, today),
        choose=spell(_CHOOSE, tongue, today),
        secret=screen.secret,
        ends=screen.ends,
        language=tongue.code,
    )
