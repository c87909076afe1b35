"""What every route of the API answers with: JSON, or a problem as RFC 9457 describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from core.messages import Reply

JSON, PROBLEM = "application/json", "application/problem+json"


def answer(body: Any) -> Reply:
    return Reply(200, msgspec.json.encode(body), JSON)


def problem(
    status: int, title: str, *, code: str, errors: Mapping[str, str] | None = None, challenge: bool = False
) -> Reply:
    """`errors` are by field; `challenge` asks for a bearer token."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "code": code}
    if errors:
        body["errors"] = [{"field": field, "detail": detail} for field, detail in errors.items()]
    headers = {"WWW-Authenticate": "Bearer"} if challenge else {}
    return Reply(status, msgspec.json.encode(body), PROBLEM, headers)
