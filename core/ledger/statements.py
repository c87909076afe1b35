"""How postings become what an accountant reads: a trial balance, the statement of an account, whole entries."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from core.ledger import accounts
from core.ledger.messages import Balance, JournalEntry, JournalLine, StatementLine
from core.money import Money


def trial_balance(sums: Iterable[tuple[str, str, int]], *, currency: str) -> tuple[Balance, ...]:
    """One line per control account and currency, in the order of the chart; `currency` is shown even without sums.

    `sums` are (control, currency, minor units with debits positive).
    """
    posted = {(control, unit): int(minor_units) for control, unit, minor_units in sums}
    units = sorted({unit for _, unit in posted} | {currency}, key=lambda unit: (unit != currency, unit))
    return tuple(
        _line(control, Money(posted.get((control, unit), 0), unit))
        for unit in units
        for control in accounts.CONTROLS
        if unit == currency or (control, unit) in posted
    )


def _line(control: str, net: Money) -> Balance:
    nothing = Money.zero(net.currency)
    debit, credit = (net, nothing) if net.minor_units > 0 else (nothing, -net)
    return Balance(control, accounts.CONTROLS[control], debit=debit, credit=credit)


def statement(account: str, rows: Iterable[Any]) -> tuple[StatementLine, ...]:
    """Oldest first, from rows that come newest first."""
    lines = [
        StatementLine(
            on=row.booked_on,
            what=row.what,
            entry_key=row.key,
            amount=Money(accounts.own_side(account, int(row.minor_units)), row.currency),
            balance=Money(accounts.own_side(account, int(row.balance)), row.currency),
        )
        for row in rows
    ]
    return tuple(reversed(lines))


def entries(rows: Iterable[Any]) -> tuple[JournalEntry, ...]:
    """Whole entries, from rows with one line each; the lines of an entry stand together."""
    return tuple(_entry(tuple(lines)) for _, lines in groupby(rows, lambda row: row.id))


def _entry(rows: tuple[Any, ...]) -> JournalEntry:
    first = rows[0]
    lines = tuple(_side(row.account, Money(int(row.minor_units), row.currency)) for row in rows)
    return JournalEntry(first.id, first.key, first.what, first.about, on=first.booked_on, at=first.at, lines=lines)


def _side(account: str, amount: Money) -> JournalLine:
    nothing = Money.zero(amount.currency)
    debit, credit = (amount, nothing) if amount.minor_units > 0 else (nothing, -amount)
    return JournalLine(account, debit=debit, credit=credit)
