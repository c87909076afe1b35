"""Receipts: numbered without a gap, one for each movement of cash, and read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, and_, bindparam, func, insert, or_, select
from sqlalchemy.orm import aliased

from core.messages import MOST_PAGE, Page, Refusal, Request
from core.money import Money
from core.tills import rules
from core.tills.colleagues import names
from core.tills.messages import NoSuchReceipt, Receipt, ReceiptOf, Receipts
from core.tills.tables import MovementRow
from core.tx import Handler, Tx

#: The vault has no till and no day.
VAULT = ""
#: Asks for what moved in the vault: its own movements, and those between it and a till.
VAULTS = "vault"
NOT_OF_THE_VAULT = ("deposit", "repayment", "withdrawal", "short", "over")
ALL = 2_000_000_000

_keep = insert(MovementRow)
_back = aliased(MovementRow)
_movements = select(*MovementRow.__table__.columns, _back.number.label("reversed_by")).outerjoin(
    _back, _back.reverses == MovementRow.number
)
_one = _movements.where(MovementRow.number == bindparam("of_number"))
_last = select(func.coalesce(func.max(MovementRow.number), 0))
_last_of_day = _last.where(MovementRow.till_day == bindparam("of_day"))
_on = bindparam("on", type_=Date)
_list = (
    _movements.where(
        or_(
            bindparam("of_till") == "",
            MovementRow.till == bindparam("of_till"),
            and_(bindparam("of_till") == VAULTS, MovementRow.kind.not_in(NOT_OF_THE_VAULT)),
        ),
        or_(bindparam("of_member") == "", MovementRow.member == bindparam("of_member")),
        or_(_on.is_(None), MovementRow.booked_on == _on),
        MovementRow.number < bindparam("before"),
    )
    .order_by(MovementRow.number.desc())
    .limit(bindparam("rows"))
)
#: A reversal has the kind of what it takes back, so the sum is what is still saved.
_saved = select(func.coalesce(func.sum(MovementRow.minor_units), 0)).where(
    MovementRow.member == bindparam("of_member"),
    MovementRow.booked_on == bindparam("on"),
    MovementRow.kind == "deposit",
)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What a receipt is written about: `amount` is positive where cash came in."""

    kind: str
    amount: Money
    on: date
    till: str = VAULT
    till_day: str = VAULT
    member: str = ""
    target: str = ""
    note: str = ""
    reverses: int | None = None


async def next_number(tx: Tx) -> int:
    """Nobody else gets a number until this transaction ends: a number that is missing would be a question."""
    await tx.hold("receipts")
    return int((await tx.execute(_last)).scalar_one()) + 1


def entry_key(number: int) -> str:
    return f"receipt:{rules.receipt(number)}"


async def write(tx: Tx, number: int, moved: Moved) -> Receipt:
    row = {
        "number": number,
        "till": moved.till,
        "till_day": moved.till_day,
        "kind": moved.kind,
        "minor_units": moved.amount.minor_units,
        "currency": moved.amount.currency,
        "member": moved.member,
        "target": moved.target,
        "booked_on": moved.on,
        "at": tx.now,
        "by": tx.asker,
        "note": moved.note,
        "reverses": moved.reverses,
    }
    await tx.execute(_keep, row)
    return (await _receipts(tx, [await read(tx, number)]))[0]


async def read(tx: Tx, number: int) -> Any | None:
    """The movement, with the number of the one that took it back."""
    return (await tx.execute(_one, {"of_number": number})).one_or_none()


async def last_of_day(tx: Tx, day: str) -> int:
    """The number of the last movement of this day of a till."""
    return int((await tx.execute(_last_of_day, {"of_day": day})).scalar_one())


async def saved_on(tx: Tx, member: str, day: date) -> Money:
    """What this member has paid in over the desk on this day, without repayments."""
    row = await tx.execute(_saved, {"of_member": member, "on": day})
    return Money(int(row.scalar_one()), tx.institution.currency)


async def receipt_of(tx: Tx, request: ReceiptOf) -> Receipt | Refusal:
    row = await read(tx, rules.receipt_number(request.receipt))
    return NoSuchReceipt() if row is None else (await _receipts(tx, [row]))[0]


async def receipts(tx: Tx, request: Receipts) -> Page[Receipt]:
    limit = max(1, min(request.limit, MOST_PAGE))
    asked = {
        "of_till": VAULTS if request.till == "vault" else request.till,
        "of_member": request.member,
        "on": request.day,
        "before": rules.receipt_number(request.cursor) or ALL,
        "rows": limit + 1,
    }
    found = await _receipts(tx, (await tx.execute(_list, asked)).all())
    return Page(tuple(found[:limit]), found[limit - 1].receipt if len(found) > limit else "")


async def _receipts(tx: Tx, rows: Sequence[Any]) -> list[Receipt]:
    called = await names(tx, (row.by for row in rows))
    return [_receipt(row, called[row.by]) for row in rows]


def _receipt(row: Any, by_name: str) -> Receipt:
    return Receipt(
        receipt=rules.receipt(row.number),
        kind=row.kind,
        amount=Money(abs(row.minor_units), row.currency),
        comes_in=row.minor_units > 0,
        till=row.till,
        member=row.member,
        target=row.target,
        day=row.booked_on,
        at=row.at,
        by=row.by,
        by_name=by_name,
        note=row.note,
        reverses=rules.receipt(row.reverses) if row.reverses else "",
        reversed_by=rules.receipt(row.reversed_by) if row.reversed_by else "",
    )


HANDLERS: dict[type[Request[Any]], Handler] = {ReceiptOf: receipt_of, Receipts: receipts}
