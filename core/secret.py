"""A value that never prints, compares in constant time and cannot be stored: a PIN, a token, a key."""

from __future__ import annotations

import hmac
from typing import NoReturn


class Secret:
    """Holds a secret text; only `reveal()` gives it back, at the one place that needs it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def matches(self, other: str) -> bool:
        return hmac.compare_digest(self._text.encode(), other.encode())

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.matches(other._text)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not stored")
