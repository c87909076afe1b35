"""Logs as JSON lines of events with fields, and what may never stand in them."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import structlog

from core.phone import Phone
from core.secret import Secret

#: What a member typed, who she is, what opens a door. Nobody logs these fields; if somebody does, this helps.
DENIED = frozenset({
    "pin", "text", "input", "words", "body", "payload", "facts", "message", "sms", "name", "first_name", "full_name",
    "id_number", "born_on", "password", "authorization", "cookie", "token", "tokens", "secret", "api_key", "pepper",
    "transcript", "answer", "reply",
})  # fmt: skip
PHONES = frozenset({"phone", "msisdn", "to", "sender", "payer"})
HIDDEN = "***"
MOST_FRAMES = 6
_PHONE = re.compile(r"\+?[0-9]{10,15}")

Event = MutableMapping[str, Any]


def redacted(_: Any, __: str, event: Event) -> Event:
    """A structlog processor: hides by the name of the field, secrets anywhere, phones but for three digits."""
    for name, value in event.items():
        if name in DENIED or isinstance(value, Secret):
            event[name] = HIDDEN
        elif name in PHONES or isinstance(value, Phone) or (isinstance(value, str) and _PHONE.fullmatch(value)):
            event[name] = _last_digits(value)
    return event


def _last_digits(value: Any) -> str:
    text = value.number if isinstance(value, Phone) else str(value)
    return f"...{text[-3:]}" if text else ""


def _line(event: Mapping[str, Any], **_: Any) -> bytes:
    return orjson.dumps(event, default=str)


def configure(level: str = "info", *, into: BinaryIO | None = None, redact: bool = True) -> None:
    """`redact=False` is for the test that plants canaries: it shows that nothing is logged in the first place."""
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([redacted] if redact else []),
        structlog.processors.JSONRenderer(serializer=_line),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.BytesLoggerFactory(into or sys.stderr.buffer),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Library()], level=logging.WARNING, force=True)


class _Library(logging.Handler):
    """What libraries log, without their words: these hold addresses, statements and their parameters."""

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, Any] = {"library": record.name, "level_said": record.levelname, "line": record.lineno}
        if record.exc_info and record.exc_info[1] is not None:
            fields |= trouble(record.exc_info[1])
        structlog.get_logger().warning("library_says", **fields)


def trouble(error: BaseException) -> dict[str, Any]:
    """An exception as fields: its class and where it came from. Its words may hold what a member typed."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "where": where}
