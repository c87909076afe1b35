"""What a cell of a spreadsheet says: amounts, days, phones, numbers and names, or a sentence that says what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from core.money import EXPONENTS, Money
from core.phone import Phone

T = TypeVar("T")
Read = Callable[[str], T]

MOST_DIGITS = 12
MOST_NAME, MOST_FIRST_NAME, MOST_SHOWN = 120, 60, 40
LEAST_YEAR = 1900

_AMOUNT = re.compile(
    r"(?:KES|KSHS?\.?)?\s*(\(|-)?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?\)?(?:/[=-])?", re.I
)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00)?)?")
_DAY = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2}|[A-Za-z]{3,9})[/.\- ]([0-9]{4})(?: 00:00(?::00)?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MEMBER = re.compile(r"M?0*([1-9][0-9]{0,8})")
_LOAN = re.compile(r"(?:LN)?([0-9]{1,8})")
_SEPARATORS = re.compile(r"[\s.\-_/]")
_ID_NUMBER = re.compile(r"[A-Z0-9]{4,30}")
_BARE_PHONE = re.compile(r"[17][0-9]{8}")
#: Letters that would start a formula in somebody's spreadsheet; a phone may begin with +, an amount with -.
FORMULA = ("=", "@", "\t", "\r")
FORMULA_IN_WORDS = (*FORMULA, "+", "-")


class Wrong(ValueError):
    """The cell cannot be taken; the text says what is wrong and what to do."""


def shown(cell: str) -> str:
    """The beginning of a cell, in quotes, as a sentence may show it."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in cell)
    return f"“{plain[: MOST_SHOWN - 1]}…”" if len(plain) > MOST_SHOWN else f"“{plain}”"


def refuse_formula(cell: str) -> None:
    if cell.startswith(FORMULA):
        raise Wrong(f"{shown(cell)} looks like a formula. Save the sheet with values, not formulas.")


def words(most: int) -> Read[str]:
    """Text without anything odd in it, blanks made single."""

    def read(cell: str) -> str:
        if cell.startswith(FORMULA_IN_WORDS):
            raise Wrong(f"{shown(cell)} looks like a formula. Take the first letter away.")
        if any(unicodedata.category(letter).startswith("C") for letter in cell):
            raise Wrong("has a letter that cannot be printed. Type the words again.")
        plain = " ".join(cell.split())
        if len(plain) > most:
            raise Wrong(f"has {len(plain)} letters; {most} at most. Shorten it.")
        return plain

    return read


def name(cell: str) -> str:
    plain = words(MOST_NAME)(cell)
    if not any(letter.isalpha() for letter in plain):
        raise Wrong(f"{shown(cell)} is no name. Write the full name as on the ID card.")
    if len(plain.split(" ")[0]) > MOST_FIRST_NAME:
        raise Wrong(f"its first name has more than {MOST_FIRST_NAME} letters. Put a blank between the names.")
    return plain


def amount(currency: str) -> Read[Money]:
    """`1,234.50`, `1234.5`, `KES 1,234`; zero is an amount, less than zero is not."""

    def read(cell: str) -> Money:
        refuse_formula(cell)
        found = _AMOUNT.fullmatch(cell)
        if found is None:
            raise Wrong(f"{shown(cell)} is no amount. Write it like 1,234.50.")
        sign, whole, cents = found[1], found[2].replace(",", ""), found[3] or ""
        if len(whole.lstrip("0")) > MOST_DIGITS:
            raise Wrong(f"{shown(cell)} has more than {MOST_DIGITS} digits. Look at it again.")
        if len(cents.rstrip("0")) > EXPONENTS[currency]:
            raise Wrong(f"{shown(cell)} has parts of a cent. Round it to two digits after the point.")
        value = Money.of(Decimal(f"{whole}.{cents.rstrip('0') or '0'}"), currency)
        if sign and value:
            raise Wrong(f"{shown(cell)} is less than zero. Write what is owned or owed, without a sign.")
        return value

    return read


