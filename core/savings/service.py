"""Savings: accounts are opened and read, money comes in, money goes out. Load, decide, post, tell."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.ledger import accounts as chart
from core.ledger import journal, posting_rules
from core.lending import messages as lending
from core.messages import Refusal
from core.savings import cash, happened, moving_in, queries, rules, withdrawing
from core.savings.messages import (
    KINDS,
    Account,
    AccountsOf,
    ConfirmDeposit,
    Deposit,
    DepositArrived,
    FindAccount,
    LastLines,
    Line,
    MiniStatement,
    NoSuchAccount,
    OpenAccounts,
    OpenAccountsFor,
    OpenBalance,
    SendLastLines,
)
from core.savings.tables import AccountRow, ReportedRow
from core.tx import Tx

MOST_LINES = 50

_opened = select(AccountRow.number).where(AccountRow.member == bindparam("of_member"))
_open = insert(AccountRow)
_confirm = (
    update(ReportedRow)
    .where(ReportedRow.payment == bindparam("of_payment"), ReportedRow.confirmed_at.is_(None))
    .values(confirmed_at=bindparam("now"))
)


async def open_accounts(tx: Tx, request: OpenAccounts) -> tuple[str, ...]:
    rows = _account_rows(tx, request.member, request.member_number)
    already = (await tx.execute(_opened, {"of_member": request.member})).first()
    if already is None:
        await tx.execute(_open, rows)
    return tuple(row["number"] for row in rows)


async def open_accounts_for(tx: Tx, request: OpenAccountsFor) -> None:
    await tx.execute(_open, [row for new in request.members for row in _account_rows(tx, *new)])
    await tx.recount("savings_accounts", rows=len(request.members))


def _account_rows(tx: Tx, member: str, member_number: str) -> list[dict[str, Any]]:
    numbers = {kind: rules.account_number(kind, member_number) for kind in KINDS}
    return [
        {
            "number": number,
            "member": member,
            "kind": kind,
            "path": chart.savings(number, kind),
            "opened_on": tx.today,
            "state": "open",
        }
        for kind, number in numbers.items()
    ]


async def open_balance(tx: Tx, request: OpenBalance) -> str:
    account = await queries.of_kind(tx, request.member, request.kind)
    if await journal.brought_in(tx, [account.path]):
        return str(account.number)
    entry = posting_rules.opening(
        key=f"opening:{account.number}", about=account.number, account=account.path, amount=request.amount
    )
    await journal.post(tx, entry, on=request.on)
    return str(account.number)


async def accounts_of(tx: Tx, request: AccountsOf) -> tuple[Account, ...]:
    return await queries.accounts_of(tx, request.member)


async def last_lines(tx: Tx, request: LastLines) -> tuple[Line, ...]:
    count = max(1, min(request.count, MOST_LINES))
    numbers = await queries.paths_of(tx, request.member)
    moved = await journal.last_movements(tx, list(numbers), count=count)
    lent = await tx.must(lending.LoanLines(member=request.member, count=count))

    lines = [
        Line(each.on, rules.LINE_NAMES.get(each.what, each.what), each.amount, numbers[each.account]) for each in moved
    ] + [Line(each.on, each.what, each.amount, each.number) for each in lent]
    return tuple(sorted(lines, key=lambda line: line.on, reverse=True)[:count])


async def send_last_lines(tx: Tx, request: SendLastLines) -> None:
    tx.tell(request.member, MiniStatement(member=request.member), event=f"ministatement:{tx.key}")


async def find_account(tx: Tx, request: FindAccount) -> tuple[str, str] | Refusal:
    number = rules.as_typed(request.words)
    account = await queries.find(tx, number) if number else None
    return (account.number, account.member) if account else NoSuchAccount()


async def deposit(tx: Tx, request: Deposit) -> str:
    account = (
        await queries.find(tx, request.account)
        if request.account
        else await queries.of_kind(tx, request.member, "ordinary")
    )
    if account is None:
        raise LookupError(f"{request.entry_key} is for an account that is not open: {request.account}")

    entry = posting_rules.deposit(
        key=request.entry_key,
        about=request.payment,
        source=request.source,
        account=account.path,
        amount=request.amount,
    )
    if not await journal.post(tx, entry):
        return str(account.number)
    if not request.confirmed:
        await tx.insert_once(ReportedRow, _reported(tx, request, account.number))

    notice = DepositArrived(amount=request.amount, receipt=request.receipt)
    tx.tell(request.member, notice, event=f"deposit:{request.payment}")
    return str(account.number)


def _reported(tx: Tx, request: Deposit, account: str) -> dict[str, object]:
    return {
        "payment": request.payment,
        "account": account,
        "minor_units": request.amount.minor_units,
        "at": tx.now,
        "confirmed_at": None,
    }


async def confirm_deposit(tx: Tx, request: ConfirmDeposit) -> None:
    await tx.execute(_confirm, {"of_payment": request.payment, "now": tx.now})


HANDLERS = {
    OpenAccounts: open_accounts,
    OpenAccountsFor: open_accounts_for,
    OpenBalance: open_balance,
    AccountsOf: accounts_of,
    LastLines: last_lines,
    SendLastLines: send_last_lines,
    FindAccount: find_account,
    Deposit: deposit,
    ConfirmDeposit: confirm_deposit,
    **happened.HANDLERS,
    **moving_in.HANDLERS,
    **withdrawing.HANDLERS,
    **cash.HANDLERS,
}
