"""How long and how many: three months is P3M, two bags are 2 bag, two and a half litres 2.5 l."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from intents.numbers import Number, number_at
from intents.reading import Reading, Token

#: Word -> letter of ISO 8601.
SPANS: Mapping[str, str] = {
    **dict.fromkeys(("siku", "day", "days", "masiku", "dei", "dys", "cku", "ck", "siky"), "D"),
    **dict.fromkeys(("wiki", "week", "weeks", "wks", "wk", "majuma", "juma", "wik", "weeki"), "W"),
    **dict.fromkeys(
        (
            "mwezi",
            "miezi",
            "month",
            "months",
            "mth",
            "mths",
            "mnth",
            "mnths",
            "mos",
            "mwez",
            "mons",
            "mo",
            "miez",
            "mienzi",
            "mwenzi",
            "mieji",
            "monthz",
            "moths",
        ),
        "M",
    ),
    **dict.fromkeys(("mwaka", "miaka", "year", "years", "yr", "yrs", "myaka", "mwka"), "Y"),
}
MONTHS_OF = {"Y": 12, "M": 1}
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("mfuko", "mifuko", "gunia", "magunia", "bag", "bags", "sack", "sacks"), "bag"),
    **dict.fromkeys(("kilo", "kilos", "kg", "kgs", "kilogram", "kilograms", "kilogramu"), "kg"),
    **dict.fromkeys(("lita", "litre", "litres", "liter", "liters", "ltr", "ltrs", "l", "lt"), "l"),
    **dict.fromkeys(("pakiti", "packet", "packets", "pkt", "pkts", "paketi"), "packet"),
    **dict.fromkeys(("chupa", "bottle", "bottles"), "bottle"),
    **dict.fromkeys(("debe", "madebe", "tin", "tins"), "debe"),
    **dict.fromkeys(("tani", "tonne", "tonnes", "ton", "tons"), "tonne"),
    **dict.fromkeys(("piece", "pieces", "pcs", "pc"), "piece"),
    **dict.fromkeys(("gram", "grams", "gramu", "gm", "gms"), "g"),
    **dict.fromkeys(("ml", "mls", "mililita"), "ml"),
    **dict.fromkeys(("roll", "rolls"), "roll"), **dict.fromkeys(("crate", "crates", "kreti"), "crate"),
    **dict.fromkeys(("tray", "trays", "trei"), "tray"), **dict.fromkeys(("carton", "cartons", "katoni"), "carton"),
}  # fmt: skip
#: In a ma-class plural the minibus is a number: magunia matatu.
MINIBUS_OR_THREE = "matatu"
HALVES = frozenset({"nusu", "half"})


#: Words of the clock, which ISO 8601 writes behind a T.
HOURS: Mapping[str, str] = {
    **dict.fromkeys(("hour", "hours", "hrs", "hr", "masaa"), "H"),
    **dict.fromkeys(("minute", "minutes", "mins", "min", "dakika"), "M"),
}
NOUN_FIRST = frozenset({"siku", "wiki", "mwezi", "miezi", "mwaka", "miaka", *UNITS} - {"kg", "kgs", "l", "bags", "bag"})
WHOLE = frozenset({"mzima", "nzima", "zima"})
HALF_BEHIND = (("and", "a", "half"), ("and", "half"), ("na", "nusu"))


def take_durations(reading: Reading) -> None:
    at = 0
    while at < len(reading.tokens):
        tokens, words = reading.tokens, reading.words
        found = _duration(words, at)
        if found:
            value, after, exact = _and_months(words, found)
            reading.add("duration", value, *reading.between(tokens, at, after), check=not exact)
        else:
            at = _past_number(words, at)


def _and_months(words: Sequence[str], found: tuple[str, int, bool]) -> tuple[str, int, bool]:
    """A year and six months is P18M."""
    value, after, exact = found
    joint = after < len(words) and words[after] in ("na", "and")
    more = _duration(words, after + 1) if joint and value.endswith("Y") and after + 1 < len(words) else None
    if not more or not more[0].endswith("M") or "T" in more[0]:
        return found
    return f"P{12 * int(value[1:-1]) + int(more[0][1:-1])}M", more[1], exact and more[2]


def _past_number(words: Sequence[str], at: int) -> int:
    """The next place, not within a number: "elfu mbili miezi miwili" is no two months."""
    number = number_at(words, at)
    return number.after if number else at + 1


def _duration(words: Sequence[str], at: int) -> tuple[str, int, bool] | None:
    """(ISO duration, place after it, whether it is exactly that)."""
    word = words[at]
    if word in ("nusu", "robo") and at + 1 < len(words) and words[at + 1] == "mwaka":
        return ("P6M" if word == "nusu" else "P3M"), at + 2, True
    if words[at : at + 3] == ["half", "a", "year"] or words[at : at + 2] == ["half", "year"]:
        return "P6M", at + words[at:].index("year") + 1, True
    if word in ("a", "an", "one") and words[at + 1 : at + 2] and words[at + 1] in SPANS and word != "one":
        return _with_half(words, Decimal(1), SPANS[words[at + 1]], at + 2)
    if word == "fortnight":
        return "P2W", at + 1, True
    if word in SPANS and words[at + 1 : at + 2] and words[at + 1] in WHOLE:
        return f"P1{SPANS[word]}", at + 2, True
    if word in ("mwaka", "mwezi", "wiki") and tuple(words[at + 1 : at + 3]) == ("na", "nusu"):
        return _with_half(words, Decimal(1), SPANS[word], at + 1)
    clock = _on_the_clock(words, at)
    if clock:
        return clock
    if word in SPANS:
        number = _counted(words, at + 1)
        return _with_half(words, number.value, SPANS[word], number.after) if number else None
    number = number_at(words, at)
    if not number or not 0 < number.value < 1000:
        return None
    count, after = number.value, number.after
    half = next((len(said) for said in HALF_BEHIND if tuple(words[after : after + len(said)]) == said), 0)
    if half:
        count, after = count + Decimal("0.5"), after + half
    if after < len(words) and words[after] in SPANS and not _has_own_number(words, after):
        return _with_half(words, count, SPANS[words[after]], after + 1)
    return None


def _has_own_number(words: Sequence[str], at: int) -> bool:
    """Whether a Swahili noun is followed by its number, so that the one before it is another's: mia tano siku 30."""
    return words[at] in NOUN_FIRST and number_at(words, at + 1) is not None


