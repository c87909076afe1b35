"""Readings of tills: what each holds and who keeps it, and one of its days with the last count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, case, func, literal, or_, select

from core.codec import decode
from core.ledger import accounts, journal
from core.money import Money
from core.tills.colleagues import names
from core.tills.messages import Count, Pieces, Till, TillDay
from core.tills.tables import OPEN, CountRow, MovementRow, TillDayRow, TillRow
from core.tx import Tx

_holds = journal.posted_to(literal(accounts.till("")) + TillRow.code, currency=bindparam("currency"))
_tills = select(
    TillRow.code, TillRow.name, TillRow.branch, TillDayRow.teller, TillDayRow.day, _holds.label("holds")
).outerjoin(TillDayRow, TillDayRow.open_till == TillRow.code)
_till = _tills.where(TillRow.code == bindparam("of_code"))
_list = (
    _tills.where(
        or_(bindparam("of_branch") == "", TillRow.branch == bindparam("of_branch")),
        TillRow.code > bindparam("cursor"),
    )
    .order_by(TillRow.code)
    .limit(bindparam("rows"))
)

_day = TillDayRow.__table__.columns
_held = select(*_day).with_for_update()
_held_till = _held.where(TillDayRow.open_till == bindparam("of_till"))
_held_teller = _held.where(TillDayRow.open_teller == bindparam("of_teller"))
_days = select(*_day, TillRow.name, TillRow.branch).join(TillRow, TillRow.code == TillDayRow.till)
_by_id = _days.where(TillDayRow.id == bindparam("of_day"))
_of_teller = _days.where(TillDayRow.open_teller == bindparam("of_teller"))
_last_of_till = _days.where(TillDayRow.till == bindparam("of_till")).order_by(TillDayRow.id.desc()).limit(1)
_open_through = (
    select(func.count()).select_from(TillDayRow).where(TillDayRow.state == OPEN, TillDayRow.day <= bindparam("through"))
)

_amount = MovementRow.minor_units


def _summed(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, _amount), else_=literal(0, BigInteger))), 0)


#: Opening and closing are not the day's business.
_moved = select(
    _summed(and_(_amount > 0, MovementRow.kind != "opening")).label("cash_in"),
    _summed(and_(_amount < 0, MovementRow.kind != "closing")).label("cash_out"),
    func.coalesce(func.max(MovementRow.number), 0).label("last"),
).where(MovementRow.till_day == bindparam("of_day"))
_count = select(CountRow).where(CountRow.till_day == bindparam("of_day")).order_by(CountRow.id.desc()).limit(1)


async def till(tx: Tx, code: str) -> Till | None:
    currency = tx.institution.currency
    row = (await tx.execute(_till, {"of_code": code, "currency": currency})).one_or_none()
    return None if row is None else (await _tills_of(tx, [row]))[0]


async def tills(tx: Tx, *, branch: str, cursor: str, rows: int) -> list[Till]:
    currency = tx.institution.currency
    asked = {"of_branch": branch, "cursor": cursor, "rows": rows, "currency": currency}
    return await _tills_of(tx, (await tx.execute(_list, asked)).all())


async def _tills_of(tx: Tx, rows: Sequence[Any]) -> list[Till]:
    called = await names(tx, (row.teller or "" for row in rows))
    currency = tx.institution.currency
    return [
        Till(
            row.code, row.name, row.branch, teller=row.teller or "", teller_name=called[row.teller or ""],
            day=row.day, holds=Money(int(row.holds), currency),
        )
        for row in rows
    ]  # fmt: skip


async def held_day(tx: Tx, *, till: str = "", teller: str = "") -> Any | None:
    """The row of the open day of a till, or of the till that a teller keeps; nobody else moves its cash meanwhile."""
    if till:
        return (await tx.execute(_held_till, {"of_till": till})).one_or_none()
    return (await tx.execute(_held_teller, {"of_teller": teller})).one_or_none()


async def open_through(tx: Tx, day: Any) -> int:
    """How many tills have an open day, this one or an earlier one."""
    return int((await tx.execute(_open_through, {"through": day})).scalar_one())


async def day_of_id(tx: Tx, day: str) -> TillDay:
    return await _day_of(tx, (await tx.execute(_by_id, {"of_day": day})).one())


async def day_of_teller(tx: Tx, teller: str) -> TillDay | None:
    row = (await tx.execute(_of_teller, {"of_teller": teller})).one_or_none()
    return None if row is None else await _day_of(tx, row)


async def last_day_of(tx: Tx, till: str) -> TillDay | None:
    row = (await tx.execute(_last_of_till, {"of_till": till})).one_or_none()
    return None if row is None else await _day_of(tx, row)


async def _day_of(tx: Tx, row: Any) -> TillDay:
    moved = (await tx.execute(_moved, {"of_day": row.id})).one()
    counted = (await tx.execute(_count, {"of_day": row.id})).one_or_none()
    called = await names(tx, [row.teller])

    def money(minor_units: int) -> Money:
        return Money(int(minor_units), row.currency)

    return TillDay(
        till=row.till, name=row.name, branch=row.branch, day=row.day, teller=row.teller,
        teller_name=called[row.teller], state=row.state,
        opened_at=row.opened_at, closed_at=row.closed_at,
        opening=money(row.opening), cash_in=money(moved.cash_in), cash_out=money(-moved.cash_out),
        expected=money(row.opening + moved.cash_in + moved.cash_out),
        count=_count_of(counted, row) if counted else None,
        is_counted=counted is not None and counted.after == moved.last,
    )  # fmt: skip


def _count_of(counted: Any, day: Any) -> Count:
    found, expected = Money(counted.counted, day.currency), Money(counted.expected, day.currency)
    return Count(
        till=day.till, at=counted.at, by=counted.by, counted=found, expected=expected, difference=found - expected,
        pieces=decode(tuple[Pieces, ...], counted.pieces),
    )  # fmt: skip
