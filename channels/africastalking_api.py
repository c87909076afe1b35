"""How Africa's Talking is called through its package: an error keeps its status, and says what it proves.

Used with a subclass of one of the package's services, whose private method that posts is replaced by `post`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from africastalking.Service import AfricasTalkingException

from channels.sent import Sent, State
from channels.transport import HERE

#: HTTP status -> what it means for what we asked. 502 and 504 come from in between: unknown.
STATUS: Mapping[int, State] = {
    400: "refused",
    401: "retry",
    403: "retry",
    429: "retry",
    500: "retry",
    503: "retry",
}
NO_CREDENTIALS = "http_401"
UNKNOWN = Sent("unknown", code="unreadable")


class NotAccepted(AfricasTalkingException):  # type: ignore[misc]
    """An answer outside 2xx, with the status that the package's own exception leaves out."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


def post(url: str, headers: Any, data: Any, params: Any, timeout: Any) -> requests.Response:
    """In the place of the package's own. Raises NotAccepted, and what `requests` raises."""
    proxies = {"http": ""} if url.startswith(HERE) else None
    reply = requests.post(
        url,
        headers=headers,
        data=data,
        params=params,
        timeout=timeout,
        allow_redirects=False,
        proxies=proxies,
    )
    if not 200 <= reply.status_code < 300:
        raise NotAccepted(reply.status_code)
    return reply


def refusal(error: AfricasTalkingException) -> Sent:
    if isinstance(error, NotAccepted):
        return Sent(STATUS.get(error.status, "unknown"), code=f"http_{error.status}")
    if "authentication is invalid" in str(error):
        return Sent("retry", code=NO_CREDENTIALS)
    return UNKNOWN
