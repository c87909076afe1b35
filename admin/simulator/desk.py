"""The page's own small JSON API: typed bodies in, plain objects out, and nothing for pages of other origins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import msgspec

from core.codec import encode
from core.messages import Arrival, Reply, Route
from core.phone import Phone

API = "/simulator/api"
JSON = "application/json"
#: Nothing of this is kept by a browser.
HEADERS: Mapping[str, str] = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
T = TypeVar("T")
Answer = Mapping[str, Any]


class Unfit(ValueError):
    """What the page asked for cannot be; the text says why, to whoever sits before it."""


def say(answer: Answer, status: int = 200) -> Reply:
    return Reply(status, encode(answer), JSON, HEADERS)


def post(path: str, kind: type[T], do: Callable[[T], Awaitable[Answer]]) -> Route:
    """A typed body in. A page of another origin cannot send this content type without being asked about first."""

    async def read(arrival: Arrival) -> Reply:
        if _is_foreign(arrival) or arrival.headers.get("content-type", "").partition(";")[0] != JSON:
            return say({"error": "Only the simulator's own page may ask."}, 403)
        try:
            return say(await do(msgspec.json.decode(arrival.body, type=kind)))
        except (msgspec.DecodeError, msgspec.ValidationError):
            return say({"error": "This is not what the simulator understands."}, 422)
        except Unfit as why:
            return say({"error": str(why)}, 422)

    return ("POST", f"{API}/{path}", read)


def _is_foreign(arrival: Arrival) -> bool:
    return arrival.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def phone_of(words: str) -> Phone:
    """As a person types it. Raises Unfit."""
    try:
        return Phone.read(words)
    except ValueError as why:
        raise Unfit(str(why)) from None
