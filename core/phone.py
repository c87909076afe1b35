"""A phone number in E.164, shown the way people say it: 0700 000 002."""

from __future__ import annotations

import re

#: Country calling code -> digits that follow it.
_COUNTRIES = {"254": 9, "256": 9, "255": 9, "250": 9, "251": 9}
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")


class Phone:
    """`Phone("+254700000001")`; never built from anything but E.164."""

    __slots__ = ("number",)
    number: str

    def __init__(self, number: str) -> None:
        if not _E164.fullmatch(number):
            raise ValueError("a phone number is written +254700000001")
        object.__setattr__(self, "number", number)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a phone number does not change")

    @classmethod
    def read(cls, typed: str, home: str = "254") -> Phone:
        """What a person types: 0700000001, 254700000001, 0700 000 001. Raises ValueError for anything else."""
        digits = re.sub(r"[\s().-]", "", typed)
        if digits.startswith("+"):
            candidate = digits
        elif digits.startswith("0") and len(digits) == _COUNTRIES[home] + 1:
            candidate = f"+{home}{digits[1:]}"
        elif digits[:3] in _COUNTRIES and len(digits) == 3 + _COUNTRIES[digits[:3]]:
            candidate = f"+{digits}"
        else:
            raise ValueError("Please type a phone number, for example 0700000001.")
        phone = cls(candidate)
        if len(candidate) != 4 + _COUNTRIES.get(candidate[1:4], len(candidate) - 4):
            raise ValueError("Please type a phone number, for example 0700000001.")
        return phone

    @property
    def digits(self) -> str:
        """Without the plus, as payment providers write it."""
        return self.number[1:]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phone) and self.number == other.number

    def __hash__(self) -> int:
        return hash(self.number)

    def __reduce__(self) -> tuple[type[Phone], tuple[str]]:
        return Phone, (self.number,)

    def __repr__(self) -> str:
        return f"Phone(...{self.number[-3:]})"

    def __str__(self) -> str:
        if self.number[1:4] in _COUNTRIES and len(self.number) == 13:
            local = "0" + self.number[4:]
            return f"{local[:4]} {local[4:7]} {local[7:]}"
        return self.number
