"""Balances that come from other books, many at once: what was opened already, and one entry for the others."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from core.imports.messages import AccountsToOpen, AccountToOpen, OpenBalances
from core.ledger import journal, posting_rules
from core.messages import Request
from core.savings.tables import AccountRow
from core.tx import Handler, Tx

AT_ONCE = 1_000

_columns = (AccountRow.member, AccountRow.kind, AccountRow.number, AccountRow.path)
_values: BindParameter[str] = bindparam("values", expanding=True)
_of_members = select(*_columns).where(AccountRow.member.in_(_values), AccountRow.state == "open")
_of_numbers = select(*_columns).where(AccountRow.number.in_(_values), AccountRow.state == "open")


async def to_open(tx: Tx, request: AccountsToOpen) -> tuple[AccountToOpen, ...]:
    rows = await _rows(tx, _of_members, request.members)
    opened = await journal.brought_in(tx, [row.path for row in rows])
    return tuple(AccountToOpen(row.member, row.kind, row.number, opened.get(row.path)) for row in rows)


async def open_balances(tx: Tx, request: OpenBalances) -> None:
    paths = {row.number: row.path for row in await _rows(tx, _of_numbers, [number for number, _ in request.balances])}
    opened = await journal.brought_in(tx, paths.values())
    balances = [(paths[number], amount) for number, amount in request.balances if paths[number] not in opened]
    if not any(amount for _, amount in balances):
        return
    entry = posting_rules.opening_of_books(key=request.entry_key, about=request.about, balances=balances)
    await journal.post(tx, entry, on=request.on)


async def _rows(tx: Tx, statement: Any, values: Any) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(values), AT_ONCE):
        found += (await tx.execute(statement, {"values": list(values[start : start + AT_ONCE])})).all()
    return found


HANDLERS: dict[type[Request[Any]], Handler] = {AccountsToOpen: to_open, OpenBalances: open_balances}
