"""Payments as staff read them: the list, one in full, and what was booked under which receipt."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select

from core.ledger import journal
from core.messages import MOST_PAGE, Page, Refusal
from core.money import Money
from core.payments import queries, suspense
from core.payments.messages import (
    Booked,
    BookedBetween,
    BookedUnder,
    NoSuchPayment,
    Payment,
    PaymentInFull,
    Payments,
    ReadPayment,
    Try,
)
from core.payments.queries import Stored
from core.payments.states import PAID
from core.payments.tables import PaymentRow, ReceiptRow
from core.tx import Tx

MOST_BOOKED = 1_000
_FIRST_DAY, _LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
#: The keys that entries of a payment may have; `suspense:<item>:principal` besides.
_ENTRIES = (
    "reserve", "principal", "settled", "fee", "return", "undo:unplaced", "undo:deposit", "undo:repay_loan",
    "undo:recover_loan",
)  # fmt: skip

_columns = [getattr(PaymentRow, each.name) for each in fields(Stored)]
_SAME = ("state", "direction", "purpose", "member", "provider", "reference")
_holders = select(ReceiptRow.payment).where(ReceiptRow.receipt == bindparam("receipt"))
_list: Any = (
    select(*_columns)
    .where(*(or_(bindparam(name) == "", getattr(PaymentRow, name) == bindparam(name)) for name in _SAME))
    .where(or_(bindparam("receipt") == "", PaymentRow.id.in_(_holders)))
    .where(PaymentRow.created_on.between(bindparam("since"), bindparam("until")))
    .where(or_(bindparam("cursor") == "", PaymentRow.id < bindparam("cursor")))
    .order_by(PaymentRow.id.desc())
    .limit(bindparam("rows"))
)
_receipts = select(ReceiptRow.receipt).where(ReceiptRow.payment == bindparam("payment")).order_by(ReceiptRow.at)
_BOOKED = (
    PaymentRow.id, PaymentRow.direction, PaymentRow.minor_units, PaymentRow.booked, PaymentRow.currency,
    PaymentRow.state, PaymentRow.purpose, PaymentRow.settled_at,
)  # fmt: skip
_under = (
    select(ReceiptRow.receipt, *_BOOKED)
    .join(PaymentRow, PaymentRow.id == ReceiptRow.payment)
    .where(
        ReceiptRow.provider == bindparam("provider"),
        ReceiptRow.receipt.in_(bindparam("receipts", expanding=True)),
    )
)
_between = (
    select(PaymentRow.receipt, *_BOOKED)
    .where(
        PaymentRow.provider == bindparam("provider"),
        PaymentRow.state.in_(PAID),
        PaymentRow.booked > 0,
        PaymentRow.settled_at >= bindparam("since", type_=PaymentRow.settled_at.type),
        PaymentRow.settled_at < bindparam("until", type_=PaymentRow.settled_at.type),
        PaymentRow.id > bindparam("after"),
    )
    .order_by(PaymentRow.id)
    .limit(MOST_BOOKED)
)


async def payments(tx: Tx, request: Payments) -> Page[Payment]:
    limit = max(1, min(request.limit, MOST_PAGE))
    asked = {name: getattr(request, name) for name in (*_SAME, "receipt", "cursor")}
    days = {"since": request.since or _FIRST_DAY, "until": request.until or _LAST_DAY}
    rows = await tx.execute(_list, asked | days | {"rows": limit + 1})
    found = [_payment(queries.stored(row)) for row in rows]
    return Page(tuple(found[:limit]), found[limit - 1].payment if len(found) > limit else "")


def _payment(stored: Stored) -> Payment:
    return Payment(**_facts(stored))


def _facts(stored: Stored) -> dict[str, Any]:
    return {
        "payment": stored.id,
        "direction": stored.direction,
        "purpose": stored.purpose,
        "state": stored.state,
        "amount": stored.paid if stored.booked else stored.amount,
        "receipt": stored.receipt,
        "confirmed": stored.confirmed,
        "member": stored.member,
        "reference": stored.reference,
        "provider": stored.provider,
        "asked": stored.amount,
        "placed": stored.placed,
        "target": stored.target,
        "about": stored.about,
        "flagged": stored.flagged,
        "reversal": stored.reversal,
        "created_at": stored.created_at,
        "settled_at": stored.settled_at,
    }


async def read_payment(tx: Tx, request: ReadPayment) -> PaymentInFull | Refusal:
    stored = await queries.payment(tx, request.payment)
    if stored is None:
        return NoSuchPayment()
    tried = await queries.attempts(tx, stored.id)
    item = await suspense.item_of(tx, stored.id)
    keys = [f"payment:{stored.id}:{name}" for name in _ENTRIES]
    if stored.reversal:
        keys.append(f"payment:{stored.reversal}:return")
    if item is not None:
        keys.append(f"suspense:{item.id}:principal")
    return PaymentInFull(
        **_facts(stored),
        attempts=tuple(Try(each.kind, each.number, each.state, each.code, each.begun_at) for each in tried),
        entries=await journal.keys_standing(tx, keys),
        receipts=tuple((await tx.execute(_receipts, {"payment": stored.id})).scalars()),
        item=item.id if item else "",
    )


async def booked_under(tx: Tx, request: BookedUnder) -> tuple[Booked, ...]:
    asked = {"provider": request.provider, "receipts": list(request.receipts[:MOST_BOOKED])}
    return tuple(_booked(row) for row in await tx.execute(_under, asked))


async def booked_between(tx: Tx, request: BookedBetween) -> tuple[Booked, ...]:
    asked = {
        "provider": request.provider, "since": request.since, "until": request.until, "after": request.after,
    }  # fmt: skip
    return tuple(_booked(row) for row in await tx.execute(_between, asked))


def _booked(row: Any) -> Booked:
    moved = row.booked or row.minor_units
    return Booked(
        payment=row.id,
        receipt=row.receipt,
        amount=Money(moved if row.direction == "in" else -moved, row.currency),
        state=row.state,
        purpose=row.purpose,
        settled_at=row.settled_at,
    )


HANDLERS = {
    Payments: payments,
    ReadPayment: read_payment,
    BookedUnder: booked_under,
    BookedBetween: booked_between,
}
