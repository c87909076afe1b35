"""A call to a provider through a package that blocks: bounded threads, an end of patience, what a failure proves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec

import requests
from urllib3.exceptions import NewConnectionError

from channels.sent import Sent

CONNECT_SECONDS, READ_SECONDS = 3.05, 9.05
#: A server may drip its answer; this is the end of our patience, queueing for a thread included.
TOTAL_SECONDS = 30.0
MOST_THREADS = 8
NEVER_CONNECTED = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)
#: For addresses on this machine: a proxy from the environment does not reach a sandbox here.
HERE = "http://127.0.0.1:"

P = ParamSpec("P")


class Threads:
    """Where such calls run; `name` is how they are called in a stack."""

    def __init__(self, name: str, *, total_seconds: float = TOTAL_SECONDS) -> None:
        self._pool = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix=name)
        self._total_seconds = total_seconds

    async def run(self, call: Callable[P, Sent], *args: P.args, **kwargs: P.kwargs) -> Sent:
        """What the call says, or that nobody knows when it took too long."""
        running = asyncio.get_running_loop().run_in_executor(self._pool, lambda: call(*args, **kwargs))
        try:
            return await asyncio.wait_for(running, self._total_seconds)
        except TimeoutError:
            return Sent("unknown", code="timeout")

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def failed(error: requests.RequestException) -> Sent:
    """Only a connection that never stood proves that nothing left."""
    if isinstance(error, NEVER_CONNECTED):
        return Sent("retry", code="no_connection")
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NewConnectionError):
        return Sent("retry", code="no_connection")
    return Sent("unknown", code="timeout" if isinstance(error, requests.Timeout) else "broken_off")
