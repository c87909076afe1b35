"""Readings of savings: the balances of a member in one statement, an account to lock, what she has withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, func, literal, select

from core.ledger import accounts as chart
from core.ledger import journal
from core.money import Money
from core.savings.messages import KINDS, Account
from core.savings.tables import RETURNED, AccountRow, ReportedRow, WithdrawalRow
from core.tx import Tx

_reported = (
    select(func.coalesce(func.sum(ReportedRow.minor_units), 0))
    .where(ReportedRow.account == AccountRow.number, ReportedRow.confirmed_at.is_(None))
    .scalar_subquery()
)
_in_order = case({kind: place for place, kind in enumerate(KINDS)}, value=AccountRow.kind)
_accounts = (
    select(
        AccountRow.number,
        AccountRow.kind,
        AccountRow.path,
        journal.posted_to(AccountRow.path, currency=bindparam("currency")).label("posted"),
        _reported.label("reported"),
    )
    .where(AccountRow.member == bindparam("member"), AccountRow.state == "open")
    .order_by(_in_order, AccountRow.number)
)
_paths = select(AccountRow.path, AccountRow.number).where(AccountRow.member == bindparam("member"))
_by_number = select(AccountRow.number, AccountRow.member, AccountRow.path).where(
    AccountRow.number == bindparam("number"), AccountRow.state == "open"
)
_of_kind = select(AccountRow.number, AccountRow.path).where(
    AccountRow.member == bindparam("member"), AccountRow.kind == bindparam("kind"), AccountRow.state == "open"
)

_went_out = (WithdrawalRow.member == bindparam("member"), WithdrawalRow.state != RETURNED)
_amount = WithdrawalRow.minor_units


def _summed(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, _amount), else_=literal(0, BigInteger))), 0)


#: Only what can still matter is read: today, since the new PIN, or within the two minutes in which "again?" is asked.
_withdrawn = select(
    _summed(WithdrawalRow.taken_on == bindparam("today")).label("today"),
    _summed(WithdrawalRow.at >= bindparam("pin_changed_at")).label("since_pin"),
    func.max(case((_amount == bindparam("amount"), WithdrawalRow.at))).label("equal_at"),
).where(*_went_out, WithdrawalRow.at >= bindparam("since"))

#: Longer than a business day and than the time of care after a new PIN.
_LOOK_BACK = timedelta(hours=50)


async def accounts_of(tx: Tx, member: str) -> tuple[Account, ...]:
    currency = tx.institution.currency
    rows = await tx.execute(_accounts, {"member": member, "currency": currency})
    return tuple(_account(row, currency) for row in rows)


def _account(row: Any, currency: str) -> Account:
    balance = chart.own_side(row.path, int(row.posted))
    free = max(0, balance - int(row.reported)) if row.kind == "ordinary" else 0
    return Account(row.number, row.kind, balance=Money(balance, currency), available=Money(free, currency))


async def paths_of(tx: Tx, member: str) -> dict[str, str]:
    """Account in the journal -> account number, closed ones too."""
    rows = await tx.execute(_paths, {"member": member})
    return {row.path: row.number for row in rows}


async def find(tx: Tx, number: str) -> Any | None:
    """(number, member, path) of an open account."""
    return (await tx.execute(_by_number, {"number": number})).one_or_none()


async def of_kind(tx: Tx, member: str, kind: str) -> Any:
    """(number, path) of the member's account of this kind; having none is a bug, for joining opens all three."""
    return (await tx.execute(_of_kind, {"member": member, "kind": kind})).one()


@dataclass(frozen=True)
class Withdrawn:
    """What went out or is on its way; `equal_at` is when she last took exactly the amount asked about."""

    today: Money
    since_pin: Money
    equal_at: datetime | None


async def withdrawn(tx: Tx, member: str, *, amount: Money, pin_changed_at: datetime | None) -> Withdrawn:
    currency = tx.institution.currency
    asked = {
        "member": member,
        "today": tx.today,
        "pin_changed_at": pin_changed_at or tx.now,
        "amount": amount.minor_units,
        "since": tx.now - _LOOK_BACK,
    }
    row = (await tx.execute(_withdrawn, asked)).one()
    return Withdrawn(
        today=Money(int(row.today), currency),
        since_pin=Money(int(row.since_pin), currency),
        equal_at=row.equal_at,
    )
