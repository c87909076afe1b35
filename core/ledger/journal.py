"""The only writer of postings, and the balance of an account, which is always the sum of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    SQLColumnExpression,
    String,
    bindparam,
    func,
    insert,
    select,
    text,
)  # fmt: skip

from core.ids import new_id
from core.ledger import accounts
from core.ledger.entry import BooksBroken, Entry, Posting, imbalance
from core.ledger.tables import EntryRow, PostingRow
from core.money import Money
from core.tx import Tx

MOST_ACCOUNTS_AT_ONCE = 1_000
LINES_PER_STATEMENT = 5_000
#: The posting rules by which balances come in from other books.
OPENINGS = ("opening", "opening_of_books")

_balance = select(func.coalesce(func.sum(PostingRow.minor_units), 0)).where(
    PostingRow.account == bindparam("account"), PostingRow.currency == bindparam("currency")
)
_balances = (
    select(PostingRow.account, func.sum(PostingRow.minor_units).label("minor_units"))
    .where(
        PostingRow.account.in_(bindparam("accounts", expanding=True)),
        PostingRow.currency == bindparam("currency"),
    )
    .group_by(PostingRow.account)
)
_last = (
    select(EntryRow.booked_on, EntryRow.what, PostingRow.account, PostingRow.minor_units, PostingRow.currency)
    .join(EntryRow, EntryRow.id == PostingRow.entry)
    .where(PostingRow.account.in_(bindparam("accounts", expanding=True)))
    .order_by(EntryRow.booked_on.desc(), EntryRow.id.desc(), PostingRow.line.desc())
    .limit(bindparam("count"))
)
_post = insert(PostingRow)
_LINE = {"line": Integer, "account": String, "minor_units": BigInteger, "currency": String}
_at_once = text("""
with e as (
  insert into entries (id, key, what, about, booked_on, at) values (:id, :key, :what, :about, :booked_on, :at)
  on conflict do nothing returning id
)
insert into postings (entry, line, account, minor_units, currency)
select e.id, l.line, l.account, l.minor_units, l.currency
from e, unnest(:line_line, :line_account, :line_minor_units, :line_currency)
  as l(line, account, minor_units, currency)
""").bindparams(
    *(bindparam(name, type_=String) for name in ("id", "key", "what", "about")),
    bindparam("booked_on", type_=Date),
    bindparam("at", type_=DateTime(timezone=True)),
    *(bindparam(f"line_{name}", type_=ARRAY(kind)) for name, kind in _LINE.items()),
)
#: The commit looks at each line: of an opening of books that may take longer than anybody waits for a payment.
_patience = text("set local statement_timeout = '60s'")
_more = text("""
insert into postings (entry, line, account, minor_units, currency)
select :id, l.line, l.account, l.minor_units, l.currency
from unnest(:line_line, :line_account, :line_minor_units, :line_currency)
  as l(line, account, minor_units, currency)
