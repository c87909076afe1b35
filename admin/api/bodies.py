"""A JSON body, read field by field, so that everything that is wrong with it is said at once."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import Any

import msgspec

from admin.api.answers import JSON, problem
from core.messages import Arrival, Reply

MOST_BODY_BYTES = 16 * 1024
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
MOST_ID_CHARACTERS = 64

NOT_JSON = problem(415, "Send JSON: Content-Type: application/json.", code="unsupported_media_type")
MALFORMED = problem(400, "The body is not JSON.", code="malformed_json")
NO_OBJECT = problem(422, "The body is a JSON object.", code="invalid")


def read_object(arrival: Arrival, *, most_bytes: int = MOST_BODY_BYTES) -> Mapping[str, Any] | Reply:
    """The object in the body, or what to answer instead."""
    if arrival.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        return NOT_JSON
    if len(arrival.body) > most_bytes:
        return problem(413, f"A body has at most {most_bytes} bytes.", code="too_large")
    try:
        found = msgspec.json.decode(arrival.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return MALFORMED
    return found if isinstance(found, dict) else NO_OBJECT


class Fields:
    """Takes fields out of an object; `errors` says, by field, what is expected in place of what came."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self._found = found
        self.errors: dict[str, str] = {}

    def text(self, name: str, *, most: int) -> str:
        """Must be there and say something."""
        value = self._found.get(name)
        if isinstance(value, str) and value.strip() and len(value) <= most:
            return value
        self.errors[name] = f"a text of 1 to {most} characters"
        return ""

    def id(self, name: str) -> str:
        """Empty where it was left out."""
        value = self._found.get(name)
        if value is None:
            return ""
        if isinstance(value, str) and 0 < len(value) <= MOST_ID_CHARACTERS:
            return value
        self.errors[name] = "an id, as the API gives it"
        return ""

    def one_of(self, name: str, known: Container[str], *, says: str) -> str:
        value = self._found.get(name)
        if value is None:
            return ""
        if isinstance(value, str) and value in known:
            return value
        self.errors[name] = f"one of {says}"
        return ""

    def day(self, name: str, *, otherwise: date) -> date:
        value = self._found.get(name)
        if value is None:
            return otherwise
        day = _day(value)
        if day is None:
            self.errors[name] = f"a date like 2026-03-11, from {EARLIEST} to {LATEST}"
        return day or otherwise

    def problem(self) -> Reply | None:
        """What to answer if anything is wrong."""
        if not self.errors:
            return None
        return problem(422, "Some fields are not as they should be.", code="invalid", errors=self.errors)


def _day(value: Any) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day and EARLIEST <= day <= LATEST else None
