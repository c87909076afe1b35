"""Answers about the books: the trial balance, the statement of one account, the newest entries."""

from __future__ import annotations

from core.ledger import accounts, by_hand, queries, readings, statements
from core.ledger.messages import (
    AccountStatement,
    Balance,
    JournalEntry,
    NewestEntries,
    NotInTheChart,
    StatementLine,
    TrialBalance,
)
from core.tx import Tx

MOST_LINES = 1_000
MOST_ENTRIES = 100


async def trial_balance(tx: Tx, request: TrialBalance) -> tuple[Balance, ...]:
    if request.on is None:
        rows = await tx.execute(queries.CONTROL_SUMS[tx.dialect])
    else:
        rows = await tx.execute(queries.CONTROL_SUMS_ON[tx.dialect], {"on": request.on})
    sums = [(row.control, row.currency, row.minor_units) for row in rows]
    return statements.trial_balance(sums, currency=tx.institution.currency)


async def account_statement(tx: Tx, request: AccountStatement) -> tuple[StatementLine, ...] | NotInTheChart:
    try:
        accounts.control(request.account)
    except KeyError:
        return NotInTheChart(account=request.account)
    lines = max(1, min(request.limit, MOST_LINES))
    rows = await tx.execute(queries.ACCOUNT_LINES, {"account": request.account, "lines": lines})
    return statements.statement(request.account, rows)


async def newest_entries(tx: Tx, request: NewestEntries) -> tuple[JournalEntry, ...]:
    count = max(1, min(request.limit, MOST_ENTRIES))
    rows = await tx.execute(queries.NEWEST_ENTRIES, {"accounts": list(request.accounts), "entries": count})
    return statements.entries(rows)


HANDLERS = {
    TrialBalance: trial_balance,
    AccountStatement: account_statement,
    NewestEntries: newest_entries,
    **readings.HANDLERS,
    **by_hand.HANDLERS,
}
