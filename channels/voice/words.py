"""Days, keys, codes and counted things as they are said aloud; numbers are the intents' own grammar turned round."""

from __future__ import annotations

from collections.abc import Mapping

from intents.numbers import spell

__all__ = ["agreeing", "day_of_month", "every_word", "key_name", "spell", "spelled_out"]

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