""").bindparams(
    bindparam("id", type_=String), *(bindparam(f"line_{name}", type_=ARRAY(kind)) for name, kind in _LINE.items())
)
# Materialized: on the day of an opening PostgreSQL knows nothing of these tables yet, and would walk through the
# thousands of lines of the opening entry for every part of the accounts.
_theirs = (
    select(PostingRow.account, PostingRow.entry, PostingRow.minor_units)
    .where(PostingRow.account.in_(bindparam("accounts", expanding=True)), PostingRow.currency == bindparam("currency"))
    .cte("theirs")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_brought_in = (
    select(_theirs.c.account, func.sum(_theirs.c.minor_units).label("minor_units"))
    .join(EntryRow, EntryRow.id == _theirs.c.entry)
    .where(EntryRow.what.in_(OPENINGS))
    .group_by(_theirs.c.account)
)
_standing = (
    select(EntryRow.what, EntryRow.about, PostingRow.account, PostingRow.minor_units, PostingRow.currency)
    .join(PostingRow, PostingRow.entry == EntryRow.id)
    .where(EntryRow.key == bindparam("key"))
    .order_by(PostingRow.line)
)
_keys_standing = select(EntryRow.key).where(EntryRow.key.in_(bindparam("keys", expanding=True))).order_by(EntryRow.id)
_about = select(EntryRow.about).where(EntryRow.key == bindparam("key"))


async def post(tx: Tx, entry: Entry, *, on: date | None = None) -> bool:
    """Write the entry once, booked today unless it belongs to another day; nothing is booked into a closed day.

    False: an entry with this key stands already, nothing was written. Raises BooksBroken when that one is about
    another thing.
    """
    if imbalance(entry.postings):
        raise BooksBroken(entry.key)
    entry_id = new_id()
    row = {
        "id": entry_id,
        "key": entry.key,
        "what": entry.what,
        "about": entry.about,
        "booked_on": max(on or tx.today, tx.open_from),
        "at": tx.now,
    }
    lines = [_line(entry_id, number, line) for number, line in enumerate(entry.postings, 1)]
    if await _write(tx, row, lines):
        await tx.recount("entries", "postings", rows=len(lines))
        return True
    await _expect(tx, entry)
    return False


async def _write(tx: Tx, row: dict[str, Any], lines: list[dict[str, Any]]) -> bool:
    """Entry and postings, on PostgreSQL in one statement. False: the key is taken."""
    if tx.dialect == "postgresql":
        if len(lines) > LINES_PER_STATEMENT:
            await tx.execute(_patience)
        written = await tx.execute(_at_once, {**row, **_columns(lines[:LINES_PER_STATEMENT])})
        for start in range(LINES_PER_STATEMENT, len(lines) if written.rowcount else 0, LINES_PER_STATEMENT):
            part = lines[start : start + LINES_PER_STATEMENT]
            await tx.execute(_more, {"id": row["id"], **_columns(part)})
        return written.rowcount > 0
    if not await tx.insert_once(EntryRow, row):
        return False
    await tx.execute(_post, lines)
    return True


def _columns(lines: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {f"line_{name}": [line[name] for line in lines] for name in _LINE}


def _line(entry: str, number: int, line: Posting) -> dict[str, Any]:
    accounts.control(line.account)
    return {
        "entry": entry,
        "line": number,
        "account": line.account,
        "minor_units": line.amount.minor_units,
        "currency": line.amount.currency,
    }


async def _expect(tx: Tx, entry: Entry) -> None:
    """What stands under this key has to be about the same thing. Its amounts may differ: a repeat of a repayment
    is allocated against a loan that has moved on, and what was posted first holds."""
    about = (await tx.execute(_about, {"key": entry.key})).scalar_one()
    if about != entry.about:
        raise BooksBroken(f"{entry.key!r} is about {entry.about!r} now and was about {about!r}")


async def standing(tx: Tx, key: str) -> Entry:
    """The entry that stands under this key. Raises LookupError when there is none."""
    rows = (await tx.execute(_standing, {"key": key})).all()
    if not rows:
        raise LookupError(f"no entry stands under {key!r}")
    lines = tuple(Posting(row.account, Money(int(row.minor_units), row.currency)) for row in rows)
    return Entry(key, rows[0].what, rows[0].about, lines)


async def keys_standing(tx: Tx, keys: Sequence[str]) -> tuple[str, ...]:
    """Those of these keys under which an entry stands, in the order in which they were written."""
    return tuple((await tx.execute(_keys_standing, {"keys": list(keys)})).scalars())


async def balance(tx: Tx, account: str) -> Money:
    """The balance on the account's own side: what is owned of an asset, owed of a liability, earned of an income."""
    currency = tx.institution.currency
    row = await tx.execute(_balance, {"account": account, "currency": currency})
    return Money(accounts.own_side(account, int(row.scalar_one())), currency)


async def balances(tx: Tx, paths: Iterable[str]) -> dict[str, Money]:
    """The balance of each account, in one statement; an account without postings has zero."""
    currency = tx.institution.currency
    wanted = sorted(set(paths))
    if len(wanted) > MOST_ACCOUNTS_AT_ONCE:
        raise ValueError(f"{len(wanted)} balances at once; {MOST_ACCOUNTS_AT_ONCE} at most")
    found = await tx.execute(_balances, {"accounts": wanted, "currency": currency})
    sums = {row.account: int(row.minor_units) for row in found}
    return {path: Money(accounts.own_side(path, sums.get(path, 0)), currency) for path in wanted}


async def brought_in(tx: Tx, paths: Iterable[str]) -> dict[str, Money]:
    """What these accounts were opened with from other books; accounts that were not are left out."""
    currency = tx.institution.currency
    wanted, found = sorted(set(paths)), {}
    for start in range(0, len(wanted), MOST_ACCOUNTS_AT_ONCE):
        part = wanted[start : start + MOST_ACCOUNTS_AT_ONCE]
        for row in await tx.execute(_brought_in, {"accounts": part, "currency": currency}):
            found[row.account] = Money(accounts.own_side(row.account, int(row.minor_units)), currency)
    return found


def posted_to(account: SQLColumnExpression[str], *, currency: ColumnElement[str]) -> ColumnElement[int]:
    """The sum of postings (debits positive) of the account in a column, for a statement that reads more than that."""
    return (
        select(func.coalesce(func.sum(PostingRow.minor_units), 0))
        .where(PostingRow.account == account, PostingRow.currency == currency)
        .scalar_subquery()
    )


@dataclass(frozen=True)
class Movement:
    """One line of one account; `amount` is positive on the account's own side."""

    on: date
    what: str
    account: str
    amount: Money


async def last_movements(tx: Tx, paths: Sequence[str], *, count: int) -> tuple[Movement, ...]:
    """The last lines of these accounts together, newest first."""
    rows = await tx.execute(_last, {"accounts": list(paths), "count": count})
    return tuple(
        Movement(
            on=row.booked_on,
            what=row.what,
            account=row.account,
            amount=Money(accounts.own_side(row.account, int(row.minor_units)), row.currency),
        )
        for row in rows
    )
