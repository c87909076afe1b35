"""Money that nobody knows a place for: kept in suspense item by item, its payer told if she is a member."""

from __future__ import annotations

from sqlalchemy import insert, select

from core.ids import new_id
from core.ledger import posting_rules
from core.ledger.journal import post
from core.members.messages import MemberByPhoneHash
from core.messages import Refusal
from core.money import Money
from core.payments.messages import MoneyUnplaced, Unmatched, UnmatchedMoney
from core.payments.queries import Stored
from core.payments.tables import SuspenseRow
from core.tx import Tx

OPEN, ALLOCATED = "open", "allocated"
MOST_LISTED = 500

_keep = insert(SuspenseRow)
_unmatched = (
    select(
        SuspenseRow.id,
        SuspenseRow.provider,
        SuspenseRow.receipt,
        SuspenseRow.minor_units,
        SuspenseRow.currency,
        SuspenseRow.reference,
        SuspenseRow.at,
    )
    .where(SuspenseRow.state == OPEN)
    .order_by(SuspenseRow.id)
    .limit(MOST_LISTED)
)


async def keep(tx: Tx, payment: Stored, *, reference: str, payer: str) -> None:
    """Post Dr clearing, Cr suspense for what this payment booked, and list it for a person."""
    item = new_id()
    entry = posting_rules.unplaced(
        key=f"payment:{payment.id}:principal",
        about=payment.id,
        provider=payment.provider,
        amount=payment.paid,
    )
    await post(tx, entry)
    await tx.execute(
        _keep,
        {
            "id": item,
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
        },
    )
    member = payment.member or await member_behind(tx, payer)
    if member:
        tx.tell(member, MoneyUnplaced(payment.paid, reference), event=f"payment:{payment.id}:unplaced")


async def member_behind(tx: Tx, payer: str) -> str:
    """The member whose phone has this digest, or nobody."""
    found = await tx.perform(MemberByPhoneHash(digest=payer)) if payer else ""
    return "" if isinstance(found, Refusal) else found


async def unmatched_money(tx: Tx, request: UnmatchedMoney) -> tuple[Unmatched, ...]:
    return tuple(
        Unmatched(
            item=row.id,
            provider=row.provider,
            receipt=row.receipt,
            amount=Money(row.minor_units, row.currency),
            reference=row.reference,
            at=row.at,
        )
        for row in await tx.execute(_unmatched)
    )


HANDLERS = {UnmatchedMoney: unmatched_money}
