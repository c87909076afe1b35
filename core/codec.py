"""How values become JSON and come back: money as `{"minor": 150000, "currency": "KES"}`, secrets never."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from core.money import Money
from core.phone import Phone
from core.secret import Secret

T = TypeVar("T")


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"minor": value.minor_units, "currency": value.currency}
    if isinstance(value, Phone):
        return value.number
    if isinstance(value, Secret):
        raise TypeError("a secret is not stored")
    raise TypeError(f"{type(value).__name__} has no stored form")


def _typed(kind: type, value: Any) -> Any:
    if kind is Money and isinstance(value, dict):
        return Money(value["minor"], value["currency"])
    if kind is Phone:
        return Phone(value)
    raise TypeError(f"{kind.__name__} has no stored form")


_encoder = msgspec.json.Encoder(enc_hook=_plain, decimal_format="string")


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, dec_hook=_typed)


def encode(value: Any) -> bytes:
    """JSON bytes. Raises TypeError for a value that has no stored form, above all a Secret."""
    return _encoder.encode(value)


def decode(kind: type[T] | Any, data: bytes | str) -> T:
    """The value of type `kind` that `encode` made. Raises msgspec.ValidationError when it does not fit."""
    result: T = _decoder(cast(Hashable, kind)).decode(data)
    return result
