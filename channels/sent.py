"""What became of one attempt to send something, in the words of core, whoever the provider is."""

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


class Poster(Protocol):
    """Posts one page of a chat, as the channel's accent made it.

    `nonce` goes in front of the key in the id of every button or row: `<nonce>:<key>`, so that an old one is known.
    `closed`: the codes that say she wrote too long ago for a free message.
    """

    alarming: frozenset[str]
    closed: frozenset[str]

    async def post(self, phone: Phone, page: str, *, nonce: str) -> Sent: ...
