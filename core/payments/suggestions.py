"""Which references somebody may have meant who typed another one: what thumbs and eyes confuse, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

MOST_CANDIDATES = 24
#: What a keypad or a bad print makes of each other.
LOOK_ALIKES = (("O", "0"), ("I", "1"), ("L", "1"), ("S", "5"), ("B", "8"), ("Z", "2"))
#: Numbers of loans, savings and members begin so; many people type the digits alone.
BEGINNINGS = ("LN", "M", "S")
LEAST_DIGITS = 2

Candidate = tuple[str, str]


def candidates(typed: str) -> tuple[Candidate, ...]:
    """(reference, why) for the plain reference `typed`, the likeliest first, each reference once.

    Another digit is never tried: numbers stand so close together that it would always be somebody's.
    """
    found: dict[str, str] = {}
    for reference, why in (*_look_alikes(typed), *_missing(typed), *_swapped(typed), *_too_many(typed)):
        if reference != typed:
            found.setdefault(reference, why)
    return tuple(found.items())[:MOST_CANDIDATES]


def _look_alikes(typed: str) -> Iterator[Candidate]:
    """Letters among digits read as digits, and the beginning read as letters."""
    for start in sorted({0, *(len(each) for each in BEGINNINGS)}):
        head, tail = typed[:start], typed[start:]
        digits = tail
        for letter, digit in LOOK_ALIKES:
            digits = digits.replace(letter, digit)
        if tail and digits.isdigit():
            yield _as_letters(head) + digits, "look_alike"
            yield head + digits, "look_alike"


def _as_letters(head: str) -> str:
    for letter, digit in (("S", "5"), ("L", "1")):
        head = head.replace(digit, letter)
    return head


def _missing(typed: str) -> Iterator[Candidate]:
    """Digits alone, or the wrong letters before them."""
    digits = typed.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if digits.isdigit() and len(digits) >= LEAST_DIGITS:
        for beginning in BEGINNINGS:
            yield beginning + digits, "missing_letters"


def _swapped(typed: str) -> Iterator[Candidate]:
    """Two neighbours changed places."""
    for at in range(len(typed) - 1):
        if typed[at] != typed[at + 1]:
            yield typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :], "swapped"


def _too_many(typed: str) -> Iterator[Candidate]:
    """One sign was typed twice, or slipped in."""
    for at in range(len(typed)):
        yield typed[:at] + typed[at + 1 :], "one_too_many"
