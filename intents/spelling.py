"""Numbers as words, the way they are said aloud: 5075 is "elfu tano na sabini na tano"."""

from __future__ import annotations

from intents.numerals import EN_ONES, EN_TENS, SW_ONES, SW_TENS

LARGEST = 999_999_999_999
SW_UNITS = ((1_000_000_000, "bilioni"), (1_000_000, "milioni"), (100_000, "laki"), (1_000, "elfu"))
EN_UNITS = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))


def spell(number: int, language: str) -> str:
    """`language` is sw or en. Raises ValueError beyond 0 to 999,999,999,999, and KeyError for another language."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"there are words for 0 to {LARGEST:,}")
    return {"sw": _swahili, "en": _english}[language](number)


def _swahili(number: int) -> str:
    said = ""
    for unit, name in SW_UNITS:
        count, number = divmod(number, unit)
        if count:
            said = _joined(said, f"{name} {_swahili_below_thousand(count)}")
            if number and _runs_on(count, number):
                return f"{said}, {_swahili(number)}"
    if number or not said:
        said = _joined(said, _swahili_below_thousand(number))
    return said


def _joined(before: str, after: str) -> str:
    return f"{before} na {after}" if before else after


def _runs_on(count: int, rest: int) -> bool:
    """Whether "na" would draw the rest into the count: "elfu kumi na tano" is 15,000, so 10,005 needs a comma."""
    return (count % 10 == 0 and count % 100 != 0 and rest < 10) or (count % 100 == 0 and rest < 100)


def _swahili_below_thousand(number: int) -> str:
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    parts = [f"mia {SW_ONES[hundreds]}"] if hundreds else []
    parts += [SW_TENS[tens]] if tens else []
    parts += [SW_ONES[ones]] if ones or not parts else []
    return " na ".join(parts)


def _english(number: int) -> str:
    parts = []
    for unit, name in EN_UNITS:
        count, number = divmod(number, unit)
        if count:
            parts.append(f"{_english_below_thousand(count)} {name}")
    if number or not parts:
        parts.append(
            f"and {_english_below_thousand(number)}" if parts and number < 100 else _english_below_thousand(number)
        )
    return " ".join(parts)


def _english_below_thousand(number: int) -> str:
    hundreds, below = divmod(number, 100)
    said = f"{EN_ONES[hundreds]} hundred" if hundreds else ""
    if not below and said:
        return said
    tens, ones = divmod(below, 10)
    small = EN_ONES[below] if below < 20 else "-".join([EN_TENS[tens], *([EN_ONES[ones]] if ones else [])])
    return f"{said} and {small}" if said else small
