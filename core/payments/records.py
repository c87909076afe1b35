"""The writes every payment handler shares: a new payment, a step of its life, a claimed receipt, an alarm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import insert, update

from core.cases.messages import OpenCase
from core.ids import new_id, new_reference
from core.money import Money
from core.payments import queries
from core.payments.queries import Stored
from core.payments.states import after
from core.payments.tables import PaymentRow, ReceiptRow
from core.tx import Tx

_new = insert(PaymentRow)


async def create(
    tx: Tx,
    *,
    direction: str,
    purpose: str,
    amount: Money,
    provider: str,
    member: str = "",
    phone: str = "",
    target: str = "",
    about: str = "",
    account: str = "",
    open_key: str | None = None,
    payment: str = "",
) -> Stored:
    """A payment at the beginning of its life, with a reference of its own; `payment` is its id if it has one."""
    created = Stored(
        id=payment or new_id(),
        direction=direction,
        purpose=purpose,
        member=member,
        phone=phone,
        minor_units=amount.minor_units,
        currency=amount.currency,
        provider=provider,
        state="created",
        reference=new_reference(),
        target=target,
        about=about,
        account=account,
        created_at=tx.now,
    )
    await tx.execute(_new, {**vars(created), "open_key": open_key, "created_on": tx.today})
    return created


async def change(tx: Tx, payment: Stored, **values: Any) -> Stored:
    """Write these columns; answers the payment as it stands now."""
    await tx.execute(update(PaymentRow).where(PaymentRow.id == payment.id).values(**values))
    values.pop("open_key", None)
    return replace(payment, **values)


async def move(tx: Tx, payment: Stored, trigger: str, **values: Any) -> Stored:
    """One step in the table of states; where it has none the payment stays, and nothing is written."""
    to = after(payment.state, trigger)
    if to == payment.state:
        return payment
    return await change(tx, payment, state=to, **values)


async def claim(tx: Tx, *, provider: str, receipt: str, payment: str) -> bool:
    """Make this receipt the payment's. False: it belongs to another one already."""
    row = {"provider": provider, "receipt": receipt, "payment": payment, "at": tx.now}
    if await tx.insert_once(ReceiptRow, row):
        return True
    return await queries.receipt_holder(tx, provider=provider, receipt=receipt) == payment


async def alarm(tx: Tx, payment: Stored, why: str) -> Stored:
    """Flag the payment and have a person look at it."""
    await tx.must(OpenCase(kind="alarm", about=f"payment:{payment.id}:{why}", member=payment.member))
    return await change(tx, payment, flagged=why)
