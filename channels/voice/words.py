"""Numbers, days, digits and letters as they are said aloud: 5075 is "elfu tano na sabini na tano"."""

from __future__ import annotations

from collections.abc import Mapping

LARGEST = 999_999_999_999

_EN_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_UNITS = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))

_SW_ONES = ("sifuri", "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa")
_SW_TENS = (
    "", "kumi", "ishirini", "thelathini", "arobaini", "hamsini", "sitini", "sabini", "themanini", "tisini",
)  # fmt: skip
_SW_UNITS = ((1_000_000_000, "bilioni"), (1_000_000, "milioni"), (100_000, "laki"), (1_000, "elfu"))

_EN_ORDINALS: Mapping[str, str] = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth", "twenty": "twentieth", "thirty": "thirtieth",
}  # fmt: skip
_SW_DAYS: Mapping[int, str] = {1: "mosi", 2: "pili"}

#: After nouns of these classes the last word of a number changes: miezi mitatu, malipo matatu, watu watatu.
_SW_AGREEING = ("moja", "mbili", "tatu", "nne", "tano", "nane")
_SW_CLASSES: Mapping[str, tuple[str, ...]] = {
    "mi": ("mmoja", "miwili", "mitatu", "minne", "mitano", "minane"),
    "ma": ("moja", "mawili", "matatu", "manne", "matano", "manane"),
    "wa": ("mmoja", "wawili", "watatu", "wanne", "watano", "wanane"),
}
STAR: Mapping[str, str] = {"en": "star", "sw": "nyota"}
HASH: Mapping[str, str] = {"en": "hash", "sw": "reli"}


def spell(number: int, language: str) -> str:
    """`language` is sw or en. Raises ValueError beyond 0 to 999,999,999,999, and KeyError for another language."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"there are words for 0 to {LARGEST:,}")
    return {"sw": _swahili, "en": _english}[language](number)


def day_of_month(day: int, language: str) -> str:
    """`the fifteenth`, `tarehe kumi na tano`; the first two days have names of their own in Swahili."""
    if language == "sw":
        return f"tarehe {_SW_DAYS.get(day) or spell(day, 'sw')}"
    tens, _, last = spell(day, "en").rpartition("-")
    ordinal = _EN_ORDINALS.get(last, f"{last}th")
    return f"the {tens}-{ordinal}" if tens else f"the {ordinal}"


def agreeing(number: int, language: str, noun_class: str) -> str:
    """A number behind a Swahili noun of the class `mi`, `ma` or `wa`; elsewhere, and after other nouns, as it is."""
    words = spell(number, language)
    if language != "sw" or noun_class not in _SW_CLASSES:
        return words
    before, blank, last = words.rpartition(" ")
    if last not in _SW_AGREEING or before.endswith(("mia", "elfu", "laki", "milioni", "bilioni")):
        return words
    return f"{before}{blank}{_SW_CLASSES[noun_class][_SW_AGREEING.index(last)]}"


def key_name(key: str, language: str) -> str:
    """What a key of the telephone is called: `one`, `nyota`."""
    signs = {"*": STAR, "#": HASH}
    return signs[key][language] if key in signs else spell(int(key), language)


def spelled_out(code: str, language: str) -> str:
    """Letter by letter and digit by digit, with a breath where the code has a dash or a blank."""
    breaths = [each for each in code.replace("-", " ").split(" ") if each]
    return ", ".join(" ".join(_sign(sign, language) for sign in breath) for breath in breaths)


def _sign(sign: str, language: str) -> str:
    return key_name(sign, language) if sign in "0123456789*#" else sign.upper()


def every_word(language: str) -> tuple[str, ...]:
    """Each single word that the functions above can say, once: what is recorded to speak any number."""
    numbers = [*range(102), *(10**power for power in range(2, 10)), 200_000]
    said = [spell(number, language) for number in numbers]
    said += [day_of_month(day, language) for day in range(1, 32)]
    said += [form for forms in _SW_CLASSES.values() for form in forms] if language == "sw" else []
    said += [STAR[language], HASH[language], *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    words = [word for phrase in said for word in phrase.replace("-", " ").replace(",", " ").split()]
    return tuple(dict.fromkeys(words))


def _swahili(number: int) -> str:
    said = ""
    for unit, name in _SW_UNITS:
        count, number = divmod(number, unit)
        if count:
            said = _joined(said, f"{name} {_swahili_below_thousand(count)}")
            if number and _runs_on(count, number):
                return f"{said}, {_swahili(number)}"
    return _joined(said, _swahili_below_thousand(number)) if number or not said else said


def _joined(before: str, after: str) -> str:
    return f"{before} na {after}" if before else after


def _runs_on(count: int, rest: int) -> bool:
    """Whether "na" would draw the rest into the count: "elfu kumi na tano" is 15,000, so 10,005 needs a breath."""
    return (count % 10 == 0 and count % 100 != 0 and rest < 10) or (count % 100 == 0 and rest < 100)


def _swahili_below_thousand(number: int) -> str:
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    parts = [f"mia {_SW_ONES[hundreds]}"] if hundreds else []
    parts += [_SW_TENS[tens]] if tens else []
    parts += [_SW_ONES[ones]] if ones or not parts else []
    return " na ".join(parts)


def _english(number: int) -> str:
    parts = []
    for unit, name in _EN_UNITS:
        count, number = divmod(number, unit)
        if count:
            parts.append(f"{_english_below_thousand(count)} {name}")
    if number or not parts:
        small = _english_below_thousand(number)
        parts.append(f"and {small}" if parts and number < 100 else small)
    return " ".join(parts)


def _english_below_thousand(number: int) -> str:
    hundreds, below = divmod(number, 100)
    said = f"{_EN_ONES[hundreds]} hundred" if hundreds else ""
    if not below and said:
        return said
    tens, ones = divmod(below, 10)
    small = _EN_ONES[below] if below < 20 else "-".join([_EN_TENS[tens], *([_EN_ONES[ones]] if ones else [])])
    return f"{said} and {small}" if said else small
