"""What a form sends: its fields as text, its files, the key that makes it once, and the proof that it is ours."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from urllib.parse import parse_qsl

import multipart

from core.messages import Arrival
from core.money import Money
from core.phone import Phone

KEY, PROOF = "form_key", "form_proof"
MOST_FIELDS = 200
MOST_TEXT = 4_000
MOST_FILE_BYTES = 1_000_000


class Unreadable(ValueError):
    """A form that no page of ours sends."""


@dataclass(frozen=True)
class Form:
    """`fields` by name; the readers note in `errors`, by field, what a person should do about it."""

    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.fields.get(KEY, "")[:200]

    @property
    def proof(self) -> str:
        return self.fields.get(PROOF, "")

    def text(self, name: str, *, needed: bool = True, most: int = 200) -> str:
        value = self.fields.get(name, "").strip()
        if needed and not value:
            self.errors[name] = "Please fill this in."
        if len(value) > most:
            self.errors[name] = f"Please use at most {most} characters."
        return value[:most]

    def money(self, name: str, currency: str, *, needed: bool = True) -> Money:
        """`1,500` or `1500.50`; zero where it was left empty or cannot be read."""
        typed = self.text(name, needed=needed).replace(",", "").replace(" ", "")
        try:
            amount = Money.of(Decimal(typed or 0), currency)
            if abs(amount.minor_units) < 10**15:
                return amount
        except (InvalidOperation, ValueError, OverflowError):
            pass
        self.errors.setdefault(name, "Please type an amount, for example 5000.")
        return Money.zero(currency)

    def number(self, name: str, *, least: int, most: int, otherwise: int | None = None) -> int:
        typed = self.text(name, needed=otherwise is None)
        if not typed and otherwise is not None:
            return otherwise
        if typed.isascii() and typed.isdigit() and len(typed) < 16 and least <= int(typed) <= most:
            return int(typed)
        self.errors.setdefault(name, f"Please type a whole number from {least} to {most}.")
        return least

    def rate(self, name: str) -> Decimal:
        """Per cent as typed, as a share: `1.5` is 0.015."""
        typed = self.text(name)
        try:
            found = Decimal(typed) / 100
            if found.is_finite() and 0 <= found <= 10:
                return found
        except InvalidOperation:
            pass
        self.errors.setdefault(name, "Please type per cent, for example 1.5.")
        return Decimal(0)

    def day(self, name: str, *, otherwise: date | None = None) -> date:
        typed = self.text(name, needed=otherwise is None)
        if not typed and otherwise is not None:
            return otherwise
        try:
            found = date.fromisoformat(typed)
            if 1900 <= found.year <= 2100:
                return found
        except ValueError:
            pass
        self.errors.setdefault(name, "Please give a date, like 2026-03-11.")
        return otherwise or date(1970, 1, 1)

    def phone(self, name: str, country: str = "254") -> Phone | None:
        try:
            return Phone.read(self.text(name), country)
        except ValueError:
            self.errors.setdefault(name, "Please type a phone number, for example 0700 000 001.")
            return None

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in known:
            self.errors.setdefault(name, "Please choose one of these.")
        return value

    def is_on(self, name: str) -> bool:
        return bool(self.fields.get(name))


NOTHING = Form(MappingProxyType({}))


def read(arrival: Arrival) -> Form:
    """Raises Unreadable."""
    kind, _, rest = arrival.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return Form(_fields(arrival.body))
    if kind == "multipart/form-data":
        return _parts(arrival.body, rest)
    raise Unreadable(kind)


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Unreadable(str(error)) from None
    return {name: _clean(value) for name, value in pairs}


def _clean(value: str) -> str:
    """Without NUL, which no database takes. Raises Unreadable for what is far too long for a field."""
    if len(value) > MOST_TEXT:
        raise Unreadable("a field is too long")
    return value.replace("\x00", "")


def _parts(body: bytes, rest: str) -> Form:
    _, options = multipart.parse_options_header(f"multipart/form-data;{rest}")
    fields, files = {}, {}
    try:
        parser = multipart.MultipartParser(
            io.BytesIO(body), options["boundary"], part_limit=MOST_FIELDS, partsize_limit=MOST_FILE_BYTES,
            disk_limit=0, memory_limit=MOST_FILE_BYTES, spool_limit=MOST_FILE_BYTES,
        )  # fmt: skip
        for part in parser:
            if part.filename is None:
                fields[part.name] = _clean(part.value)
            else:
                files[part.name] = part.raw
            part.close()
    except (multipart.MultipartError, KeyError, UnicodeDecodeError) as error:
        raise Unreadable(type(error).__name__) from None
    return Form(fields, files)
