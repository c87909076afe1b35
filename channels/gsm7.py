"""The alphabet of a feature phone: what a character costs in GSM-7 septets, and what falls back to UCS-2.

Sources: 3GPP TS 23.038 §6.2.1 (default alphabet and extension table), TS 23.040 (parts of a long message).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: These are sent as an escape and a character: two septets.
EXTENSION = "\f^{}\\[~]|€"

SMS_SEPTETS, SMS_PART_SEPTETS = 160, 153
SMS_UCS2, SMS_PART_UCS2 = 70, 67

_COST = dict.fromkeys(BASIC, 1) | dict.fromkeys(EXTENSION, 2)
_ONLY_BASIC = re.compile(f"[{re.escape(BASIC)}]*")
_OUTSIDE = re.compile(f"[^{re.escape(BASIC + EXTENSION)}]")

#: What decomposition does not find.
_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼʻ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•·●", "-"),
        **dict.fromkeys("\t\v\u2028\u2029\u0085", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u00ad", ""),
        "…": "...",
        "×": "x",
        "÷": "/",
        "⁄": "/",
        "Đ": "D",
        "đ": "d",
        "ı": "i",
        "Ł": "L",
        "ł": "l",
    }
)


def fits(text: str) -> bool:
    """Whether every character is in the basic or the extension table."""
    return _OUTSIDE.search(text) is None


def septets(text: str) -> int:
    """The length in septets of a text that fits. Raises ValueError for one that does not."""
    if _ONLY_BASIC.fullmatch(text):
        return len(text)
    try:
        return sum(_COST[c] for c in text)
    except KeyError as outside:
        raise ValueError(f"{outside.args[0]!r} is not in GSM-7") from None


def ucs2(text: str) -> int:
    """The length in 16-bit units."""
    return len(text) + sum(c > "\uffff" for c in text)


def weight(text: str) -> int:
    """What a text takes of a budget in septets: a UCS-2 unit counts as two, since it halves the screen."""
    return septets(text) if fits(text) else 2 * ucs2(text)


def plain(text: str) -> bool:
    """Whether every character costs one septet, so that `len` is the length."""
    return _ONLY_BASIC.fullmatch(text) is not None


def transliterate(text: str) -> str:
    """The text with look-alikes of the alphabet: ũ becomes u, curly quotes straight. What has none, stays."""
    if fits(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    return _OUTSIDE.sub(lambda match: _look_alike(match[0]), composed)


@lru_cache(maxsize=4096)
def _look_alike(char: str) -> str:
    known = char.translate(_LOOK_ALIKES)
    if known != char:
        return known
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cs") or kind.startswith("M"):
        return ""  # control characters, half a surrogate pair, an accent whose letter has no accented form
    if kind == "Zs":
        return " "
    parts = unicodedata.normalize("NFKD", char).translate(_LOOK_ALIKES)
    bare = "".join(c for c in parts if not unicodedata.combining(c))
    return bare if bare and fits(bare) else char


def segments(text: str) -> int:
    """How many parts an SMS is paid as; neither an escape pair nor a surrogate pair straddles two parts."""
    if fits(text):
        return _parts([_COST[c] for c in text], alone=SMS_SEPTETS, each=SMS_PART_SEPTETS)
    return _parts([1 + (c > "\uffff") for c in text], alone=SMS_UCS2, each=SMS_PART_UCS2)


def _parts(costs: list[int], *, alone: int, each: int) -> int:
    if sum(costs) <= alone:
        return 1
    parts, room = 1, each
    for cost in costs:
        if cost > room:
            parts, room = parts + 1, each
        room -= cost
    return parts
