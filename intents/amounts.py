"""Sums of money, in digits, words and slang, once everything else that has numbers in it is out of the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from intents.numbers import Number, number_at
from intents.numerals import ALL_WORDS, MULTIPLIERS, SUFFIXES, SUMS
from intents.reading import Reading, Token

CURRENCIES: Mapping[str, str] = {
    **dict.fromkeys(("kes", "ksh", "kshs", "khs", "kenya shillings"), "KES"),
    **dict.fromkeys(("ugx", "ush", "ushs", "shs"), "UGX"),
    **dict.fromkeys(("tzs", "tsh", "tshs"), "TZS"),
    **dict.fromkeys(("rwf", "frw"), "RWF"), **dict.fromkeys(("etb", "birr"), "ETB"),
    **dict.fromkeys(("usd", "$", "dollars", "dola"), "USD"),
}  # fmt: skip
CURRENCIES = {**CURRENCIES, "shs": ""}
NO_CENTS = frozenset({"UGX", "TZS", "RWF"})
CUES = frozenset(
    {
        "sh",
        "shs",
        "bob",
        "shilingi",
        "shillings",
        "shilings",
        "shiling",
        "sh.",
        "pesa",
        "hela",
        "chapaa",
        "francs",
        "faranga",
        "/=",
        "/-",
    }
)
SIGN = r"kshs?|khs|kes|ugx|ushs?|tzs|tshs?|rwf|frw|etb|birr|usd|shs?|shilingi"
BEFORE = rf"(?P<before>(?:{SIGN}|\$)\.?\s?)?"
AFTER = rf"(?P<after>\s?(?:/=|/-|=(?![\w=])|(?:{SIGN}|bob|shillings?|dollars|francs)\b))?"
DIGITS = (
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:\.\d+)?)"
)
TIMES = r"(?P<suffix>\s?(?:k|m|g|mil)(?![a-z\d']))?"
SUM = re.compile(rf"(?<![\w.,/+@-]){BEFORE}{DIGITS}{TIMES}(?![\d%]|[.,:]\d|\s?%){AFTER}(?![\w/-])")
GLUED = re.compile(rf"(?<![\w.,/+@-])(?P<before>{SIGN})\.?{DIGITS}(?P<suffix>k|m)?(?P<after>/=|/-)?(?!\w)")
MISTYPED = re.compile(r"(?<![\w.,/+-])(?=[ol]?\d)(?=\d*[ol])[\dol]{3,7}(?![\w.,/])")
DOUBTFUL = re.compile(r"(?<![\w.,/+-])(?P<digits>\d+,\d{1,2})(?![\w,])")
GROUPED_BY_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+")
LETTERS_FOR_DIGITS = str.maketrans("ol", "01")

#: What numbers count when they are no money.
COUNTED = frozenset({
    "transactions", "transaction", "miamala", "muamala", "people", "watu", "watoto", "members", "wanachama", "times",
    "mara", "percent", "asilimia", "acres", "acre", "ekari", "hectares", "cows", "ng'ombe", "mbuzi", "kuku", "hours",
    "hour", "minutes", "dakika", "masaa", "entries", "years", "am", "pm", "st", "nd", "rd", "th", "x", "messages",
    "shares", "hisa", "payments", "last", "options", "digits", "words", "km", "degrees", "goals", "points",
    "guarantors", "wadhamini", "statements", "questions", "loans", "mikopo", "g", "gb", "mb", "friends",
    "kids", "litres", "mtu",
})  # fmt: skip
COUNTING = frozenset({"asilimia", "mara", "watu", "watoto", "wanachama", "hisa", "ekari", "dakika", "miamala",
    "option", "chaguo", "namba", "number", "no", "nambari", "dial", "version", "grade", "form", "darasa",
    "room", "kurasa",
    "page", "covid", "step", "top", "psalm", "kuku", "ng'ombe", "mbuzi", "born", "tawi"})  # fmt: skip
SMALLEST_BARE, SMALLEST_IN_WORDS = 10, 20
#: "Wa tatu" is third; "mkopo wa elfu tatu" is a sum.
SMALLEST_AFTER_WA = 100
LARGEST = Decimal(10) ** 10
NAMES_TOO = frozenset({"mia", "soo", "g", "k"})


def take_amounts(reading: Reading) -> None:
    for match in (*GLUED.finditer(reading.free), *SUM.finditer(reading.free)):
        if "\x00" not in reading.free[match.start() : match.end()]:
            _take_digits(reading, match)
    for match in MISTYPED.finditer(reading.free):
        _add(reading, Decimal(match.group().translate(LETTERS_FOR_DIGITS)), *match.span(), check=True)
    for match in DOUBTFUL.finditer(reading.free):
        _add(reading, Decimal(match.group().replace(",", ".")), *match.span(), check=True)
    _take_words(reading)


def _take_digits(reading: Reading, match: re.Match[str]) -> None:
    before = (match.group("before") or "").strip(" .")
    after = (match.group("after") or "").strip()
    digits, suffix = match.group("digits"), (match.group("suffix") or "").strip()
    start, end = match.span()
    cued = bool(before or after or suffix)
    if not cued and _is_no_money(reading, digits, start, end):
        return
    if not suffix and _with_words(reading, match, digits):
        return
    points = bool(GROUPED_BY_POINTS.fullmatch(digits))
    plain = re.sub(r"[ ,.]" if points else "[ ,]", "", digits)
    value = Decimal(plain) * SUFFIXES.get(suffix, 1)
    _add(reading, value, start, end, currency=CURRENCIES.get(before) or CURRENCIES.get(after) or "", check=points)


def _is_no_money(reading: Reading, digits: str, start: int, end: int) -> bool:
    """Bare digits that count something, stand for a choice or are a number with a name."""
    if (
        digits[0] == "0"
        or Decimal(digits.replace(",", "").replace(" ", "").replace(".", "", digits.count(".") - 1)) < SMALLEST_BARE
    ):
        following = re.match(r"\s*([a-z]+)", reading.free[end:])
        return not (following and following.group(1) in MULTIPLIERS) and not _multiplied(reading, start)
    following = re.match(r"\s*([a-z']+)", reading.free[end:])
    before = re.search(r"([a-z']+)\W*$", reading.free[:start])
    lone = digits.replace(" ", "").isdecimal() and len(digits.replace(" ", "")) > 9
    return bool(lone or (following and following.group(1) in COUNTED) or (before and before.group(1) in COUNTING))


def _multiplied(reading: Reading, start: int) -> bool:
    before = re.search(r"([a-z']+)\s*$", reading.free[:start])
    return bool(before and before.group(1) in (*MULTIPLIERS, "mia", "soo"))


def _with_words(reading: Reading, match: re.Match[str], digits: str) -> bool:
    """Whether the digits are part of a number with words in it (elfu 5, 20 elfu), which is read as such."""
    following = re.match(r"\s*([a-z]+)", reading.free[match.end("digits") :])
    return bool(
        following and following.group(1) in (*MULTIPLIERS, "soo", "hundred", "thousand", "million", "grand", "lakh")
    ) or (_multiplied(reading, match.start("digits")))


def _add(reading: Reading, value: Decimal, start: int, end: int, *, currency: str = "", check: bool = False) -> None:
    if not 0 < value < LARGEST:
        return
    cents = value != value.to_integral_value()
    text = f"{value:.2f}" if cents else f"{value.to_integral_value():f}"
    reading.add("amount", text, start, end, currency=currency, check=check or (cents and currency in NO_CENTS))


def _take_words(reading: Reading) -> None:
    at = 0
    while at < len(reading.tokens):
        tokens = reading.tokens
        words = _joined(tokens)
        found = number_at(words, at) if _may_begin(words[at]) else None
        if found and _is_money(reading, words, at, found):
            first, after, currency = _dressed(words, at, found.after)
            start, end = reading.between(tokens, first, after)
            _add(reading, found.value, start, end, currency=currency)
            at = first
        else:
            at = found.after if found else at + 1


def _may_begin(word: str) -> bool:
    return word in ALL_WORDS or word[:1].isdigit() or word in ("a", "an", "half")


def _joined(tokens: Sequence[Token]) -> list[str]:
    """Words, with `g` and `k` beside a number word turned into what they multiply by."""
    words = [token.word for token in tokens]
    for place, word in enumerate(words):
        if word in ("g", "gee", "k") and (_counts(words, place - 1) or _counts(words, place + 1)):
            words[place] = "elfu"
    return words


def _counts(words: Sequence[str], at: int) -> bool:
    return 0 <= at < len(words) and words[at] in ALL_WORDS


def _is_money(reading: Reading, words: Sequence[str], at: int, found: Number) -> bool:
    said = words[at : found.after]
    if not any(word in ALL_WORDS for word in said):
        return False
    before = words[at - 1] if at else ""
    following = words[found.after] if found.after < len(words) else ""
    if following in COUNTED or before in COUNTING or before == "saa":
        return False
    if before == "wa" and found.value < SMALLEST_AFTER_WA:
        return False
    if following in CUES or before in (*CUES, *CURRENCIES) or following in CURRENCIES:
        return True
    if len(said) == 1 and said[0] in NAMES_TOO:
        first, last = reading.folded.span(reading.tokens[at].start, reading.tokens[at].end)
        return said[0] == "mia" and not (first and reading.folded.typed[first:last].istitle())
    if len(said) == 2 and said[0] == said[1]:
        return False
    return found.value >= SMALLEST_IN_WORDS or said[0] in SUMS


def _dressed(words: Sequence[str], at: int, after: int) -> tuple[int, int, str]:
    """The span with the currency before or after it, and which currency that is."""
    currency = ""
    if at and (words[at - 1] in CURRENCIES or words[at - 1] in ("shilingi", "sh", "shs")):
        currency, at = CURRENCIES.get(words[at - 1], ""), at - 1
    if after < len(words) and (words[after] in CURRENCIES or words[after] in ("bob", "shilingi", "shillings", "sh")):
        currency, after = currency or CURRENCIES.get(words[after], ""), after + 1
    return at, after, currency
