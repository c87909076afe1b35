"""What every route of the API answers with: JSON, or a problem as RFC 9457 describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from core.messages import Reply

JSON, PROBLEM = "application/json", "application/problem+json"
#: What is said of members is nobody else's, so nothing on the way keeps it.
KEPT_BY_NOBODY = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def answer(body: Any) -> Reply:
    return Reply(200, msgspec.json.encode(body), JSON, KEPT_BY_NOBODY)


def problem(
    status: int,
    title: str,
    *,
    code: str,
    detail: str = "",
    errors: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
    challenge: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """`errors` are by field, `facts` what a refusal knows; `challenge` asks for a bearer token."""
    body: dict[str, Any] = {
        "type": "about:blank", "title": title, "status": status, "detail": detail or title, "code": code,
    }  # fmt: skip
    if errors:
        body["errors"] = [{"field": field, "detail": said} for field, said in errors.items()]
    if facts:
        body["facts"] = facts
    more = {"WWW-Authenticate": "Bearer"} if challenge else {}
    return Reply(status, msgspec.json.encode(body), PROBLEM, {**KEPT_BY_NOBODY, **more, **(headers or {})})
