"""What may be asked of notifications: begin a send, record it, record a delivery report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.messages import Command, Query, Refusal
from core.phone import Phone


@dataclass(frozen=True)
class Tell:
    """The payload of the job `sms.tell`: an event for a member (or a phone), worded when it is sent.

    `notice` is the class name, `facts` its encoded fields. No names, no texts, no codes.
    """

    event: str
    notice: str
    facts: str
    member: str = ""
    phone: str = ""
    language: str = ""


@dataclass(frozen=True)
class AlreadySent(Refusal):
    """The guard against sending twice: an attempt has an outcome, or nobody can know it."""


@dataclass(frozen=True, kw_only=True)
class BeginSend(Command[str]):
    """Committed before the provider is called; answers the message's id. Again only after a provable no."""

    refuses: ClassVar = (AlreadySent,)
    event: str
    notice: str
    member: str
    phone: Phone
    segments: int


@dataclass(frozen=True, kw_only=True)
class RecordSend(Command[None]):
    """`state`: sent | refused (final) | retry (provably not sent) | unknown (timed out: never sent again)."""

    message: str
    state: str
    provider_id: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordDelivery(Command[None]):
    """A delivery report. `state`: sent (on its way) | delivered | failed. States only move forward.

    A report for an id nobody knows yet is kept for 24 hours and matched when the send is recorded.
    """

    provider_id: str
    state: str
    code: str = ""


@dataclass(frozen=True)
class Message:
    event: str
    notice: str
    member: str
    state: str


@dataclass(frozen=True, kw_only=True)
class MessagesTo(Query[tuple[Message, ...]]):
    member: str
