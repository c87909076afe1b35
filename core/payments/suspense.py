"""Money that nobody knows a place for: kept in suspense item by item, its payer told if she is a member."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.ids import new_id
from core.ledger import posting_rules
from core.ledger.journal import post
from core.members.messages import MemberByPhoneHash
from core.messages import Refusal
from core.payments.messages import MoneyUnplaced
from core.payments.queries import Stored
from core.payments.tables import SuspenseRow
from core.tx import Tx

OPEN, ALLOCATED, SENT_BACK = "open", "allocated", "sent_back"

_keep = insert(SuspenseRow)
_of_payment = select(SuspenseRow.id, SuspenseRow.payer, SuspenseRow.state, SuspenseRow.allocated_to).where(
    SuspenseRow.payment == bindparam("payment")
)
_mark = update(SuspenseRow).where(SuspenseRow.id == bindparam("of_item")).values(state=bindparam("to"))


async def keep(tx: Tx, payment: Stored, *, reference: str, payer: str) -> None:
    """Post Dr clearing, Cr suspense for what this payment booked, and list it for a person."""
    entry = posting_rules.unplaced(
        key=f"payment:{payment.id}:principal",
        about=payment.id,
        provider=payment.provider,
        amount=payment.paid,
    )
    await post(tx, entry)
    await tx.execute(_keep, _row(tx, payment, reference=reference, payer=payer))
    member = payment.member or await member_behind(tx, payer)
    if member:
        tx.tell(member, MoneyUnplaced(payment.paid, reference), event=f"payment:{payment.id}:unplaced")


def _row(tx: Tx, payment: Stored, *, reference: str, payer: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "payment": payment.id,
        "provider": payment.provider,
        "receipt": payment.receipt,
        "minor_units": payment.booked,
        "currency": payment.currency,
        "reference": reference,
        "payer": payer,
        "at": tx.now,
        "state": OPEN,
        "allocated_to": "",
    }


async def member_behind(tx: Tx, payer: str) -> str:
    """The member whose phone has this digest, or nobody."""
    found = await tx.perform(MemberByPhoneHash(digest=payer)) if payer else ""
    return "" if isinstance(found, Refusal) else found


async def item_of(tx: Tx, payment: str) -> Any:
    """(id, payer, state, allocated_to) of the item that this payment is or was, or None."""
    return (await tx.execute(_of_payment, {"payment": payment})).one_or_none()


async def mark(tx: Tx, item: str, state: str) -> None:
    await tx.execute(_mark, {"of_item": item, "to": state})


async def take_back(tx: Tx, payment: Stored, *, entry_key: str) -> None:
    """What was to be sent back stays, and its place is gone: it waits here for a person."""
    entry = posting_rules.not_sent_back(key=entry_key, about=payment.id, provider=payment.provider, amount=payment.paid)
    await post(tx, entry)
    item = await item_of(tx, payment.id)
    if item is not None:
        await mark(tx, item.id, OPEN)
        return
    await tx.execute(_keep, _row(tx, payment, reference=payment.account or payment.reference, payer=""))
