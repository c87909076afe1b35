"""M-PESA's side of the phone: the prompt and how it ends, the wallet, and paying a paybill by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admin.simulator.desk import Answer, Unfit, phone_of, post
from admin.simulator.outside import Outside
from admin.simulator.stage import Stage
from core.messages import Route
from core.phone import Phone

LATE_SECONDS = 30.0
#: Longer than the page waits before it asks again.
HAND_SECONDS = 15.0
MOST_SHILLINGS = 250_000
MOST_REFERENCE_CHARACTERS = 40

#: What she does, or what becomes of M-PESA's word to us -> what the sandbox is ordered.
ENDINGS: Mapping[str, dict[str, Any]] = {
    "pays": {},
    "cancels": {"outcome": "cancelled"},
    "wrong_pin": {"outcome": "wrong_pin"},
    "not_enough": {"outcome": "insufficient"},
    "ignores": {"outcome": "timeout"},
    "late": {"callback": {"delay_seconds": LATE_SECONDS}},
    "twice": {"callback": {"duplicate": 2}},
    "never": {"callback": {"drop": True}},
}
#: What the sandbox says when it took no money.
REFUSED: Mapping[str, str] = {
    "1": "M-PESA: you do not have enough money.",
    "C2B00016": "M-PESA: the receiver cannot take this payment now.",
}


@dataclass(frozen=True)
class Press:
    """`how` is a key of ENDINGS."""

    phone: str
    how: str


@dataclass(frozen=True)
class Payment:
    """What she keys in at Lipa na M-PESA: whole shillings, any account."""

    phone: str
    shillings: int
    reference: str


class Mpesa:
    def __init__(self, stage: Stage, outside: Outside) -> None:
        self._outside = outside
        self.url = stage.sandboxes.get("daraja", "")

    def routes(self) -> list[Route]:
        return [post("mpesa/answer", Press, self.answer), post("mpesa/pay", Payment, self.pay)]

    async def look(self, phone: Phone) -> Answer:
        """What M-PESA shows on this phone. Who looks holds it, so its prompts wait for her."""
        if not self.url:
            return {"connected": False}
        said = await self._outside.post_json(f"{self.url}/_sim/hand", {"msisdn": phone.digits, "seconds": HAND_SECONDS})
        return {"connected": said.status == 200, **said.object}

    async def answer(self, press: Press) -> Answer:
        if press.how not in ENDINGS:
            raise Unfit("A prompt does not end like that.")
        msisdn = phone_of(press.phone).digits
        said = await self._outside.post_json(f"{self.url}/_sim/answer", {"msisdn": msisdn, **ENDINGS[press.how]})
        return {"answered": bool(said.object.get("answered"))}

    async def pay(self, payment: Payment) -> Answer:
        if not 1 <= payment.shillings <= MOST_SHILLINGS:
            raise Unfit(f"M-PESA pays 1 to {MOST_SHILLINGS:,} shillings at once.")
        if len(payment.reference) > MOST_REFERENCE_CHARACTERS:
            raise Unfit("An account has at most 40 letters or digits.")
        order = {
            "msisdn": phone_of(payment.phone).digits,
            "amount": payment.shillings,
            "reference": payment.reference,
        }
        said = (await self._outside.post_json(f"{self.url}/_sim/c2b", order)).object
        if said.get("state") != "completed":
            raise Unfit(REFUSED.get(str(said.get("code")), "M-PESA did not take this payment."))
        return {"receipt": said["receipt"]}
