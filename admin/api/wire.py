"""How values of core look outside: money as a decimal string with its currency, dates as ISO 8601, ids as strings."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import msgspec

from core.messages import Page
from core.money import EXPONENTS, Money
from core.phone import Phone
from core.secret import Secret

MOST_TEXT = 2_000
#: In a path or a query, where every character may take twelve.
MOST_WORD = 200
MOST_ITEMS = 1_000
MOST_DIGITS = 30
MOST_NUMBER = 2**53
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
#: More than all the money there is, and less than what a database column holds.
MOST_MINOR_UNITS = 10**15
_AMOUNT = re.compile(r"-?\d{1,16}(\.\d{1,4})?")
#: NUL breaks databases, half a surrogate pair breaks encoders, and no name has either.
_UNFIT = re.compile("[\x00\ud800-\udfff]")


def encode(value: Any) -> bytes:
    return _encoder.encode(shaped(value))


def shaped(value: Any) -> Any:
    """A list is an object with `items` and `next`, whether or not there is a next part."""
    if isinstance(value, Page):
        return {"items": value.items, "next": value.next or None}
    if isinstance(value, tuple | list):
        return {"items": value, "next": None}
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount": str(value.decimal), "currency": value.currency}
    if isinstance(value, Phone):
        return value.number
    raise TypeError(f"{type(value).__name__} is not shown outside")


def schema_of(kind: type) -> dict[str, Any]:
    """JSON schema of the types that are ours."""
    if kind is Money:
        amount = {"type": "string", "pattern": r"^-?\d{1,12}(\.\d{1,2})?$", "examples": ["1500.00"]}
        return {
            "type": "object",
            "properties": {"amount": amount, "currency": {"enum": sorted(EXPONENTS)}},
            "required": ["amount", "currency"],
            "additionalProperties": False,
        }
    if kind is Phone:
        return {"type": "string", "pattern": r"^\+[1-9][0-9]{7,14}$", "examples": ["+254700000001"]}
    if kind is Secret:
        return {"type": "string", "minLength": 1, "maxLength": MOST_TEXT, "format": "password", "writeOnly": True}
    raise NotImplementedError(kind)


_encoder = msgspec.json.Encoder(enc_hook=_plain, decimal_format="string")


class Unfit(ValueError):
    """A value is not as it should be; the text says what is expected."""


def read(kind: Any, value: Any, *, is_text: bool, most_text: int = MOST_TEXT) -> Any:
    """The value of type `kind` behind what came; `is_text`: out of a query or a path. Raises Unfit."""
    if is_text and len(value) > MOST_WORD:
        raise Unfit(f"at most {MOST_WORD} characters")
    try:
        found = msgspec.convert(value, cast(Hashable, kind), strict=not is_text, dec_hook=_typed)
    except msgspec.ValidationError as error:
        raise Unfit(str(error)) from None
    _check(found, most_text)
    return found


def _typed(kind: type, value: Any) -> Any:
    if kind is Money:
        return _money(value)
    if not isinstance(value, str):
        raise ValueError("expected a text")
    if kind is Phone:
        return Phone(value)
    if kind is Secret:
        return Secret(value)
    raise ValueError(f"{kind.__name__} cannot be sent")


def _money(value: Any) -> Money:
    if not isinstance(value, Mapping) or value.keys() != {"amount", "currency"}:
        raise ValueError('expected {"amount": "1500.00", "currency": "KES"}')
    amount, currency = value["amount"], value["currency"]
    if not isinstance(currency, str) or currency not in EXPONENTS:
        raise ValueError(f"currency is one of {', '.join(EXPONENTS)}")
    if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount):
        raise ValueError('amount is a decimal text like "1500.00"')
    try:
        found = Money.of(Decimal(amount), currency)
    except InvalidOperation:
        raise ValueError("amount is not a number") from None
    if abs(found.minor_units) > MOST_MINOR_UNITS:
        raise ValueError("amount is more than all the money there is")
    return found


def _check(value: Any, most_text: int) -> None:
    """What no database and no calendar here can hold is refused, however deep it stands. Raises Unfit."""
    if isinstance(value, str):
        if len(value) > most_text or _UNFIT.search(value):
            raise Unfit(f"a text of at most {most_text} printable characters")
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) > MOST_NUMBER:
            raise Unfit("a number nearer to zero")
    elif isinstance(value, Decimal):
        if not value.is_finite() or len(value.as_tuple().digits) > MOST_DIGITS or abs(value.adjusted()) > MOST_DIGITS:
            raise Unfit(f"a decimal number of at most {MOST_DIGITS} digits")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Unfit("a finite number")
    elif isinstance(value, datetime):
        _check_day(value.date())
        if value.tzinfo is None:
            raise Unfit("a moment with its time zone, like 2026-03-11T09:00:00Z")
    elif isinstance(value, date):
        _check_day(value)
    elif isinstance(value, tuple | list):
        if len(value) > MOST_ITEMS:
            raise Unfit(f"at most {MOST_ITEMS} of them")
        for each in value:
            _check(each, most_text)
    elif is_dataclass(value):
        for each in fields(value):
            _check(getattr(value, each.name), most_text)


def currencies(value: Any) -> Iterator[str]:
    """Of all the money in a value, however deep it stands."""
    if isinstance(value, Money):
        yield value.currency
    elif isinstance(value, tuple | list):
        for each in value:
            yield from currencies(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from currencies(getattr(value, each.name))


def _check_day(day: date) -> None:
    if not EARLIEST <= day <= LATEST:
        raise Unfit(f"a date from {EARLIEST} to {LATEST}")
