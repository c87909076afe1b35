"""What the simulator is told about the place it plays in: addresses, secrets, people, networks and prices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.institution import Institution
from core.messages import Door
from core.secret import Secret

Clock = Callable[[], datetime]
#: Puts the clock forward and does what is due on the way; answers what time it is then. Raises ValueError if too far.
Travel = Callable[[timedelta], Awaitable[datetime]]


@dataclass(frozen=True)
class Person:
    """Somebody whose phone can be taken into the hand."""

    phone: str
    name: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """`here` is where our own webhooks are reached. `sandboxes` by name: those of `daraja`, `sms`, `meta` that run.

    `pin` is everybody's in a demo and empty elsewhere; `travel` is None where the clock cannot be moved.
    """

    here: str
    door: Door
    institution: Institution
    clock: Clock
    travel: Travel | None
    sandboxes: Mapping[str, str]
    africastalking_token: Secret
    twilio_token: Secret
    voice_number: str
    people: tuple[Person, ...] = ()
    pin: str = ""
    sms_code: str = "22384"


@dataclass(frozen=True)
class Network:
    """`screen` is how many characters it shows, `idle_seconds` how long it waits for a key."""

    code: str
    name: str
    screen: int
    idle_seconds: int
    session_seconds: int = 180


NETWORKS = (
    Network("63902", "Safaricom", screen=160, idle_seconds=30),
    Network("63903", "Airtel", screen=184, idle_seconds=60),
    Network("63907", "Telkom", screen=160, idle_seconds=30),
)

#: What the institution pays, in ten-thousandths of a shilling: usual prices in Kenya, to show which channel is dear.
PRICES: Mapping[str, int] = {
    "ussd_session": 15_000,
    "sms_part": 8_000,
    "whatsapp_reply": 0,
    "call_minute": 40_000,
}
