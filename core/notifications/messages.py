"""What may be asked of notifications: begin a send, record it and its report; who was told what; to tell once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from core.messages import PAGE, Command, Notice, Page, Query, Refusal
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
    channel: str = "sms"


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


@dataclass(frozen=True, kw_only=True)
class StatesOf(Query[dict[str, str]]):
    """What became of these events, as far as they were begun."""

    events: tuple[str, ...]


# For staff


@dataclass(frozen=True)
class Notification:
    """What was told to whom and what became of it, never its words. `notice` is its name, `code` the provider's.

    `may_resend`: it did not arrive, and may be told once more.
    """

    notification: str
    at: datetime
    member: str
    notice: str
    channel: str
    state: str
    code: str
    segments: int
    may_resend: bool


@dataclass(frozen=True, kw_only=True)
class Notifications(Query[Page[Notification]]):
    """What members were told, the newest first; answers within conversations are not in it."""

    member: str = ""
    state: str = ""
    notice: str = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class NoSuchNotification(Refusal):
    """Nothing was sent under this id."""


@dataclass(frozen=True)
class NotToResend(Refusal):
    """It arrived or may have, it was told again already, or what it said is not known any more."""


@dataclass(frozen=True, kw_only=True)
class ResendNotification(Command[None]):
    """Tell once more what certainly did not arrive, as it is true now."""

    refuses: ClassVar = (NoSuchNotification, NotToResend)
    notification: str


@dataclass(frozen=True)
class PleaseCall(Notice):
    """She is asked to call us."""


@dataclass(frozen=True)
class WeCalled(Notice):
    """We called and nobody answered."""


@dataclass(frozen=True)
class BringId(Notice):
    """She is asked to come with her ID card."""


Sendable = Literal["please_call", "we_called", "bring_id"]
#: What a person may send to a member, one at a time. No text of her own, and nothing that advertises.
SENDABLE: Mapping[str, type[Notice]] = {"please_call": PleaseCall, "we_called": WeCalled, "bring_id": BringId}
MOST_A_DAY = 3


@dataclass(frozen=True)
class ToldEnough(Refusal):
    """This member was sent `most` of these within a day."""

    most: int


@dataclass(frozen=True)
class NobodyToTell(Refusal):
    """No member has this id."""


@dataclass(frozen=True, kw_only=True)
class SendNotice(Command[None]):
    """One of the notices that a person may send, to one member."""

    refuses: ClassVar = (NobodyToTell, ToldEnough)
    member: str
    notice: Sendable
