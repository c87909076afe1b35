"""Values from type hints: of everything a dialog or a notice may show, the widest that a member can have."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from core.money import Money
from core.phone import Phone
from core.secret import Secret

MILLION = Money(100_000_000, "KES")
NAME = "Wanjikuuuu"
PHONE = Phone("+254700000002")
#: Not today, so that the day stands before the time: the widest there is in both languages.
AT = datetime(2026, 11, 30, 13, 58, tzinfo=UTC)

#: Text fields by what they are called.
WORDS = {
    "number": "LN-00042",
    "loan": "LN-00042",
    "target": "LN-00042",
    "account": "LN00042",
    "receipt": "UKM41AB2CD",
    "case": "C-00042",
    "review": "C-00042",
    "first_name": NAME,
    "name": "Kilimo",
    "reference": "LN42XXXXXXXX",
    "version": "2026-11",
    "what": "withdrawal",
    "full_name": f"{NAME} Njeri",
    "given_name": f"{NAME} Njeri",
    "state": "booked",
    "kind": "ordinary",
    "unfinished": "Withdraw",
    "reason": "not_registered",
}
PLAIN: dict[Any, Any] = {
    Money: MILLION,
    Phone: PHONE,
    date: date(2026, 11, 30),
    datetime: AT,
    Decimal: Decimal("48.5"),
    Secret: Secret("4821"),
    bool: True,
}


def widest(kind: Any, name: str = "") -> Any:
    """A value of this type, as wide as it gets; `name` is the field it stands in."""
    if kind is str:
        return WORDS.get(name, "LN-00042")
    if kind is int:
        return {"months": 12, "days": 30}.get(name, 12)
    if kind in PLAIN:
        return PLAIN[kind]
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{each.name: widest(hints[each.name], each.name) for each in dataclasses.fields(kind)})
    if get_origin(kind) in (Union, UnionType):
        return widest(next(each for each in get_args(kind) if each is not type(None)), name)
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) is tuple:
        return (widest(get_args(kind)[0], name),)
    raise TypeError(f"what is the widest {kind}?")
