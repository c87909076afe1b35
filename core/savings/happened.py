"""What happened on a member's savings accounts: for her timeline, for her statement, and as they stand."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import bindparam, select

from core.history.messages import AccountLine, AccountPart, AccountParts, Happening, PeriodNotPossible, SavingsHappened
from core.ledger import movements
from core.ledger.movements import Moved
from core.members import messages as members
from core.messages import Refusal, Request
from core.money import Money
from core.savings import queries, rules
from core.savings.messages import KINDS, SavingsAccount, SavingsOf
from core.savings.tables import AccountRow
from core.tx import Handler, Tx

MOST_LINES = 2_000
"""Of all accounts in one statement."""
#: What an entry may be about, by how its id is written; else it is about the account.
_ABOUT = {"payment": re.compile(r"[0-9a-f]{32}"), "receipt": re.compile(r"R-[0-9]+")}

_all = select(AccountRow.number, AccountRow.kind, AccountRow.path, AccountRow.opened_on, AccountRow.state).where(
    AccountRow.member == bindparam("member")
)


async def savings_of(tx: Tx, request: SavingsOf) -> tuple[SavingsAccount, ...] | Refusal:
    contact = await tx.perform(members.ContactOf(member=request.member))
    if isinstance(contact, Refusal):
        return contact
    opened = {row.number: row.opened_on for row in await tx.execute(_all, {"member": request.member})}
    return tuple(
        SavingsAccount(each.number, each.kind, each.balance, each.available, opened[each.number])
        for each in await queries.accounts_of(tx, request.member)
    )


async def happened(tx: Tx, request: SavingsHappened) -> tuple[Happening, ...]:
    numbers = await queries.paths_of(tx, request.member)
    if not numbers:
        return ()
    moved = await movements.until(tx, list(numbers), until=request.until, count=request.count)
    return tuple(_happening(line, numbers[line.account]) for line in moved)


def _happening(line: Moved, number: str) -> Happening:
    link = next((kind for kind, form in _ABOUT.items() if form.fullmatch(line.about)), "account")
    return Happening(
        at=line.at,
        what=rules.LINE_NAMES.get(line.what, line.what),
        amount=line.amount,
        facts=(("account", number), ("booked_on", line.on.isoformat())),
        link=link,
        id=number if link == "account" else line.about,
    )


async def parts(tx: Tx, request: AccountParts) -> tuple[AccountPart, ...] | PeriodNotPossible:
    rows = (await tx.execute(_all, {"member": request.member})).all()
    paths = [row.path for row in rows]
    if not paths:
        return ()
    lines = await movements.between(
        tx, paths, first_day=request.first_day, last_day=request.last_day, count=MOST_LINES + 1
    )
    if len(lines) > MOST_LINES:
        return PeriodNotPossible()
    opening = await movements.before(tx, paths, day=request.first_day)
    in_order = sorted(rows, key=lambda row: (KINDS.index(row.kind), row.number))
    return tuple(
        _part(row, opening[row.path], [line for line in lines if line.account == row.path]) for row in in_order
    )


def _part(row: Any, opening: Money, moved: list[Moved]) -> AccountPart:
    balance, lines = opening, []
    for each in moved:
        balance += each.amount
        what = rules.LINE_NAMES.get(each.what, each.what)
        lines.append(AccountLine(each.on, what, each.amount, balance, each.about))
    return AccountPart(row.number, row.kind, opening, tuple(lines), balance)


HANDLERS: dict[type[Request[Any]], Handler] = {SavingsOf: savings_of, SavingsHappened: happened, AccountParts: parts}
