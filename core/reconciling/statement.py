"""A provider's statement as its portal gives it: lines before a head, a head, and a row for each movement."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.money import Money
from core.reconciling.messages import MOST_LETTERS, NotAStatement, StatementLine

MOST_LINES = 5_000
HEAD = "receipt no."
#: What we read -> how its column may be headed, in lower case.
COLUMNS: Mapping[str, str] = {
    "receipt": HEAD,
    "time": "completion time",
    "status": "transaction status",
    "paid_in": "paid in",
    "withdrawn": "withdrawn",
    "balance": "balance",
    "reason": "reason type",
    "party": "other party info",
    "linked": "linked transaction id",
    "account": "a/c no.",
}
NEEDED = ("receipt", "time", "status", "paid_in", "withdrawn", "balance")
TIMES = ("%d-%m-%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S")
COMPLETED = "completed"
MOST_TYPED = 40
_RECEIPT = re.compile(r"[A-Z0-9]{4,40}")
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")
_DIGITS = re.compile(r"[+0-9*xX ]{5,20}")


class Unreadable(Exception):
    """A cell says nothing that we know."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(statement: str, *, currency: str, zone: str) -> tuple[StatementLine, ...] | NotAStatement:
    """The completed movements, the oldest first."""
    if len(statement) > MOST_LETTERS:
        return NotAStatement(0, "too_long")
    rows = list(csv.reader(io.StringIO(statement.lstrip("\ufeff"))))
    head = next((at for at, row in enumerate(rows) if row and row[0].strip().lower() == HEAD), None)
    if head is None:
        return NotAStatement(len(rows), "head")
    places = {name: at for at, name in enumerate(cell.strip().lower() for cell in rows[head])}
    where = {name: places[title] for name, title in COLUMNS.items() if title in places}
    if any(name not in where for name in NEEDED):
        return NotAStatement(head + 1, "head")
    if len(rows) - head > MOST_LINES:
        return NotAStatement(len(rows), "too_long")
    found = []
    for number, row in enumerate(rows[head + 1 :], head + 2):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in where.items()}
        if not any(cells.values()) or cells["status"].lower() != COMPLETED:
            continue
        try:
            found.append(_line(cells, currency, ZoneInfo(zone)))
        except Unreadable as trouble:
            return NotAStatement(number, trouble.why)
    if not found:
        return NotAStatement(len(rows), "empty")
    return oldest_first(found)


def oldest_first(lines: Sequence[StatementLine]) -> tuple[StatementLine, ...]:
    """Portals write the newest line first; a table program may have turned it round.

    Where all happened in one second the balances tell.
    """
    first, last = lines[0], lines[-1]
    rolls = all(before.balance + line.amount == line.balance for before, line in pairwise(lines))
    return tuple(lines if first.at < last.at or (first.at == last.at and rolls) else reversed(lines))


def given(lines: Sequence[StatementLine], *, currency: str) -> tuple[StatementLine, ...] | NotAStatement:
    """Lines that a program read by itself: the same is asked of them."""
    for number, line in enumerate(lines, 1):
        if not _RECEIPT.fullmatch(line.receipt):
            return NotAStatement(number, "receipt")
        if {line.amount.currency, line.balance.currency} != {currency}:
            return NotAStatement(number, "amount")
    return oldest_first(lines) if lines else NotAStatement(0, "empty")


def _line(cells: Mapping[str, str], currency: str, zone: ZoneInfo) -> StatementLine:
    receipt = cells["receipt"].upper()
    if not _RECEIPT.fullmatch(receipt):
        raise Unreadable("receipt")
    came = abs(_decimal(cells["paid_in"])) - abs(_decimal(cells["withdrawn"]))
    party = _DIGITS.match(cells.get("party", ""))
    return StatementLine(
        receipt=receipt,
        at=_time(cells["time"], zone),
        amount=Money.of(came, currency),
        balance=Money.of(_decimal(cells["balance"]), currency),
        reason=cells.get("reason", "")[:MOST_TYPED],
        party=party[0].strip() if party else "",
        linked=cells.get("linked", "").upper()[:MOST_TYPED],
        reference=cells.get("account", "")[:MOST_TYPED],
    )


def _decimal(written: str) -> Decimal:
    """Thousands are parted by commas; nothing at all is zero."""
    plain = written.replace(",", "").replace(" ", "")
    if plain and not _AMOUNT.fullmatch(plain):
        raise Unreadable("amount")
    return Decimal(plain or 0)


def _time(written: str, zone: ZoneInfo) -> datetime:
    for pattern in TIMES:
        try:
            return datetime.strptime(written, pattern).replace(tzinfo=zone)
        except ValueError:
            continue
    raise Unreadable("time")
