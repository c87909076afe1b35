"""The recorded cases as pytest wants them, and the forms and signatures that they describe."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from aiohttp.test_utils import TestClient

from channels.twilio_sandbox_desk import AUTH_TOKEN, signature
from core.messages import KeepArrival
from tests.contract.twilio.edge import PUBLIC

HERE = Path(__file__).parent
SID = "SM00000000000000000000000000000001"
FORM = "application/x-www-form-urlencoded"

Pairs = list[tuple[str, str]]

#: What every message has.
COMMON = {
    "MessageSid": SID, "SmsSid": SID, "SmsMessageSid": SID, "AccountSid": "AC1", "NumMedia": "0", "NumSegments": "1",
    "SmsStatus": "received", "ApiVersion": "2010-04-01", "FromCountry": "KE", "FromCity": "",
}  # fmt: skip
CHANNELS: Mapping[str, Mapping[str, str]] = {
    "sms": {"From": "+254700000001", "To": "+254711000000"},
    "whatsapp": {
        "From": "whatsapp:+254700000001", "To": "whatsapp:+254711000001", "WaId": "254700000001",
        "ProfileName": "Amina", "MessageType": "text",
    },
}  # fmt: skip


def cases(name: str, *, only: str = "") -> list[Any]:
    """`only`: those that have this field."""
    recorded = tomllib.loads((HERE / name).read_text())["case"]
    return [pytest.param(case, id=case["does"]) for case in recorded if not only or only in case]


def inbound(case: Mapping[str, Any], channel: str) -> Pairs:
    form = {**COMMON, **CHANNELS[channel], **case.get("form", {})}
    return [(name, value) for name, value in form.items() if value != "-"]


async def post(
    client: TestClient[Any, Any], path: str, pairs: Pairs, *, signs: Mapping[str, Any] | None = None, query: str = ""
) -> Any:
    """A form, signed for our public address as Twilio does it, or otherwise where `signs` says so."""
    signs = signs or {}
    url = signs.get("url", f"{PUBLIC}{path}{'?' + query if query else ''}")
    signed = list(signs["form"].items()) if "form" in signs else pairs
    headers = {
        "Content-Type": FORM,
        "X-Twilio-Signature": signature(signs.get("token", AUTH_TOKEN), url, signed),
    }
    headers |= signs.get("headers", {})
    body = signs.get("body", urlencode(pairs).encode())
    return await client.post(f"{path}{'?' + query if query else ''}", data=body, headers=headers)


def signing_of(case: Mapping[str, Any]) -> dict[str, Any]:
    """Of a case about signatures, for `post`."""
    signs = {**case.get("signs", {}), "headers": dict(case.get("headers", {}))}
    if "signature" in case:
        signs["headers"]["X-Twilio-Signature"] = case["signature"]
    if "json" in case:
        signs["body"] = case["json"].encode()
        signs["headers"]["Content-Type"] = case.get("type", "application/json")
        signs.setdefault("form", {})
    return signs


def query_of(case: Mapping[str, Any]) -> str:
    if case.get("hashed"):
        return f"bodySHA256={sha256(case['json'].encode()).hexdigest()}"
    return str(case.get("query", ""))


def kept_fields(request: Any) -> dict[str, Any]:
    """What stands in a kept row, without its id."""
    assert isinstance(request, KeepArrival)
    found: dict[str, Any] = msgspec.json.decode(request.body)
    found.pop("id", None)
    return found
