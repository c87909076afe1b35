"""The books for somebody who reads them: entries, accounts, an account line by line, sums by day. Always in parts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select

from core.ledger import accounts, by_hand, rules, statements
from core.ledger.entry import MOST_OPENING_POSTINGS, MOST_POSTINGS
from core.ledger.messages import (
    AccountBalance,
    AccountLines,
    AccountPeriod,
    Accounts,
    DayMoved,
    Entries,
    EntryDetails,
    EntryOf,
    JournalEntry,
    MovedByDay,
    NoSuchEntry,
    NotInTheChart,
    PeriodOf,
    StatementLine,
)
from core.ledger.queries import CONTROL
from core.ledger.tables import EntryRow, PostingRow, ReasonRow
from core.messages import MOST_PAGE, Page
from core.money import Money
from core.tx import Tx

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)
#: After every id there is.
END = "~"

_minor = PostingRow.minor_units
_debits = func.coalesce(func.sum(case((_minor > 0, _minor), else_=0)), 0)
_credits = func.coalesce(func.sum(case((_minor < 0, -_minor), else_=0)), 0)


def _ids(*wanted: Any) -> Select[str]:
    """The ids of a part of the entries, newest first."""
    return (
        select(EntryRow.id)
        .where(
            EntryRow.id < bindparam("before"),
            EntryRow.booked_on >= bindparam("from_day"),
            EntryRow.booked_on <= bindparam("to_day"),
            or_(bindparam("of_what") == "", EntryRow.what == bindparam("of_what")),
            *wanted,
        )
        .order_by(EntryRow.id.desc())
        .limit(bindparam("rows"))
    )


def _touches(condition: Any) -> Any:
    return select(PostingRow.line).where(PostingRow.entry == EntryRow.id, condition).exists()


def _whole(ids: Any) -> Any:
    """Every line of these entries, newest entry first; of an opening of books, which has thousands, the first."""
    return (
        select(
            EntryRow.id, EntryRow.key, EntryRow.what, EntryRow.about, EntryRow.booked_on, EntryRow.at,
            PostingRow.account, PostingRow.minor_units, PostingRow.currency,
        )
        .join(PostingRow, PostingRow.entry == EntryRow.id)
        .where(EntryRow.id.in_(ids), PostingRow.line <= MOST_POSTINGS)
        .order_by(EntryRow.id.desc(), PostingRow.line)
    )  # fmt: skip


_about = EntryRow.about == bindparam("of_about")
_on_account = EntryRow.id.in_(select(PostingRow.entry).where(PostingRow.account == bindparam("of_account")))
#: By what they are looked for: each way has an index of its own, but for the few control accounts, which all entries
#: touch.
_entries = {
    "": {dialect: _whole(_ids()) for dialect in CONTROL},
    "about": {dialect: _whole(_ids(_about)) for dialect in CONTROL},
    "account": {dialect: _whole(_ids(_on_account)) for dialect in CONTROL},
    "control": {dialect: _whole(_ids(_touches(head == bindparam("of_account")))) for dialect, head in CONTROL.items()},
    "about account": {dialect: _whole(_ids(_about, _on_account)) for dialect in CONTROL},
    "about control": {
        dialect: _whole(_ids(_about, _touches(head == bindparam("of_account")))) for dialect, head in CONTROL.items()
    },
}
_one = _whole(select(EntryRow.id).where(EntryRow.id == bindparam("of_id")))
_reason = select(ReasonRow.reason).where(ReasonRow.entry == bindparam("of_entry"))
_with_key = select(EntryRow.id).where(EntryRow.key == bindparam("of_key"))

_after = or_(
    PostingRow.account > bindparam("account"),
    and_(PostingRow.account == bindparam("account"), PostingRow.currency > bindparam("currency")),
)
_net = func.sum(_minor).label("minor_units")
_balances = (
    select(PostingRow.account, PostingRow.currency, _net)
    .group_by(PostingRow.account, PostingRow.currency)
    .order_by(PostingRow.account, PostingRow.currency)
    .limit(bindparam("rows"))
)
_accounts = {
    dialect: _balances.where(_after, or_(bindparam("control") == "", head == bindparam("control")))
    for dialect, head in CONTROL.items()
}

_place = (EntryRow.booked_on, EntryRow.id, PostingRow.line)
_of_account = (
    select(EntryRow.booked_on, EntryRow.what, EntryRow.key, EntryRow.id, PostingRow.line, _minor, PostingRow.currency)
    .join(EntryRow, EntryRow.id == PostingRow.entry)
    .where(PostingRow.account == bindparam("account"), PostingRow.currency == bindparam("currency"))
)
_beyond = or_(
    EntryRow.booked_on > bindparam("day"),
    and_(EntryRow.booked_on == bindparam("day"), EntryRow.id > bindparam("entry")),
    and_(
        EntryRow.booked_on == bindparam("day"), EntryRow.id == bindparam("entry"), PostingRow.line > bindparam("line")
    ),
)
_lines = (
    _of_account.where(_beyond, EntryRow.booked_on <= bindparam("to_day")).order_by(*_place).limit(bindparam("rows"))
)
_summed = (
    select(func.coalesce(func.sum(_minor), 0))
    .join(EntryRow, EntryRow.id == PostingRow.entry)
    .where(PostingRow.account == bindparam("account"), PostingRow.currency == bindparam("currency"))
)
_until = _summed.where(~_beyond)
_before = _summed.where(EntryRow.booked_on < bindparam("day"))
_within = (
    select(_debits.label("debits"), _credits.label("credits"))
    .join(EntryRow, EntryRow.id == PostingRow.entry)
    .where(
        PostingRow.account == bindparam("account"),
        PostingRow.currency == bindparam("currency"),
        EntryRow.booked_on >= bindparam("day"),
        EntryRow.booked_on <= bindparam("to_day"),
    )
)
_by_day = {
    dialect: select(
        EntryRow.booked_on, head.label("control"), EntryRow.what, _debits.label("debits"), _credits.label("credits")
    )
    .join(EntryRow, EntryRow.id == PostingRow.entry)
    .where(EntryRow.booked_on >= bindparam("since"), PostingRow.currency == bindparam("currency"))
    .group_by(EntryRow.booked_on, head, EntryRow.what)
    .order_by(EntryRow.booked_on, head, EntryRow.what)
    for dialect, head in CONTROL.items()
}


def part(limit: int) -> int:
    return max(1, min(limit, MOST_PAGE))


async def entries(tx: Tx, request: Entries) -> Page[JournalEntry] | NotInTheChart:
    is_control = request.account in accounts.CONTROLS
    if request.account and not is_control and not _is_account(request.account):
        return NotInTheChart(request.account)
    ways = ("about" if request.about else "", ("control" if is_control else "account") if request.account else "")
    limit = part(request.limit)
    rows = await tx.execute(
        _entries[" ".join(way for way in ways if way)][tx.dialect],
        {
            "before": request.cursor or END,
            "from_day": request.from_day or FIRST_DAY,
            "to_day": request.to_day or LAST_DAY,
            "of_what": request.what,
            "of_about": request.about,
            "of_account": request.account,
            "rows": limit + 1,
        },
    )
    found = statements.entries(rows)
    return Page(found[:limit], found[limit - 1].entry if len(found) > limit else "")


def _is_account(path: str) -> bool:
    try:
        accounts.control(path)
    except KeyError:
        return False
    return True


async def entry_of(tx: Tx, request: EntryOf) -> EntryDetails | NoSuchEntry:
    found = statements.entries(await tx.execute(_one, {"of_id": request.entry}))
    if not found:
        return NoSuchEntry()
    [entry] = found
    reason = (await tx.execute(_reason, {"of_entry": entry.entry})).scalar_one_or_none() or ""
    back = await tx.execute(_with_key, {"of_key": by_hand.reversal_key(entry.entry)})
    reversed_by = back.scalar_one_or_none() or ""
    prefix = by_hand.reversal_key("")
    controls = [accounts.control(line.account) for line in entry.lines]
    return EntryDetails(
        entry=entry,
        reason=reason,
        reversed_by=reversed_by,
        reverses=entry.key.removeprefix(prefix) if entry.key.startswith(prefix) else "",
        may_be_reversed=not reversed_by and rules.not_taken_back(entry.what, controls) is None,
    )


async def accounts_with_balances(tx: Tx, request: Accounts) -> Page[AccountBalance] | NotInTheChart:
    if request.control and request.control not in accounts.CONTROLS:
        return NotInTheChart(request.control)
    account, _, currency = request.cursor.rpartition(" ")
    limit = part(request.limit)
    rows = await tx.execute(
        _accounts[tx.dialect],
        {"account": account, "currency": currency, "control": request.control, "rows": limit + 1},
    )
    found = [_balance(row.account, Money(int(row.minor_units), row.currency)) for row in rows]
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(found[:limit]), f"{last.account} {last.debit.currency}" if last else "")


def _balance(account: str, net: Money) -> AccountBalance:
    nothing = Money.zero(net.currency)
    debit, credit = (net, nothing) if net.minor_units > 0 else (nothing, -net)
    return AccountBalance(account, accounts.control(account), accounts.kind(account), debit=debit, credit=credit)


async def account_lines(tx: Tx, request: AccountLines) -> Page[StatementLine] | NotInTheChart:
    if not _is_account(request.account):
        return NotInTheChart(request.account)
    limit, currency = part(request.limit), tx.institution.currency
    day, entry, line = _after_line(request.cursor, request.from_day or FIRST_DAY)
    asked = {
        "account": request.account, "currency": currency, "day": day, "entry": entry, "line": line,
        "to_day": request.to_day or LAST_DAY,
    }  # fmt: skip
    balance = int((await tx.execute(_until, asked)).scalar_one())
    rows = (await tx.execute(_lines, {**asked, "rows": limit + 1})).all()
    shown = []
    for row in rows[:limit]:
        balance += int(row.minor_units)
        amounts = (Money(accounts.own_side(request.account, each), currency) for each in (row.minor_units, balance))
        shown.append(StatementLine(row.booked_on, row.what, row.key, *amounts))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(tuple(shown), f"{last.booked_on} {last.id} {last.line}" if last else "")


def _after_line(cursor: str, from_day: date) -> tuple[date, str, int]:
    """Where a part begins: after this day, entry and line. No entry of `from_day` itself is before it."""
    words = cursor.split(" ")
    if len(words) != 3 or not words[2].isdecimal():
        return from_day, "", 0
    try:
        return date.fromisoformat(words[0]), words[1], min(int(words[2]), MOST_OPENING_POSTINGS)
    except ValueError:
        return from_day, "", 0


async def period_of(tx: Tx, request: PeriodOf) -> AccountPeriod | NotInTheChart:
    if not _is_account(request.account):
        return NotInTheChart(request.account)
    currency = tx.institution.currency
    asked = {"account": request.account, "currency": currency, "day": request.from_day or FIRST_DAY}
    before = int((await tx.execute(_before, asked)).scalar_one())
    moved = (await tx.execute(_within, {**asked, "to_day": request.to_day or LAST_DAY})).one()
    after = before + int(moved.debits) - int(moved.credits)
    return AccountPeriod(
        account=request.account,
        kind=accounts.kind(request.account),
        before=Money(accounts.own_side(request.account, before), currency),
        debits=Money(int(moved.debits), currency),
        credits=Money(int(moved.credits), currency),
        after=Money(accounts.own_side(request.account, after), currency),
    )


async def moved_by_day(tx: Tx, request: MovedByDay) -> tuple[DayMoved, ...]:
    currency = tx.institution.currency
    rows = await tx.execute(_by_day[tx.dialect], {"since": request.since, "currency": currency})
    return tuple(
        DayMoved(
            row.booked_on, row.control, row.what, Money(int(row.debits), currency), Money(int(row.credits), currency)
        )
        for row in rows
    )


HANDLERS: dict[type[Any], Any] = {
    Entries: entries,
    EntryOf: entry_of,
    Accounts: accounts_with_balances,
    AccountLines: account_lines,
    PeriodOf: period_of,
    MovedByDay: moved_by_day,
}
