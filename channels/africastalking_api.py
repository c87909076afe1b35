"""How we call Africa's Talking through its package: time-outs, and what an answer that is no success means for us.

Used with a subclass of the package's service, whose one private method that posts is replaced by `post`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from africastalking.Service import AfricasTalkingException
from urllib3.exceptions import NewConnectionError

from channels.sent import Sent, State

CONNECT_SECONDS, READ_SECONDS = 3.05, 9.05
#: A server may drip its answer; this is the end of our patience, queueing for a thread included.
TOTAL_SECONDS = 30.0
MOST_THREADS = 8

#: HTTP status -> what it means for what we asked. 502 and 504 come from in between: unknown.
STATUS: Mapping[int, State] = {
    400: "refused",
    401: "retry",
    403: "retry",
    429: "retry",
    500: "retry",
    503: "retry",
}
NEVER_CONNECTED = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)
NO_CREDENTIALS = "http_401"
UNKNOWN = Sent("unknown", code="unreadable")


class NotAccepted(AfricasTalkingException):  # type: ignore[misc]
    """An answer outside 2xx, with the status that the package's own exception leaves out."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


def post(url: str, headers: Any, data: Any, params: Any, timeout: Any) -> requests.Response:
    """In the place of the package's own. Raises NotAccepted, and what `requests` raises."""
    # A proxy from the environment does not reach a sandbox on this machine.
    proxies = {"http": ""} if url.startswith("http://127.0.0.1:") else None
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


def transport(error: requests.RequestException) -> Sent:
    """Only a connection that never stood proves that nothing left."""
    if isinstance(error, NEVER_CONNECTED):
        return Sent("retry", code="no_connection")
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NewConnectionError):
        return Sent("retry", code="no_connection")
    return Sent("unknown", code="timeout" if isinstance(error, requests.Timeout) else "broken_off")
