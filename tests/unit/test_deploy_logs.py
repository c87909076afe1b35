"""Logs: JSON lines of fields, and nothing of what members type, who they are, or what opens a door."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
import structlog

from core.phone import Phone
from core.secret import Secret
from deploy import logs


def logged(redact: bool = True, /, **fields: Any) -> dict[str, Any]:
    written = io.BytesIO()
    logs.configure("info", into=written, redact=redact)
    structlog.get_logger().info("something", **fields)
    line: dict[str, Any] = json.loads(written.getvalue())
    return line


@pytest.mark.parametrize("field", ["pin", "text", "input", "words", "body", "authorization", "token", "full_name"])
def test_fields_that_hold_what_nobody_may_read_are_hidden(field: str) -> None:
    assert logged(True, **{field: "4821"})[field] == "***"


def test_secrets_are_hidden_wherever_they_stand() -> None:
    assert logged(anything=Secret("4821"))["anything"] == "***"
    assert "4821" not in json.dumps(logged(False, anything=Secret("4821")))


def test_of_a_phone_three_digits_stay() -> None:
    line = logged(phone="+254700000001", whose=Phone("+254700000002"), about="254700000003", payment="abc123")
    assert (line["phone"], line["whose"], line["about"]) == ("...001", "...002", "...003")
    assert line["payment"] == "abc123"


def test_the_canary_test_may_look_without_redaction() -> None:
    assert logged(False, text="canary")["text"] == "canary"


def test_libraries_are_heard_without_their_words() -> None:
    written = io.BytesIO()
    logs.configure("info", into=written)
    try:
        raise ValueError("select * where pin = 4821")
    except ValueError:
        logging.getLogger("aiohttp.server").exception("GET /channels/secret-word")
    line = json.loads(written.getvalue())
    assert (line["event"], line["library"], line["error"]) == ("library_says", "aiohttp.server", "ValueError")
    assert b"4821" not in written.getvalue()
    assert b"secret-word" not in written.getvalue()
