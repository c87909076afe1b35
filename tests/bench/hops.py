"""Dialog hops per second in memory: the engine alone, and the host around it with everything written and read again.

Amina applies for a loan, seven hops; core's answers are canned. CPU time of this process, so one core.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from channels.ussd.render import accent
from core.institution import Institution
from core.lending import messages as lending
from core.members.messages import Caller
from core.messages import Request
from core.money import Money
from core.phone import Phone
from dialogs import returning
from dialogs.conversation import Conversation, Perform
from dialogs.host import Host
from dialogs.library import LIBRARY, TONGUES
from dialogs.say import say, spell
from dialogs.screen import Screen
from dialogs.state import State
from tests.talk import Handset, MemoryInMemory

KEYS = ("2", "1", "5000", "3", "1", "4821")
HOPS = 1 + len(KEYS)
NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
PHONE = Phone("+254700000001")
TONGUE = TONGUES["en"]


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


ANSWERS: dict[str, Any] = {
    "WhoCalls": Caller("m1", "M-00001", "Amina", "en", 1),
    "LoanOffers": (
        lending.Offer("boost", "Boost", kes(500), kes(20_000), (1, 2, 3)),
        lending.Offer("kilimo", "Kilimo", kes(2_000), kes(36_000), (3, 6, 9, 12)),
    ),
    "LoanChoices": tuple(lending.Choice(months, kes(5_000 // months + 75)) for months in (1, 2, 3)),
    "QuoteLoan": lending.Quote(
        product="boost", amount=kes(5_000), months=3, net=kes(4_940), instalment=kes(1_742),
        first_due=date(2026, 4, 11), total=kes(5_225), cost=kes(285), interest=kes(225), fee=kes(50), excise=kes(10),
        fee_and_tax=kes(60), yearly_percent=Decimal(34), effective_percent=Decimal(40), late_percent=Decimal(1),
        rows=(),
    ),
    "PinUsable": None,
    "SubmitApplication": lending.Application("LN-0042", "approved", kes(4_940), NOW, None),
}  # fmt: skip


class Canned:
    """A door behind which everything has been decided."""

    async def perform(self, request: Request[Any], **_: Any) -> Any:
        return ANSWERS[type(request).__name__]


def engine(times: int) -> None:
    """hear, resume, say and render; what is remembered stays where it is."""
    house, show = Institution(), accent()
    spelling = partial(spell, tongue=TONGUE, today=NOW.date())
    for _ in range(times):
        state = State(id="c1", member="m1", first_name="Amina", language="en", tier=1, channel="ussd", session="s")
        talk = Conversation(
            LIBRARY, state, house=house, today=NOW.date(), context={"phone": PHONE}, spell=spelling
        )  # fmt: skip
        screen = _shown(talk, returning.home(talk))
        for key in KEYS:
            show(say(screen, TONGUE, NOW.date()))
            screen = _shown(talk, talk.hear(key))
        [page] = show(say(screen, TONGUE, NOW.date()))
        assert page.startswith("Thank you Amina. Loan LN-0042"), page


def _shown(talk: Conversation, out: Screen | Perform) -> Screen:
    while isinstance(out, Perform):
        out = talk.resume(ANSWERS[type(out.request).__name__])
    return out


def hosted(times: int) -> None:
    """The same through the host: transcripts compared, the state decoded and encoded at every hop."""
    host = Host(Canned(), MemoryInMemory(), LIBRARY, TONGUES, Institution(), lambda: NOW)

    async def run() -> None:
        phone = Handset(host, PHONE)
        for _ in range(times):
            await phone.dial()
            screen = await phone.press(*KEYS)
            assert screen.startswith("Thank you Amina. Loan LN-0042"), screen

    asyncio.run(run())


def per_second(run: Callable[[int], None], *, times: int) -> float:
    began = time.process_time()
    run(times)
    return times * HOPS / (time.process_time() - began)


def measure(*, rounds: int, times: int = 100) -> tuple[list[float], list[float]]:
    """Hops per second round by round: (engine alone, with the host). Short rounds: the best ones were undisturbed."""
    engine(20)
    hosted(20)
    alone, within = [], []
    for _ in range(rounds):
        alone.append(per_second(engine, times=times))
        within.append(per_second(hosted, times=times))
    return alone, within
