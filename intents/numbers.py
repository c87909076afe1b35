"""Reading numbers in words and digits, Swahili, English and Sheng in any mixture: "laki tatu na nusu" is 350,000.

The grammar is of longest match. In Swahili the multiplier comes first (elfu tano) and hundreds are "mia" with the digit
after it; said the other way round (hamsini elfu) it counts only if no number word follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from intents.numerals import (
    ALL_WORDS,
    DIGITS,
    EN_MULTIPLIERS,
    EN_SMALL,
    EN_TENS_OF,
    HALF,
    HUNDREDS,
    MULTIPLIERS,
    QUARTER,
    SUMS,
    TENS,
)
from intents.spelling import spell

__all__ = ["Number", "number_at", "read", "spell"]

AND, COMMA = frozenset({"na", "and", "n", "plus"}), ","
PARTS = {HALF: Decimal("0.5"), QUARTER: Decimal("0.25")}
LARGEST_PLAIN = 999
BEGINNINGS = ALL_WORDS | {"a", "an", "half"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the place after its last word; `unit` is its last multiplier, which a following half is of."""

    value: Decimal
    after: int
    unit: int = 1


def read(text: str) -> Decimal | None:
    """The number that the whole text is, or None."""
    words = text.lower().replace("-", " ").replace(",", " , ").split()
    found = number_at(words, 0)
    return found.value if found and found.after == len(words) else None


def number_at(words: Sequence[str], at: int) -> Number | None:
    """The longest number that begins at this word."""
    word = words[at] if at < len(words) else ""
    if word not in BEGINNINGS and not word[:1].isdigit():
        return None
    found = [each for each in (_swahili(words, at), _english(words, at)) if each]
    return max(found, key=lambda number: number.after, default=None)


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _plain(words: Sequence[str], at: int) -> Decimal | None:
    """Digits, as long as they can be counted in something larger."""
    word = _word(words, at)
    if word[:1].isdigit() and word.replace(".", "", 1).isdecimal() and word[-1] != ".":
        return Decimal(word)
    return None


# Swahili


def _swahili(words: Sequence[str], at: int) -> Number | None:
    word = _word(words, at)
    if word in SUMS:
        return Number(Decimal(SUMS[word]), at + 1)
    number = _chunk(words, at)
    if not number:
        return None
    while following := _next_chunk(words, number):
        number = following
    return _with_part(words, number)


def _chunk(words: Sequence[str], at: int) -> Number | None:
    """One multiplier with what it is counted in, or a number below a thousand."""
    word = _word(words, at)
    if word in MULTIPLIERS:
        count = _below_thousand(words, at + 1)
        unit = MULTIPLIERS[word]
        return Number(count.value * unit, count.after, unit) if count else Number(Decimal(unit), at + 1, unit)
    if word in PARTS and _word(words, at + 1) in MULTIPLIERS:
        unit = MULTIPLIERS[words[at + 1]]
        return Number(PARTS[word] * unit, at + 2, unit)
    count = _below_thousand(words, at)
    if not count:
        return None
    unit = MULTIPLIERS.get(_word(words, count.after), 0)
    if unit and not _counts(_word(words, count.after + 1)):
        return Number(count.value * unit, count.after + 1, unit)
    return count


def _counts(word: str) -> bool:
    return word in DIGITS or word in TENS or word in HUNDREDS or word[:1].isdigit()


def _next_chunk(words: Sequence[str], number: Number) -> Number | None:
    """A smaller chunk behind, with "na", a comma or nothing between."""
    if number.unit == 1:
        return None
    joint = _word(words, number.after) in (*AND, COMMA)
    following = _chunk(words, number.after + joint)
    if not following or following.unit >= number.unit or following.value >= number.unit:
        return None
    if not joint and following.unit == 1 and _plain(words, number.after) is not None:
        return None
    return Number(number.value + following.value, following.after, following.unit if following.unit > 1 else 1)


def _with_part(words: Sequence[str], number: Number) -> Number:
    """... na nusu, na robo, na robo tatu: of the last multiplier."""
    at = number.after + (_word(words, number.after) in AND)
    part = PARTS.get(_word(words, at))
    if part is None or at == number.after or _word(words, at + 1) in MULTIPLIERS:
        return number
    after = at + 1
    if words[at] == QUARTER and _word(words, after) == "tatu":
        part, after = part * 3, after + 1
    return Number(number.value + part * number.unit, after)


