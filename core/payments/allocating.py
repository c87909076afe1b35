"""A person says what unmatched money is for: it moves from suspense to that place, once."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from core.ledger import accounts
from core.messages import Refusal
from core.payments import places, queries, records, settling, suspense
from core.payments.messages import AllocateUnmatched, MoneyPlaced, NoSuchPayment
from core.payments.tables import SuspenseRow
from core.tx import Tx

_item = (
    select(SuspenseRow.id, SuspenseRow.payment, SuspenseRow.payer, SuspenseRow.state)
    .where(SuspenseRow.id == bindparam("item"))
    .with_for_update()
)


async def allocate(tx: Tx, request: AllocateUnmatched) -> str | Refusal:
    item = (await tx.execute(_item, {"item": request.item})).one_or_none()
    place = await places.find(tx, request.reference)
    if item is None or item.state != suspense.OPEN or place is None:
        return NoSuchPayment()
    held = await queries.lock(tx, item.payment)
    assert held is not None

    payment = await records.change(
        tx, held, member=place.member, purpose=place.purpose, target=place.target, about=place.about
    )
    money = settling.Arrived(
        amount=payment.paid,
        receipt=payment.receipt,
        entry_key=f"suspense:{item.id}:principal",
        source=accounts.suspense(payment.provider),
        confirmed=payment.confirmed,
    )
    placed = await settling.place(tx, payment, money)
    if not placed:
        return NoSuchPayment()

    await records.change(tx, payment, placed=placed)
    target = place.about or place.target or place.member
    values = {"state": suspense.ALLOCATED, "allocated_to": f"{placed}:{target}"[:80]}
    await tx.execute(update(SuspenseRow).where(SuspenseRow.id == item.id).values(**values))

    # The owner of the place hears of it from lending or savings; the payer, if somebody else, from us.
    payer = await suspense.member_behind(tx, item.payer)
    if payer and payer != place.member:
        tx.tell(payer, MoneyPlaced(payment.paid, place.about), event=f"suspense:{item.id}:placed")
    return placed


HANDLERS = {AllocateUnmatched: allocate}
