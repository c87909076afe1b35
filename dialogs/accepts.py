"""How to read what people type: money, a PIN, a phone, a date, a name. What does not fit says what would."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.money import Money
from core.phone import Phone
from core.secret import Secret
from dialogs.screen import Text

MOST_TYPED = 160


@dataclass(frozen=True)
class Invalid:
    """What to say instead of the question: always what to type."""

    say: Text


#: (words, facts of the conversation) -> value or Invalid
Accepts = Callable[[str, Any], Any]
Bound = Callable[[Any], Money] | Money

_AMOUNT = re.compile(
    r"(?:kes|ksh|kshs|sh)?\.?\s*([0-9][0-9,]{0,14}(?:\.[0-9]{1,2})?)\s*(k|m)?\s*(?:/[=-]|/=|bob|kes|ksh)?", re.I
)
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000}
TYPE_AMOUNT = "Please type an amount, for example 5000."
TOO_MUCH = "{amount} is too much here. Type an amount from {least:n} to {most:n}."
TOO_LITTLE = "{amount} is too little. Type an amount from {least:n} to {most:n}."
WHOLE = "Please type whole shillings, for example 5000."
TYPE_PIN = "Please type the 4 digits of your PIN."
TYPE_CODE = "Please type the 6 digits from our SMS."
TYPE_PHONE = "Please type a phone number, for example 0700000001."
TYPE_NAME = "Please type your name with letters, for example Wanjiku Njeri."
TYPE_ID_NUMBER = "Please type the number of your ID card, for example 23456789."
TYPE_LAST_DIGITS = "Please type the last 4 digits of your ID card number, for example 6789."
TYPE_DATE = "Please type day, month and year, for example 25081990."
TYPE_NUMBER = "Please type letters and digits only."
TYPE_RECEIPT = "Please type the code of the M-PESA message: 10 letters and digits."
SENTENCES = (
    TYPE_PIN, TYPE_CODE, TYPE_PHONE, TYPE_NAME, TYPE_ID_NUMBER, TYPE_LAST_DIGITS, TYPE_DATE, TYPE_NUMBER, TYPE_RECEIPT,
)  # fmt: skip


def read_amount(words: str, currency: str) -> Money | None:
    """`5000`, `5,000`, `5k`, `KSh 5,000/=`, `2.5k`; None for anything else."""
    found = _AMOUNT.fullmatch(words.strip())
    if not found:
        return None
    try:
        amount = Decimal(found[1].replace(",", "")) * _SCALE[(found[2] or "").lower()]
        return Money.of(amount, currency)
    except (InvalidOperation, ValueError):
        return None


def money(
    *, least: Bound | None = None, most: Bound | None = None, too_much: str = TOO_MUCH, unit: int = 100
) -> Accepts:
    """An amount between two bounds (values, or functions of the form), in whole `unit` minor units."""

    def accept(words: str, facts: Any) -> Money | Invalid:
        amount = read_amount(words, facts.house.currency)
        low = least(facts) if callable(least) else least or facts.house.least_payment
        high = most(facts) if callable(most) else most or facts.house.most_payment
        if amount is None:
            return Invalid(Text(TYPE_AMOUNT))
        values = {"amount": amount, "least": low, "most": high}
        if amount.minor_units % unit:
            return Invalid(Text(WHOLE))
        if amount > high:
            return Invalid(Text(too_much, values))
        if amount < low:
            return Invalid(Text(TOO_LITTLE, values))
        return amount

    return accept


def pin(words: str, facts: Any) -> Secret | Invalid:
    """Four digits."""
    if re.fullmatch(r"[0-9]{4}", words):
        return Secret(words)
    return Invalid(Text(TYPE_PIN))


def code(words: str, facts: Any) -> Secret | Invalid:
    """The six digits of a code from an SMS."""
    if re.fullmatch(r"[0-9]{6}", words.strip()):
        return Secret(words.strip())
    return Invalid(Text(TYPE_CODE))


def phone(words: str, facts: Any) -> Phone | Invalid:
    try:
        return Phone.read(words, facts.house.country_code)
    except ValueError:
        return Invalid(Text(TYPE_PHONE))


def full_name(words: str, facts: Any) -> str | Invalid:
    """Letters, blanks, apostrophes and hyphens; one word is asked once more, never refused twice."""
    name = " ".join(words.split())
    if not re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[ '.-])*", name) or len(name) > 60:
        return Invalid(Text(TYPE_NAME))
    return _with_capitals(name) if name.isupper() or name.islower() else name


def _with_capitals(name: str) -> str:
    """`jane ng'ang'a` is Jane Ng'ang'a: a capital after a blank or a hyphen, not after an apostrophe."""
    return re.sub(r"(^|[ -])(\w)", lambda found: found[1] + found[2].upper(), name.lower())


def id_number(words: str, facts: Any) -> str | Invalid:
    digits = re.sub(r"[\s.-]", "", words)
    if re.fullmatch(r"[0-9]{6,10}", digits):
        return digits
    return Invalid(Text(TYPE_ID_NUMBER))


def birth_date(words: str, facts: Any) -> date | Invalid:
    """`25081990`, `25/8/1990`, `25 8 90`."""
    found = re.fullmatch(r"(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4}|\d{2})", words.strip()) or re.fullmatch(
        r"(\d{2})(\d{2})(\d{4})", words.strip()
    )
    if found:
        day, month, year = (int(part) for part in found.groups())
        if year < 100:
            year += 1900 if year > facts.today.year % 100 else 2000
        try:
            born = date(year, month, day)
            if date(1900, 1, 1) <= born < facts.today:
                return born
        except ValueError:
            pass
    return Invalid(Text(TYPE_DATE))


def last_digits(words: str, facts: Any) -> str | Invalid:
    """The four digits at the end of an ID number; some end in a letter."""
    text = words.strip().upper()
    if re.fullmatch(r"[0-9]{3}[0-9A-Z]", text):
        return text
    return Invalid(Text(TYPE_LAST_DIGITS))


def number(words: str, facts: Any) -> str | Invalid:
    """A member number or account as people type it."""
    text = words.strip()
    if re.fullmatch(r"[A-Za-z0-9 -]{1,20}", text):
        return text
    return Invalid(Text(TYPE_NUMBER))


def receipt(words: str, facts: Any) -> str | Invalid:
    """An M-PESA code: ten letters and digits."""
    text = re.sub(r"[\s-]", "", words).upper()
    if re.fullmatch(r"[A-Z0-9]{10}", text):
        return text
    return Invalid(Text(TYPE_RECEIPT))
