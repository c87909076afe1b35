"""A PIN that somebody typed where it would be kept: starred out before the row is written."""

from __future__ import annotations

import re

MASK = "****"
#: A message that is nothing but a short number, or that names a PIN.
_BARE = re.compile(r"\s*\d{4,6}\s*")
_NAMED = re.compile(r"\b(pin|pini|siri|password|nenosiri|code)\b", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"(?<!\d)\d{4,6}(?!\d)")


def without_pin(words: str, *, number_asked: bool) -> str:
    """`number_asked`: a bare number answers the question that is open (an amount, say), so it is no PIN."""
    if _NAMED.search(words) or (not number_asked and _BARE.fullmatch(words)):
        return _SHORT_NUMBER.sub(MASK, words)
    return words
