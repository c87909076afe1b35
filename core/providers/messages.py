"""What may be asked about providers: their floats, and a pause of what goes out through them.

A float is asked for by a job `<provider>.balance` with an `AskBalance`; the integration performs `BeginFloatQuestion`
(its token goes into the callback address), and the answer becomes `ReportFloat`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from core.messages import Command, Query, Refusal
from core.money import Money

#: What can be held back.
What = Literal["payouts", "prompts"]
#: Where our money lies with a provider: what the paybill took in, and what payouts are taken from.
AccountName = Literal["paybill", "payouts"]


@dataclass(frozen=True)
class AskBalance:
    """The payload of the job `<provider>.balance`."""

    provider: str


@dataclass(frozen=True)
class Float:
    """What lay in one account with a provider, and when it said so. `is_low`: below the alarm, of payouts only."""

    account: str
    balance: Money
    read_at: datetime
    is_low: bool


@dataclass(frozen=True)
class Pause:
    """`what` waits in its queue since then, by whose word and why."""

    what: str
    since: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Provider:
    """How a provider stands with us. `payouts_waiting` and `prompts_waiting` have not left yet."""

    provider: str
    floats: tuple[Float, ...]
    alarm_below: Money
    pauses: tuple[Pause, ...]
    payouts_waiting: int
    prompts_waiting: int


@dataclass(frozen=True, kw_only=True)
class Providers(Query[tuple[Provider, ...]]):
    """Every provider that our money goes through."""


@dataclass(frozen=True)
class NoSuchProvider(Refusal):
    """We do not deal with this provider."""


@dataclass(frozen=True, kw_only=True)
class PauseProvider(Command[None]):
    """Hold back payouts or prompts: they wait in their queue untouched. Again changes nothing."""

    refuses: ClassVar = (NoSuchProvider,)
    provider: str
    what: What
    reason: str


@dataclass(frozen=True, kw_only=True)
class ResumeProvider(Command[None]):
    """Payouts that waited go out, each once. Prompts too, but for those that nobody expects any more."""

    refuses: ClassVar = (NoSuchProvider,)
    provider: str
    what: What


@dataclass(frozen=True, kw_only=True)
class IsPaused(Query[bool]):
    provider: str
    what: What


@dataclass(frozen=True, kw_only=True)
class AskFloats(Command[int]):
    """Have every provider asked what lies with it. Answers how many are asked."""


@dataclass(frozen=True, kw_only=True)
class BeginFloatQuestion(Command[str]):
    """Committed before the call; answers its token. `about`: the one account that is asked after, or empty for all."""

    refuses: ClassVar = (NoSuchProvider,)
    provider: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class IsFloatQuestion(Query[bool]):
    token: str


@dataclass(frozen=True)
class Held:
    """What a provider says lies in one of our accounts."""

    account: AccountName
    balance: Money


@dataclass(frozen=True, kw_only=True)
class ReportFloat(Command[str]):
    """What a provider answered. An older answer than the one we have changes nothing. Answers kept | unknown."""

    token: str
    accounts: tuple[Held, ...]
