"""Readings of the whole journal: sums per control account, one account line by line, the newest entries."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from core.ledger.entry import MOST_POSTINGS
from core.ledger.tables import EntryRow, PostingRow

#: The part of a path before its first colon. The two databases have no function in common for it.
CONTROL: dict[str, ColumnElement[str]] = {
    "postgresql": func.split_part(PostingRow.account, ":", 1),
    "sqlite": func.substr(PostingRow.account, 1, func.instr(PostingRow.account, ":") - 1),
}


def _sums(control: ColumnElement[str]) -> Select[str, str, int]:
    head = control.label("control")
    return select(head, PostingRow.currency, func.sum(PostingRow.minor_units).label("minor_units")).group_by(
        head, PostingRow.currency
    )


#: (control, currency, minor units with debits positive), over everything that was ever posted.
CONTROL_SUMS = {dialect: _sums(control) for dialect, control in CONTROL.items()}

#: The same up to and including the business date `on`.
CONTROL_SUMS_ON = {
    dialect: sums.join(EntryRow, EntryRow.id == PostingRow.entry).where(EntryRow.booked_on <= bindparam("on"))
    for dialect, sums in CONTROL_SUMS.items()
}

_order = (EntryRow.booked_on, EntryRow.id, PostingRow.line)
_running = (
    select(
        EntryRow.booked_on,
        EntryRow.what,
        EntryRow.key,
        EntryRow.id,
        PostingRow.line,
        PostingRow.minor_units,
        PostingRow.currency,
        func.sum(PostingRow.minor_units).over(partition_by=PostingRow.currency, order_by=_order).label("balance"),
    )
    .join(EntryRow, EntryRow.id == PostingRow.entry)
    .where(PostingRow.account == bindparam("account"))
    .subquery()
)

#: The last lines of one account, newest first, each with the balance after it.
ACCOUNT_LINES = (
    select(_running)
    .order_by(_running.c.booked_on.desc(), _running.c.id.desc(), _running.c.line.desc())
    .limit(bindparam("lines"))
)

_about = (
    select(EntryRow.about)
    .join(PostingRow, PostingRow.entry == EntryRow.id)
    .where(PostingRow.account.in_(bindparam("accounts", expanding=True)))
)
_newest = select(EntryRow.id).where(EntryRow.about.in_(_about)).order_by(EntryRow.id.desc()).limit(bindparam("entries"))

#: Every line of the newest entries about what these accounts were posted for, newest entry first.
NEWEST_ENTRIES = (
    select(
        EntryRow.id,
        EntryRow.key,
        EntryRow.what,
        EntryRow.about,
        EntryRow.booked_on,
        EntryRow.at,
        PostingRow.account,
        PostingRow.minor_units,
        PostingRow.currency,
    )
    .join(PostingRow, PostingRow.entry == EntryRow.id)
    .where(EntryRow.id.in_(_newest), PostingRow.line <= MOST_POSTINGS)
    .order_by(EntryRow.id.desc(), PostingRow.line)
)
