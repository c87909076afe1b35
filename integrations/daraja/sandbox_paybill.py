"""A person pays at the sandbox's paybill: Daraja asks us first, then takes the money, then tells us."""

from __future__ import annotations

import msgspec

from integrations.daraja import sandbox_callbacks as bodies
from integrations.daraja.sandbox_courier import Courier
from integrations.daraja.sandbox_settle import Settled, Settling
from integrations.daraja.sandbox_world import World, name_of
from integrations.daraja.wire import Unreadable, read_object, text_of

VALIDATION_SECONDS = 8.0


class Payment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person keys in: whole shillings, a reference of any kind."""

    msisdn: str
    amount: int
    reference: str = ""
    validate: bool = True


class Outcome(msgspec.Struct, frozen=True):
    """`state` completed | rejected; `code` is what the validation said."""

    state: str
    code: str
    receipt: str = ""


async def pay(payment: Payment, *, world: World, settling: Settling, courier: Courier) -> Outcome:
    """Validation (where addresses are registered), money, confirmation."""
    msisdn, cents = payment.msisdn.lstrip("+"), payment.amount * 100
    faults = world.faults_for(kind="c2b", msisdn=msisdn, amount=payment.amount, reference=payment.reference)
    receipt = world.new_receipt()
    code = await _validated(payment, receipt, world, courier) if payment.validate else "0"
    if code != "0":
        return Outcome("rejected", code)
    if world.balance(f"wallet:{msisdn}") < cents:
        return Outcome("rejected", "1")
    with world.store.together():
        number = world.begin(
            "c2b", provider_id=receipt, other_id=receipt, fields={}, faults=faults,
            msisdn=msisdn, cents=cents, reference=payment.reference,
        )  # fmt: skip
        settling.take(receipt, msisdn, cents)
        letters = settling.confirmation(receipt, msisdn, cents, payment.reference, world.clock())
        world.finish(number or 0, code="0", receipt=receipt)
    courier.send(Settled(tuple(letters), faults.callback))
    return Outcome("completed", code, receipt)


async def _validated(payment: Payment, receipt: str, world: World, courier: Courier) -> str:
    """The institution's answer; where there is none, what it registered for that case."""
    address = world.address()
    if address is None:
        return "0"
    msisdn = payment.msisdn.lstrip("+")
    asked = bodies.paybill(
        receipt=receipt, cents=payment.amount * 100, shortcode=world.shortcode, reference=payment.reference,
        msisdn=msisdn, name=name_of(msisdn), at=world.clock(), version=address["version"], balance_cents=None,
    )  # fmt: skip
    reply = await courier.call(address["validation"], bodies.packed(asked), seconds=VALIDATION_SECONDS)
    silent = "0" if address["when_silent"] == "Completed" else "C2B00016"
    if reply.status != 200:
        return silent
    try:
        return text_of(read_object(reply.body).get("ResultCode")) or silent
    except Unreadable:
        return silent