def _on_the_clock(words: Sequence[str], at: int) -> tuple[str, int, bool] | None:
    """Two hours, dakika thelathini. "Saa mbili" is no length but the time of day."""
    behind = words[at] in HOURS
    number = number_at(words, at + behind)
    if not number or number.value != int(number.value) or not 0 < number.value < 1000:
        return None
    noun = words[at] if behind else words[number.after] if number.after < len(words) else ""
    return (f"PT{int(number.value)}{HOURS[noun]}", number.after + (not behind), True) if noun in HOURS else None


def _counted(words: Sequence[str], at: int) -> Number | None:
    """A number behind its noun. "Siku tatu elfu tano" is three days and five thousand."""
    number = number_at(words, at)
    return number if number and 0 < number.value < 1000 else None


def _with_half(words: Sequence[str], count: Decimal, letter: str, after: int) -> tuple[str, int, bool] | None:
    tail = list(words[after : after + 3])
    half = next((len(said) for said in HALF_BEHIND if tuple(tail[: len(said)]) == said), 0)
    count += Decimal("0.5") if half else 0
    if count == count.to_integral_value():
        return (f"P{int(count)}{letter}", after, True) if count > 0 else None
    months = count * MONTHS_OF.get(letter, 0)
    if months and months == months.to_integral_value():
        return f"P{int(months)}M", after + half, True
    days = int(count * {"D": 1, "W": 7, "M": 30, "Y": 365}[letter])
    return f"P{days}D", after + half, False


def take_quantities(reading: Reading, countable: frozenset[str]) -> None:
    """Numbers of units, and of things of `countable` that are counted by the piece."""
    at = 0
    while at < len(reading.tokens):
        tokens, words = reading.tokens, reading.words
        found = _quantity(words, at, countable)
        if found:
            value, unit, first, after = found
            reading.add("quantity", f"{value.normalize():f}", *_letters(tokens, first, after), unit=unit)
        else:
            at = _past_number(words, at)


def _letters(tokens: Sequence[Token], first: int, after: int) -> tuple[int, int]:
    return tokens[first].start, tokens[after - 1].end


def _quantity(words: Sequence[str], at: int, countable: frozenset[str]) -> tuple[Decimal, str, int, int] | None:
    """(how many, unit, first word, place after): the words of a counted thing are not part of the quantity."""
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in UNITS and word != "l":
        if following == MINIBUS_OR_THREE and word.startswith("ma"):
            return Decimal(3), UNITS[word], at, at + 2
        number = number_at(words, at + 1)
        small = number and 0 < number.value < 1000
        return (number.value, UNITS[word], at, number.after) if number and small else None
    if word in HALVES and (following in UNITS or (following == "a" and words[at + 2 : at + 3])):
        unit_at = at + 1 + (following == "a")
        return (Decimal("0.5"), UNITS[words[unit_at]], at, unit_at + 1) if words[unit_at] in UNITS else None
    if word in countable:
        number = number_at(words, at + 1)
        return (number.value, "", at + 1, number.after) if number and 0 < number.value < 1000 else None
    number = number_at(words, at)
    if not number or number.after >= len(words) or not 0 < number.value <= 10_000:
        return None
    noun = words[number.after]
    if noun in UNITS and not _has_own_number(words, number.after):
        return number.value, UNITS[noun], at, number.after + 1
    return (number.value, "", at, number.after) if noun in countable else None
