"""A chat that waited is told through a job, after the commit."""

from __future__ import annotations

from typing import Any

from core.conversations.messages import GOES_ON, GoesOn, GoOnInChat
from core.messages import Request
from core.tx import Handler, Tx


async def go_on(tx: Tx, request: GoOnInChat) -> None:
    payload = GoesOn(request.source, request.phone, request.event)
    tx.enqueue(GOES_ON, payload, key=f"goes_on:{request.event}", order=request.phone.number)


HANDLERS: dict[type[Request[Any]], Handler] = {GoOnInChat: go_on}
