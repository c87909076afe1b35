"""The close of day: what has to hold is looked at, the trial balance is kept, and the day is shut."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, text

from core import proofs
from core.closing.messages import (
    CHECKS,
    BusinessDay,
    BusinessDays,
    Check,
    CheckList,
    CloseDay,
    ClosingChecks,
    NotYetClosable,
    Total,
)
from core.closing.tables import BusinessDayRow
from core.codec import decode, encode
from core.ledger.messages import TrialBalance
from core.lending.messages import LateNotAssessed
from core.messages import MOST_PAGE, Page, Refusal
from core.money import total
from core.schema import CLOSING_LOCK
from core.tills.messages import OpenTillsOn
from core.tx import Tx

_alone = text(f"select pg_advisory_xact_lock({CLOSING_LOCK})")
_keep = insert(BusinessDayRow)
_columns = BusinessDayRow.__table__.columns
_last_through = select(*_columns).where(BusinessDayRow.day >= bindparam("of_day")).order_by(BusinessDayRow.day).limit(1)
_list = (
    select(*_columns)
    .where(BusinessDayRow.day < bindparam("before"))
    .order_by(BusinessDayRow.day.desc())
    .limit(bindparam("rows"))
)


def calendar_day(tx: Tx) -> date:
    """What day it is outside, whatever was closed."""
    return tx.now.astimezone(ZoneInfo(tx.institution.time_zone)).date()


async def checks(tx: Tx, request: ClosingChecks) -> CheckList:
    day = request.day or calendar_day(tx)
    if tx.open_from > day:
        return CheckList(day, is_closed=True, may_close=False, checks=())
    found = await _look(tx, day)
    return CheckList(day, is_closed=False, may_close=all(check.holds for check in found), checks=found)


async def close(tx: Tx, request: CloseDay) -> BusinessDay | Refusal:
    day = request.day or calendar_day(tx)
    if (standing := await _closed(tx, day)) is not None:
        return standing
    wrong = next((check for check in await _look(tx, day) if not check.holds), None)
    if wrong is not None:
        return NotYetClosable(wrong.what, wrong.detail)

    # From here on nobody books until this is committed; who does then finds the day closed.
    if tx.dialect == "postgresql":
        await tx.execute(_alone)
    if (standing := await _closed(tx, day)) is not None:
        return standing
    if await tx.must(OpenTillsOn(day=day)):
        return NotYetClosable("tills", "a till was opened meanwhile")
    balance = await tx.must(TrialBalance(on=day))
    _must_be_equal(tx, balance)

    totals = tuple(Total(line.account, line.debit, line.credit) for line in balance if line.debit or line.credit)
    row = {"day": day, "closed_at": tx.now, "closed_by": tx.asker, "totals": encode(totals).decode()}
    await tx.execute(_keep, row)
    tx.closes_day = True
    return BusinessDay(day, tx.now, tx.asker, totals, is_new=True)


async def _closed(tx: Tx, day: date) -> BusinessDay | None:
    """The day as it was closed, or the later one that closed it, too."""
    row = (await tx.execute(_last_through, {"of_day": day})).one_or_none()
    return None if row is None else _day(row)


async def _look(tx: Tx, day: date) -> tuple[Check, ...]:
    """In the order of CHECKS."""
    begun = day <= calendar_day(tx)
    open_tills = await tx.must(OpenTillsOn(day=day))
    late = await tx.must(LateNotAssessed(day=day)) if begun else 0
    broken = proofs.failed(await proofs.prove(tx.connection, tx.institution))
    found = {
        "begun": "" if begun else day.isoformat(),
        "tills": f"{open_tills} open" if open_tills else "",
        "late": f"{late} loans" if late else "",
        "proofs": "; ".join(proof.name for proof in broken),
    }
    return tuple(Check(what, not found[what], found[what]) for what in CHECKS)


def _must_be_equal(tx: Tx, balance: Any) -> None:
    """An entry that does not balance cannot be written: if the columns differ, nothing here can be believed."""
    currency = tx.institution.currency
    ours = [line for line in balance if line.debit.currency == currency]
    debits, credits = total((line.debit for line in ours), currency), total((line.credit for line in ours), currency)
    if debits != credits:
        raise RuntimeError(f"the trial balance is off: {debits} and {credits}")


async def business_days(tx: Tx, request: BusinessDays) -> Page[BusinessDay]:
    limit = max(1, min(request.limit, MOST_PAGE))
    before = _cursor(request.cursor)
    found = [_day(row) for row in await tx.execute(_list, {"before": before, "rows": limit + 1})]
    return Page(tuple(found[:limit]), found[limit - 1].day.isoformat() if len(found) > limit else "")


def _cursor(words: str) -> date:
    """The day of the last line; anything else begins at the newest."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return date.max


def _day(row: Any) -> BusinessDay:
    return BusinessDay(row.day, row.closed_at, row.closed_by, decode(tuple[Total, ...], row.totals))


HANDLERS = {ClosingChecks: checks, CloseDay: close, BusinessDays: business_days}
