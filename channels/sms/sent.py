"""What became of one attempt to send a text, in the words of core, whoever the provider is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from core.phone import Phone

State = Literal["sent", "refused", "retry", "unknown"]


@dataclass(frozen=True)
class Sent:
    """`refused` is final, `retry` provably did not leave, `unknown` may have left and is never sent again."""

    state: State
    provider_id: str = ""
    code: str = ""


class Sender(Protocol):
    """Sends one text, once. `alarming`: codes that a person must hear of (no credit, wrong keys)."""

    alarming: frozenset[str]

    async def send(self, phone: Phone, text: str) -> Sent: ...
