"""By what we tell a repeated callback from news: the provider's ids where it sends some, else a digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from integrations.daraja.wire import Unreadable, read_object, text_of

#: What an id of Daraja's may look like before we build a key from it.
_PLAIN = re.compile(r"[\w.\-]{1,48}", re.ASCII)


def digest(*parts: bytes) -> str:
    """40 hex digits that differ when any part does."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:40]


def _joined(kind: str, *ids: object) -> str:
    written = [text_of(value) for value in ids]
    return ":".join((kind, *written)) if all(_PLAIN.fullmatch(value) for value in written) else ""


def _of(kind: str, fields: Mapping[str, Any]) -> str:
    if kind == "stk":
        body = fields.get("Body")
        inner = body.get("stkCallback") if isinstance(body, Mapping) else None
        return _joined("stk", inner.get("CheckoutRequestID"), inner.get("ResultCode")) if inner else ""
    if kind == "c2b":
        return _joined("c2b", fields.get("TransID"))
    if kind == "result" and isinstance(inner := fields.get("Result"), Mapping):
        return _joined("res", inner.get("ConversationID"), inner.get("ResultType"), inner.get("ResultCode"))
    return ""


def dedupe_key(kind: str, *, about: str, body: bytes) -> str:
    """The key of an arrival of `kind` stk | c2b | result | timeout at the address of `about`."""
    try:
        key = _of(kind, read_object(body))
    except (Unreadable, AttributeError):
        key = ""
    return key or f"{kind}:{digest(about.encode(), body)}"
