"""From a screen's words to words for the ear: amounts, dates, times, phones and codes written out in the language.

One pass, one table: the first pattern that fits a place reads it. What none reads is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from channels.voice.words import agreeing, day_of_month, key_name, spell, spelled_out
from dialogs.say import MONTHS

#: (what the pattern found, language) -> words
Reader = Callable[["re.Match[str]", str], str]

FULL_MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "sw": (
        "Januari", "Februari", "Machi", "Aprili", "Mei", "Juni", "Julai", "Agosti", "Septemba", "Oktoba", "Novemba",
        "Desemba",
    ),
}  # fmt: skip
#: As opening hours are written on a small screen.
DAYS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Fri": "Friday", "Sat": "Saturday",
        "Sun": "Sunday",
    },
    "sw": {
        "Jtt": "Jumatatu", "Jnne": "Jumanne", "Jtano": "Jumatano", "Alh": "Alhamisi", "Ijm": "Ijumaa",
        "Jmosi": "Jumamosi", "Jpili": "Jumapili",
    },
}  # fmt: skip
#: What a currency and its hundredth are called.
CURRENCIES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        "KES": ("shillings", "cents"), "UGX": ("Uganda shillings", "cents"), "TZS": ("Tanzania shillings", "cents"),
        "RWF": ("Rwanda francs", "cents"), "ETB": ("birr", "cents"), "USD": ("dollars", "cents"),
        "EUR": ("euros", "cents"), "GBP": ("pounds", "pence"),
    },
    "sw": {
        "KES": ("shilingi", "senti"), "UGX": ("shilingi za Uganda", "senti"),
        "TZS": ("shilingi za Tanzania", "senti"), "RWF": ("faranga za Rwanda", "senti"), "ETB": ("birr", "senti"),
        "USD": ("dola", "senti"), "EUR": ("yuro", "senti"), "GBP": ("pauni", "peni"),
    },
}  # fmt: skip
#: Swahili nouns before a number, by the class that the number agrees with.
NOUNS: Mapping[str, str] = {
    "mwezi": "mi", "miezi": "mi", "mwaka": "mi", "miaka": "mi", "mkopo": "mi", "mikopo": "mi", "miamala": "mi",
    "malipo": "ma", "watu": "wa", "mtu": "wa", "wadhamini": "wa",
}  # fmt: skip
LITTLE: Mapping[str, Mapping[str, str]] = {
    "en": {"to": "to", "point": "point", "minus": "minus"},
    "sw": {"to": "hadi", "point": "nukta", "minus": "kasoro"},
}
MORE: Mapping[str, tuple[str, ...]] = {
    "en": ("shilling", "payment of", "payments of", "percent", "oh", "a m", "p m", "of", "and"),
    "sw": ("malipo", "ya", "asilimia", "saa", "na dakika", "tarehe"),
}
#: Longer runs of digits are no quantity: an account, an ID card, a date of birth in one.
MOST_QUANTITY_DIGITS = 5
#: What `spell` has words for.
MOST_DIGITS = 12


def every_little_word(language: str) -> tuple[str, ...]:
    """What this module adds to numbers and days, for whoever records prompts."""
    months, money = FULL_MONTHS[language], [name for names in CURRENCIES[language].values() for name in names]
    return tuple(
        dict.fromkeys((*months, *money, *LITTLE[language].values(), *MORE[language], *DAYS[language].values()))
    )


def aloud(text: str, language: str) -> str:
    """Every line of a screen as it is said. `language` is en or sw; another is read as English."""
    language = language if language in FULL_MONTHS else "en"

    def read(found: re.Match[str]) -> str:
        return _READERS[str(found.lastgroup)](found, language)

    return _ANY.sub(read, text)


def _dialled(found: re.Match[str], language: str) -> str:
    return ", ".join(spelled_out(part, language) for part in re.findall(r"[*#]|[0-9]+", found["dialled"]))


def _phone(found: re.Match[str], language: str) -> str:
    digits = re.sub(r"\D", "", found["phone"])
    if digits.startswith("254") and len(digits) == 12:
        digits = f"0{digits[3:]}"
    groups = (digits[:4], digits[4:7], digits[7:])
    return ", ".join(spelled_out(group, language) for group in groups if group)


def _pin(found: re.Match[str], language: str) -> str:
    return spelled_out(found["pin"], language)


def _code(found: re.Match[str], language: str) -> str:
    return spelled_out(found["code"], language)


def _money(found: re.Match[str], language: str) -> str:
    unit, hundredth = CURRENCIES[language][found["currency"]]
    minus = f"{LITTLE[language]['minus']} " if found["minus"] else ""
    whole, cents = _whole(found["whole"], language), int(found["cents"] or 0)
    if language == "sw":
        return f"{minus}{unit} {whole}" + (f" na {hundredth} {spell(cents, 'sw')}" if cents else "")
    single = whole == "one" and unit.endswith("shillings")
    return f"{minus}{whole} {unit[:-1] if single else unit}" + (
        f" and {spell(cents, 'en')} {hundredth}" if cents else ""
    )


def _whole(digits: str, language: str) -> str:
    bare = digits.replace(",", "")
    return spell(int(bare), language) if len(bare) <= MOST_DIGITS else spelled_out(bare, language)


def _times(found: re.Match[str], language: str) -> str:
    count, number = int(found["times"]), _number_text(found["each"], language)
    if language == "sw":
        return f"malipo {agreeing(count, 'sw', 'ma')} ya {number}"
    return f"{spell(count, 'en')} {'payment' if count == 1 else 'payments'} of {number}"


def _date(found: re.Match[str], language: str) -> str:
    month = FULL_MONTHS[language][_month(found["month"])]
    said = day_of_month(int(found["day"]), language)
    return f"{said} {month}" if language == "sw" else f"{said} of {month}"


def _year(found: re.Match[str], language: str) -> str:
    return f"{FULL_MONTHS[language][_month(found['of_year'])]} {spell(int(found['in_year']), language)}"


def _month(short: str) -> int:
    return next(months.index(short) for months in MONTHS.values() if short in months)


def _clock(found: re.Match[str], language: str) -> str:
    said = spell(int(found["hour"]), "en")
    if found["minute"]:
        minute = int(found["minute"])
        said = f"{said} {'oh ' if minute < 10 else ''}{spell(minute, 'en')}"
    return f"{said} {' '.join(found['half'])}"


def _saa(found: re.Match[str], language: str) -> str:
    said = f"saa {spell(int(found['saa']), 'sw')}"
    said += f" na dakika {spell(int(found['dakika']), 'sw')}" if found["dakika"] else ""
    return f"{said} hadi {spell(int(found['saa_until']), 'sw')}" if found["saa_until"] else said


def _percent(found: re.Match[str], language: str) -> str:
    number = _number_text(found["rate"], language)
    return f"asilimia {number}" if language == "sw" else f"{number} percent"


def _range(found: re.Match[str], language: str) -> str:
    noun = NOUNS.get((found["range_noun"] or "").strip().lower(), "")
    low, high = (agreeing(int(found[name]), language, noun) for name in ("low", "high"))
    return f"{found['range_noun'] or ''}{low} {LITTLE[language]['to']} {high}"


def _noun(found: re.Match[str], language: str) -> str:
    noun, between, count = found["noun"], found["between"], int(found["count"])
    return f"{noun}{between}{agreeing(count, language, NOUNS[noun.lower()])}"


def _days(found: re.Match[str], language: str) -> str:
    first, last = (_ANY_DAY[found[name]] for name in ("first_day", "last_day"))
    return f"{first} {LITTLE[language]['to']} {last}"


def _hours(found: re.Match[str], language: str) -> str:
    return f" {LITTLE[language]['to']} "


def _number(found: re.Match[str], language: str) -> str:
    return _number_text(found["number"], language)


def _number_text(text: str, language: str) -> str:
    """A quantity in words; a run of digits that is none, digit by digit."""
    whole, _, part = text.partition(".")
    if "," not in whole and (len(whole) > MOST_QUANTITY_DIGITS or (len(whole) > 1 and whole[0] == "0")):
        return spelled_out(whole, language)
    said = _whole(whole, language)
    digits = " ".join(key_name(digit, language) for digit in part)
    return f"{said} {LITTLE[language]['point']} {digits}" if part else said


_GROUPED = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
_MONTH_NAMES = "|".join(sorted({name for months in MONTHS.values() for name in months}, key=len, reverse=True))
_ANY_DAY = {short: day for days in DAYS.values() for short, day in days.items()}
_DAY_NAMES = "|".join(sorted(_ANY_DAY, key=len, reverse=True))

#: In this order: what is more particular comes first.
_PATTERNS: Mapping[str, tuple[str, Reader]] = {
    "is_dialled": (r"(?P<dialled>\*[0-9][0-9*]*#)", _dialled),
    "is_phone": (r"(?P<phone>\+[0-9]{8,15}\b|\b0[0-9]{3} [0-9]{3} [0-9]{3}\b|\b0[0-9]{9}\b)", _phone),
    "is_pin": (r"(?P<pin>(?:(?<=\bNot )|(?<=\bSi ))[0-9]{4}\b)", _pin),
    "is_code": (
        r"(?P<code>(?<![\w-])(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*[0-9])[A-Z0-9]+(?:-[A-Z0-9]+)*(?![\w-]))",
        _code,
    ),
    "is_money": (
        rf"\b(?P<currency>KES|UGX|TZS|RWF|ETB|USD|EUR|GBP) (?P<minus>-?)(?P<whole>{_GROUPED})"
        r"(?:\.(?P<cents>[0-9]{2}))?(?![0-9])",
        _money,
    ),
    "is_times": (rf"\b(?P<times>[0-9]{{1,3}}) x (?P<each>(?:{_GROUPED})(?:\.[0-9]{{2}})?)", _times),
    "is_date": (rf"(?:\b[Tt]arehe )?\b(?P<day>[0-9]{{1,2}}) (?P<month>{_MONTH_NAMES})\b", _date),
    "is_year": (rf"\b(?P<of_year>{_MONTH_NAMES}) (?P<in_year>[0-9]{{4}})\b", _year),
    "is_clock": (r"\b(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?(?P<half>am|pm)\b", _clock),
    "is_hours": (r"(?P<until>(?<=[ap]m)-(?=[0-9]))", _hours),
    "is_percent": (r"(?P<rate>[0-9]+(?:\.[0-9]+)?)%", _percent),
    "is_range": (r"(?P<range_noun>\b[Mm]iezi )?\b(?P<low>[0-9]{1,3})-(?P<high>[0-9]{1,3})\b(?![-,0-9])", _range),
    "is_saa": (r"\bsaa (?P<saa>[0-9]{1,2})(?::(?P<dakika>[0-9]{2}))?(?:-(?P<saa_until>[0-9]{1,2}))?\b", _saa),
    "is_noun": (
        rf"(?P<noun>\b(?i:{'|'.join(NOUNS)}))(?P<between> (?:[wyz]ako |[wyz]etu )?)"
        r"(?P<count>[0-9]{1,3})\b(?![,.][0-9])",
        _noun,
    ),
    "is_days": (rf"\b(?P<first_day>{_DAY_NAMES})-(?P<last_day>{_DAY_NAMES})\b", _days),
    "is_number": (rf"(?P<number>(?:{_GROUPED})(?:\.[0-9]+)?)", _number),
}  # fmt: skip
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in _PATTERNS.items()))
_READERS: Mapping[str, Reader] = {name: reader for name, (_, reader) in _PATTERNS.items()}
