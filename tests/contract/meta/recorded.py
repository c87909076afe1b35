"""The recorded cases of Meta's channel, and how a message or a status is wrapped as it came."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from channels.whatsapp.meta_sandbox import NUMBER_ID

HERE = Path(__file__).parent


def cases(name: str, kind: str = "case", having: str = "") -> list[Any]:
    """Those of a kind; `having` a field, if one is named."""
    recorded = tomllib.loads((HERE / name).read_text())[kind]
    return [pytest.param(case, id=case["does"]) for case in recorded if not having or having in case]


def body_of(case: dict[str, Any]) -> bytes:
    """The whole body as it came over the wire."""
    if "body" in case:
        return str(case["body"]).encode()
    if "value" in case:
        return enveloped(case["value"])
    inner = f'"messages":[{case["message"]}]' if "message" in case else f'"statuses":[{case["status"]}]'
    return enveloped(f'{{"metadata":{{"phone_number_id":"{NUMBER_ID}"}},{inner}}}')


def enveloped(value: str) -> bytes:
    change = f'{{"field":"messages","value":{value}}}'
    return f'{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{change}]}}]}}'.encode()


def shape(fields: Any) -> Any:
    """Without what differs every time: ids, times and the digits behind them."""
    if isinstance(fields, list):
        return [shape(item) for item in fields]
    if not isinstance(fields, dict):
        return fields
    varies = {"timestamp", "context"} | ({"id"} if "sha256" in fields or "timestamp" in fields else set())
    return {name: type(value).__name__ if name in varies else shape(value) for name, value in fields.items()}


def first_of(body: bytes, kind: str) -> Any:
    """The first message or status of an envelope."""
    return json.loads(body)["entry"][0]["changes"][0]["value"][kind][0]
