"""Lines of some accounts with their moments: up to one, or in a period, with what stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from core.ledger import accounts
from core.ledger.tables import EntryRow, PostingRow
from core.money import Money
from core.tx import Tx

_hers = PostingRow.account.in_(bindparam("accounts", expanding=True))
_lines = (
    select(
        EntryRow.at, EntryRow.booked_on, EntryRow.what, EntryRow.about, EntryRow.key,
        PostingRow.account, PostingRow.minor_units, PostingRow.currency,
    )
    .join(EntryRow, EntryRow.id == PostingRow.entry)
    .where(_hers)
    .limit(bindparam("count"))
)  # fmt: skip
_until = _lines.where(EntryRow.at <= bindparam("until")).order_by(
    EntryRow.at.desc(), EntryRow.id.desc(), PostingRow.line.desc()
)
_between = _lines.where(EntryRow.booked_on.between(bindparam("first_day"), bindparam("last_day"))).order_by(
    EntryRow.booked_on, EntryRow.id, PostingRow.line
)
_before = (
    select(PostingRow.account, func.sum(PostingRow.minor_units).label("minor_units"))
    .join(EntryRow, EntryRow.id == PostingRow.entry)
    .where(_hers, EntryRow.booked_on < bindparam("day"), PostingRow.currency == bindparam("currency"))
    .group_by(PostingRow.account)
)


@dataclass(frozen=True)
class Moved:
    """One line; `amount` is positive on the account's own side."""

    at: datetime
    on: date
    what: str
    about: str
    key: str
    account: str
    amount: Money


async def until(tx: Tx, paths: Sequence[str], *, until: datetime, count: int) -> tuple[Moved, ...]:
    """The last lines of these accounts up to a moment, the newest first."""
    return _moved(await tx.execute(_until, {"accounts": list(paths), "until": until, "count": count}))


async def between(tx: Tx, paths: Sequence[str], *, first_day: date, last_day: date, count: int) -> tuple[Moved, ...]:
    """The lines of these accounts that are booked in a period, the oldest first."""
    asked = {"accounts": list(paths), "first_day": first_day, "last_day": last_day, "count": count}
    return _moved(await tx.execute(_between, asked))


async def before(tx: Tx, paths: Sequence[str], *, day: date) -> dict[str, Money]:
    """What stood on each of these accounts when this day began, on its own side."""
    currency = tx.institution.currency
    rows = await tx.execute(_before, {"accounts": list(paths), "day": day, "currency": currency})
    sums = {row.account: int(row.minor_units) for row in rows}
    return {path: Money(accounts.own_side(path, sums.get(path, 0)), currency) for path in paths}


def _moved(rows: Iterable[Any]) -> tuple[Moved, ...]:
    return tuple(
        Moved(
            at=row.at, on=row.booked_on, what=row.what, about=row.about, key=row.key, account=row.account,
            amount=Money(accounts.own_side(row.account, int(row.minor_units)), row.currency),
        )
        for row in rows
    )  # fmt: skip