def _below_thousand(words: Sequence[str], at: int) -> Number | None:
    word = _word(words, at)
    plain = _plain(words, at)
    if word not in HUNDREDS:
        digit_or_plain = plain if plain is not None else Decimal(DIGITS.get(word, 0))
        if 0 < digit_or_plain < 10 and _word(words, at + 1) == "soo" and not _counts(_word(words, at + 2)):
            return Number(digit_or_plain * 100, at + 2)
        if plain is not None:
            return Number(plain, at + 1) if plain <= LARGEST_PLAIN else None
        return _below_hundred(words, at)
    digit = DIGITS.get(_word(words, at + 1), 0)
    count = _plain(words, at + 1)
    if not digit and count is not None and 0 < count < 10:
        digit = int(count)
    number = Number(Decimal(100 * (digit or 1)), at + (2 if digit else 1))
    joint = _word(words, number.after) in AND
    rest = _below_hundred(words, number.after + joint)
    if digit and rest and (joint or rest.value >= 10):
        return Number(number.value + rest.value, rest.after)
    return number


def _below_hundred(words: Sequence[str], at: int) -> Number | None:
    word = _word(words, at)
    if word in DIGITS:
        return Number(Decimal(DIGITS[word]), at + 1)
    if word not in TENS:
        return None
    digit = DIGITS.get(_word(words, at + 2), 0) if _word(words, at + 1) in AND else 0
    return Number(Decimal(TENS[word] + digit), at + (3 if digit else 1))


# English


def _english(words: Sequence[str], at: int) -> Number | None:
    if _word(words, at) == "half" and _word(words, at + 1) in ("a", "an"):
        unit = EN_MULTIPLIERS.get(_word(words, at + 2), 0)
        return Number(Decimal(unit) / 2, at + 3, unit) if unit else None
    whole, number = Decimal(0), _english_chunk(words, at)
    least = 0
    while number:
        whole, least, at = whole + number.value, number.unit, number.after
        if least == 1:
            break
        joint = _word(words, at) in (*AND, COMMA)
        number = _english_chunk(words, at + joint)
        if number and (number.unit >= least or number.value >= least):
            break
    return Number(whole, at, least) if least else None


def _english_chunk(words: Sequence[str], at: int) -> Number | None:
    count = _english_below_thousand(words, at)
    if not count:
        return None
    value, after = count.value, count.after
    if [_word(words, after + step) for step in range(3)] == ["and", "a", "half"]:
        value, after = value + Decimal("0.5"), after + 3
    elif _word(words, after) == "point" and _word(words, after + 1) in EN_SMALL:
        value, after = value + Decimal(EN_SMALL[words[after + 1]]) / 10, after + 2
    unit = EN_MULTIPLIERS.get(_word(words, after), 0)
    if unit:
        return Number(value * unit, after + 1, unit)
    return count


def _english_below_thousand(words: Sequence[str], at: int) -> Number | None:
    word = _word(words, at)
    if word in ("a", "an") and _word(words, at + 1) in (*EN_MULTIPLIERS, "hundred"):
        count = Number(Decimal(1), at + 1)
    else:
        plain = _plain(words, at)
        count_or_none = Number(plain, at + 1) if plain is not None else _english_below_hundred(words, at)
        if not count_or_none:
            return None
        count = count_or_none
    if _word(words, count.after) not in ("hundred", "hundreds"):
        return count
    hundreds = Number(count.value * 100, count.after + 1)
    joint = _word(words, hundreds.after) == "and"
    rest = _english_below_hundred(words, hundreds.after + joint)
    return Number(hundreds.value + rest.value, rest.after) if rest else hundreds


def _english_below_hundred(words: Sequence[str], at: int) -> Number | None:
    word = _word(words, at)
    if word in EN_SMALL:
        return Number(Decimal(EN_SMALL[word]), at + 1)
    if word not in EN_TENS_OF:
        return None
    ones = EN_SMALL.get(_word(words, at + 1), 0)
    if 0 < ones < 10:
        return Number(Decimal(EN_TENS_OF[word] + ones), at + 2)
    return Number(Decimal(EN_TENS_OF[word]), at + 1)
