"""What is decided about members without looking anything up: easy PINs, ages, numbers as people type them."""

from __future__ import annotations

import re
import string
import unicodedata
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from core.phone import Phone

PIN_DIGITS = 4
LEAST_AGE = 18
MOST_TRIES = 3
PAUSE = timedelta(minutes=30)
PROPOSAL_HOLDS = timedelta(minutes=10)
GRANT_HOLDS = timedelta(minutes=10)
RESET_HOLDS = timedelta(minutes=10)
RESET_TRIES = 3
RESETS_A_DAY = 3
RESET_TIER = 1
SIM_ANSWER_HOLDS = timedelta(hours=24)
SIM_REST = timedelta(hours=72)
"""A SIM that changed later than this may be in a thief's phone."""
SILENCE = timedelta(days=90)
PROOF_DIGITS = 4
HEARD_AGAIN = timedelta(days=1)
"""Hearing from a number is noted once a day."""

#: How far each digit is from the one before, round the dial: 0000, 1234 (and 7890), 4321 (and 3210, 1098).
_STEADY = (0, 1, 9)
_NUMBER = re.compile(r"M0*([0-9]{1,9})")
MOST_NAME = 120
MOST_PART = 60
MOST_SEARCHED = 4
"""Words of a name that a search looks at."""
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '.\u2019-])*")
_ID_NUMBER = re.compile(r"[0-9A-Z]{5,30}")
#: Letters that no decomposition takes apart.
_LETTERS = str.maketrans({"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u0131": "i", "\u00e6": "ae", "\u0153": "oe"})
_APOSTROPHES = re.compile(r"['\u2019\u02bc`\u00b4]")


def is_easy(pin: str, born_on: date | None) -> bool:
    """Would anybody guess it: one digit, a run, a birth year, a birthday? Or is it no PIN at all?"""
    if not re.fullmatch(rf"[0-9]{{{PIN_DIGITS}}}", pin):
        return True
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= set(_STEADY):
        return True
    return born_on is not None and pin in (f"{born_on:%Y}", f"{born_on:%d%m}", f"{born_on:%m%d}")


def age(born_on: date, today: date) -> int:
    """Full years. Who was born on 29 February is a year older on 1 March."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def member_number(count: int) -> str:
    return f"M-{count:05d}"


def read_number(words: str) -> int | None:
    """The count in a member number as typed: `M-00021`, `m 21`, `M00021`. None when it is none."""
    found = _NUMBER.fullmatch(re.sub(r"[\s-]", "", words).upper())
    return int(found[1]) if found else None


def account(number: str) -> str:
    """A member number as it is typed at a paybill: without the dash."""
    return number.replace("-", "")


def is_doubtful(*, heard_at: datetime, doubted_at: datetime | None, now: datetime) -> bool:
    """Operators give a number that is silent for three months to somebody else."""
    return doubted_at is not None or now - heard_at > SILENCE


def ends_with(id_number: str, digits: str) -> bool:
    return len(digits) == PROOF_DIGITS and plain_id(id_number).endswith(digits)


def plain_id(id_number: str) -> str:
    """An ID number in the one form it is kept and compared in."""
    return re.sub(r"[\s./-]", "", id_number).upper()


def plain_name(full_name: str) -> str:
    """Blanks made single; a name typed all small or all large gets its capitals."""
    name = " ".join(full_name.split())
    return string.capwords(name) if name.islower() or name.isupper() else name


def sim_rested(*, changed_at: datetime | None, checked_at: datetime, now: datetime) -> bool:
    """Is the operator's answer fresh, and did the SIM stay the same for three days?"""
    if now - checked_at > SIM_ANSWER_HOLDS:
        return False
    return changed_at is None or now - changed_at >= SIM_REST


def is_full_name(name: str) -> bool:
    """Two words at least, written with letters, blanks, apostrophes, full stops and dashes."""
    return len(name) <= MOST_NAME and len(name.split()) > 1 and _NAME.fullmatch(name.strip()) is not None


def is_id_number(id_number: str) -> bool:
    return _ID_NUMBER.fullmatch(plain_id(id_number)) is not None


def folded(words: str) -> tuple[str, ...]:
    """The words of a name as they are searched: small, without accents and apostrophes, letters and digits only."""
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", words).casefold().translate(_LETTERS))
    spaced = "".join(sign if sign.isalnum() else " " for sign in bare if not unicodedata.combining(sign))
    return tuple(dict.fromkeys(word[:MOST_PART] for word in spaced.split()))


def searched(words: str) -> tuple[str, ...]:
    """The longest of the folded words: they leave the fewest names."""
    return tuple(sorted(folded(words), key=len, reverse=True)[:MOST_SEARCHED])


def typed_phone(words: str) -> str:
    """A phone as people write it down, in a form that `Phone.read` knows: without 00 in front, with the first 0."""
    digits = re.sub(r"[\s().-]", "", words)
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"0{digits}" if re.fullmatch(r"[17][0-9]{8}", digits) else digits


def masked(number: str) -> str:
    """The end of a number, and how long it is: *****678."""
    shown = min(3, len(number) // 2)
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def masked_phone(phone: str) -> str:
    """0700 *** 001: enough to tell two people apart, not enough to call."""
    words = str(Phone(phone))
    return f"{words[:4]} *** {words[-3:]}"


def state_of(*, blocked: bool, suspended: bool) -> Literal["active", "blocked", "suspended"]:
    if blocked:
        return "blocked"
    return "suspended" if suspended else "active"
