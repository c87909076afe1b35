"""The keeping of a till: opened with a float, filled up and emptied, counted, closed with what was found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, update

from core.cases.messages import OpenCase
from core.codec import encode
from core.ids import new_id
from core.ledger import accounts, journal, posting_rules
from core.messages import Refusal, Request
from core.money import Money
from core.tills import queries, receipts, rules
from core.tills.messages import (
    CashNotThere,
    CloseTill,
    Count,
    CountFirst,
    CountTill,
    MoveFloat,
    NoSuchTill,
    NoTillOpen,
    NotYourTill,
    OpenTill,
    OtherDifference,
    ReasonNeeded,
    Receipt,
    TellerHasTill,
    TillDay,
    TillDayOver,
    TillInUse,
)
from core.tills.receipts import Moved
from core.tills.tables import CLOSED, OPEN, CountRow, TillDayRow
from core.tx import Handler, Tx

#: May count and close a till that somebody else keeps: who opened it may be ill by the evening.
OVERSEES = "manager"
MOST_REASON = 200

_open = insert(TillDayRow)
_close = (
    update(TillDayRow)
    .where(TillDayRow.id == bindparam("of_day"))
    .values(state=CLOSED, closed_at=bindparam("now"), closed_by=bindparam("by"), open_till=None, open_teller=None)
)
_count = insert(CountRow)


async def open_till(tx: Tx, request: OpenTill) -> TillDay | Refusal:
    till = await queries.till(tx, request.till)
    if till is None:
        return NoSuchTill()
    keeps = await queries.held_day(tx, teller=tx.asker)
    if keeps is not None:
        return TillInUse() if keeps.till == till.till else TellerHasTill(keeps.till)
    if till.teller:
        return TillInUse()
    if (wrong := rules.refuse_amount(request.amount, request.pieces, most=tx.institution.most_cash)) is not None:
        return wrong
    if (missing := await _missing_in_vault(tx, request.amount)) is not None:
        return missing

    opened = new_id()
    day = {
        "id": opened, "till": till.till, "day": tx.today, "teller": tx.asker, "state": OPEN,
        "currency": request.amount.currency, "opening": request.amount.minor_units, "opened_at": tx.now,
        "closed_at": None, "closed_by": "", "open_till": till.till, "open_teller": tx.asker,
    }  # fmt: skip
    await tx.execute(_open, day)
    held = await queries.held_day(tx, till=till.till)
    if request.amount:
        await _move(tx, held, "opening", request.amount)
    return await queries.day_of_id(tx, opened)


async def move_float(tx: Tx, request: MoveFloat) -> Receipt | Refusal:
    day = await day_for(tx, request.till)
    if isinstance(day, Refusal):
        return day
    if (wrong := rules.not_in_cash(request.amount, most=tx.institution.most_cash)) is not None:
        return wrong
    if request.to == "till":
        missing = await _missing_in_vault(tx, request.amount)
        return missing or await _move(tx, day, "float_in", request.amount)
    missing = await missing_in_till(tx, day, request.amount)
    return missing or await _move(tx, day, "float_out", -request.amount)


async def count_till(tx: Tx, request: CountTill) -> Count | Refusal:
    day = await day_for(tx, request.till, late_too=True)
    if isinstance(day, Refusal):
        return day
    if (wrong := rules.refuse_amount(request.amount, request.pieces, most=tx.institution.most_cash)) is not None:
        return wrong

    row = {
        "id": new_id(),
        "till_day": day.id,
        "at": tx.now,
        "by": tx.asker,
        "counted": request.amount.minor_units,
        "expected": (await journal.balance(tx, accounts.till(day.till))).minor_units,
        "after": await receipts.last_of_day(tx, day.id),
        "pieces": encode(request.pieces).decode(),
    }
    await tx.execute(_count, row)
    count = (await queries.day_of_id(tx, day.id)).count
    assert count is not None
    return count


async def close_till(tx: Tx, request: CloseTill) -> TillDay | Refusal:
    day = await day_for(tx, request.till, late_too=True)
    if isinstance(day, Refusal):
        return day
    seen = await queries.day_of_id(tx, day.id)
    if seen.count is None or not seen.is_counted:
        return CountFirst()
    difference = seen.count.difference
    if difference != request.difference:
        return OtherDifference(difference)
    reason = request.reason.strip()
    if difference and not reason:
        return ReasonNeeded()

    if difference:
        await _book_difference(tx, day, difference, note=reason[:MOST_REASON])
    if seen.count.counted:
        await _move(tx, day, "closing", -seen.count.counted)
    await tx.execute(_close, {"of_day": day.id, "now": tx.now, "by": tx.asker})
    return await queries.day_of_id(tx, day.id)


async def day_for(tx: Tx, till: str = "", *, late_too: bool = False) -> Any:
    """The row of the open day whose cash moves, held: of this till, or of the one she keeps. Or the refusal.

    What a second person has done was looked at when it was asked for.
    """
    day = await queries.held_day(tx, till=till, teller=tx.asker)
    if day is None:
        return NoTillOpen()
    hers = day.teller == tx.asker or OVERSEES in tx.origin.roles or bool(tx.asked_by) or not tx.origin.is_staff
    if not hers:
        return NotYourTill()
    if day.day != tx.today and not late_too:
        return TillDayOver(day.day)
    return day


async def missing_in_till(tx: Tx, day: Any, amount: Money) -> CashNotThere | None:
    holds = await journal.balance(tx, accounts.till(day.till))
    return CashNotThere(holds) if holds < amount else None


async def _missing_in_vault(tx: Tx, amount: Money) -> CashNotThere | None:
    await tx.hold(accounts.VAULT)
    holds = await journal.balance(tx, accounts.VAULT)
    return CashNotThere(holds) if holds < amount else None


async def _move(tx: Tx, day: Any, kind: str, amount: Money) -> Receipt:
    """Between vault and till; a positive amount comes into the till."""
    number, till, into = await receipts.next_number(tx), accounts.till(day.till), amount.minor_units > 0
    entry = posting_rules.move_cash(
        key=receipts.entry_key(number),
        about=rules.receipt(number),
        taken_from=accounts.VAULT if into else till,
        put_into=till if into else accounts.VAULT,
        amount=amount if into else -amount,
    )
    await journal.post(tx, entry, on=day.day)
    return await receipts.write(tx, number, Moved(kind=kind, amount=amount, on=day.day, till=day.till, till_day=day.id))


async def _book_difference(tx: Tx, day: Any, difference: Money, *, note: str) -> None:
    """The books follow the count, and somebody looks into it."""
    number, short = await receipts.next_number(tx), difference.minor_units < 0
    rule = posting_rules.cash_short if short else posting_rules.cash_over
    entry = rule(
        key=receipts.entry_key(number),
        about=rules.receipt(number),
        till=day.till,
        amount=-difference if short else difference,
    )
    await journal.post(tx, entry, on=day.day)
    moved = Moved(
        kind="short" if short else "over", amount=difference, on=day.day, till=day.till, till_day=day.id, note=note
    )  # fmt: skip
    receipt = await receipts.write(tx, number, moved)
    await tx.must(OpenCase(kind="cash_difference", about=f"{day.till}:{receipt.receipt}"))


HANDLERS: dict[type[Request[Any]], Handler] = {
    OpenTill: open_till,
    MoveFloat: move_float,
    CountTill: count_till,
    CloseTill: close_till,
}
