"""Beside the phone: who she is to us, what she has and owes, and what the books wrote last, asked through the door."""

from __future__ import annotations

from typing import Any, TypeVar

from admin.simulator.desk import Answer
from core.ledger.messages import JournalEntry, NewestEntries
from core.lending.messages import LoanLines, LoansOf, LoanSummary
from core.members.messages import Caller, WhoCalls
from core.messages import Door, Query
from core.money import Money
from core.phone import Phone
from core.savings.messages import Account, AccountsOf

MOST_ENTRIES = 12
MOST_LOAN_LINES = 20
T = TypeVar("T")


async def look(door: Door, phone: Phone) -> Answer:
    """Amounts are in words, as members read them."""
    caller = await door.perform(WhoCalls(phone=phone))
    assert isinstance(caller, Caller)
    member = caller.member
    if not member:
        return {"member": False, "number": "", "name": "", "accounts": [], "loans": [], "entries": []}
    accounts = await _of(door, AccountsOf(member=member))
    loans = await _of(door, LoansOf(member=member))
    lines = await _of(door, LoanLines(member=member, count=MOST_LOAN_LINES))
    numbers = {loan.number for loan in loans} | {line.number for line in lines}
    paths = (*map(_path, accounts), *(path for number in sorted(numbers) for path in _loan_paths(number)))
    entries = await _of(door, NewestEntries(accounts=paths, limit=MOST_ENTRIES))
    return {
        "member": True,
        "number": caller.number,
        "name": caller.first_name,
        "language": caller.language,
        "blocked": caller.blocked,
        "accounts": [_account(account) for account in accounts],
        "loans": [_loan(loan) for loan in loans],
        "entries": [_entry(entry, own=paths) for entry in entries],
    }


async def _of(door: Door, query: Query[tuple[T, ...]]) -> tuple[T, ...]:
    """No loan, no lines: a refusal is nothing to show."""
    answer = await door.perform(query)
    return answer if isinstance(answer, tuple) else ()


def _path(account: Account) -> str:
    """Where the books keep it: ordinary savings under `savings`, the others under their own name."""
    return f"{'savings' if account.kind == 'ordinary' else account.kind}:{account.number}"


def _loan_paths(number: str) -> tuple[str, str]:
    return f"loans:{number}:principal", f"receivable:{number}:penalties"


def _account(account: Account) -> dict[str, Any]:
    return {
        "kind": account.kind,
        "number": account.number,
        "balance": str(account.balance),
        "available": str(account.available),
    }


def _loan(loan: LoanSummary) -> dict[str, Any]:
    return {
        "number": loan.number,
        "product": loan.product,
        "left": str(loan.left),
        "next": str(loan.next_amount),
        "due": loan.next_due,
        "late": "" if loan.late.is_zero else str(loan.late),
    }


def _entry(entry: JournalEntry, *, own: tuple[str, ...]) -> dict[str, Any]:
    return {
        "key": entry.key,
        "what": entry.what,
        "about": entry.about,
        "on": entry.on,
        "at": entry.at,
        "lines": [
            {
                "account": line.account,
                "own": line.account in own,
                "debit": _amount(line.debit),
                "credit": _amount(line.credit),
            }
            for line in entry.lines
        ],
    }


def _amount(money: Money) -> str:
    return "" if money.is_zero else money.plain()