def more_than_zero(read: Read[Money]) -> Read[Money]:
    def strict(cell: str) -> Money:
        value = read(cell)
        if not value:
            raise Wrong("is zero. Leave the line out, or write the amount.")
        return value

    return strict


def day(cell: str) -> date:
    """`2026-03-11`, `11/03/2026` and `11 Mar 2026`: in Kenya the day comes first."""
    refuse_formula(cell)
    if (found := _ISO_DAY.fullmatch(cell)) is not None:
        year, month, number = int(found[1]), int(found[2]), int(found[3])
    elif (found := _DAY.fullmatch(cell)) is not None:
        year, month, number = int(found[3]), _month(found[2]), int(found[1])
    else:
        raise Wrong(f"{shown(cell)} is no date. Write it like 2026-03-11 or 11/03/2026, the year with four digits.")
    try:
        value = date(year, month, number)
    except ValueError:
        raise Wrong(f"{shown(cell)} is a day that no calendar has. The day comes first, then the month.") from None
    if value.year < LEAST_YEAR:
        raise Wrong(f"{shown(cell)} is before {LEAST_YEAR}. Look at the year.")
    return value


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    short = word.lower()[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def phone(home: str) -> Read[Phone]:
    """In any local spelling; a spreadsheet may have eaten the leading zero."""

    def read(cell: str) -> Phone:
        refuse_formula(cell)
        bare = _SEPARATORS.sub("", cell)
        try:
            return Phone.read(f"0{bare}" if _BARE_PHONE.fullmatch(bare) else cell, home)
        except ValueError:
            raise Wrong(f"{shown(cell)} is no phone number. Write one number, for example 0700000001.") from None

    return read


def member_number(cell: str) -> str:
    """`M-00021`, `m21` and `21` are M-00021."""
    refuse_formula(cell)
    found = _MEMBER.fullmatch(_SEPARATORS.sub("", cell).upper())
    if found is None:
        raise Wrong(f"{shown(cell)} is no member number. Write M- and up to nine digits: M-00021.")
    return f"M-{int(found[1]):05d}"


def loan_number(cell: str) -> str:
    """`LN-0042`, `ln 42` and `42` are LN-0042."""
    refuse_formula(cell)
    found = _LOAN.fullmatch(_SEPARATORS.sub("", cell).upper())
    if found is None or not int(found[1]):
        raise Wrong(f"{shown(cell)} is no loan number. Write LN- and four to eight digits: LN-0042.")
    return f"LN-{found[1].zfill(4)}"


def id_number(cell: str) -> str:
    refuse_formula(cell)
    plain = re.sub(r"[\s./-]", "", cell).upper()
    if not _ID_NUMBER.fullmatch(plain) or not any(letter.isdigit() for letter in plain):
        raise Wrong(f"{shown(cell)} is no ID number. Write it as on the card, without anything else.")
    return plain


def whole(least: int, most: int) -> Read[int]:
    def read(cell: str) -> int:
        refuse_formula(cell)
        if not re.fullmatch(r"[0-9]{1,6}(?:\.0)?", cell) or not least <= int(cell.partition(".")[0]) <= most:
            raise Wrong(f"{shown(cell)} is no whole number from {least} to {most}.")
        return int(cell.partition(".")[0])

    return read


def one_of(choices: Mapping[str, Sequence[str]]) -> Read[str]:
    """The choice that has this name, whatever its case and blanks."""
    known = {_plain(other): choice for choice, names in choices.items() for other in (choice, *names)}

    def read(cell: str) -> str:
        refuse_formula(cell)
        if _plain(cell) not in known:
            raise Wrong(f"{shown(cell)} is not known here. Write {', '.join(choices)}.")
        return known[_plain(cell)]

    return read


def _plain(cell: str) -> str:
    return re.sub(r"[^a-z0-9]", "", cell.casefold())
