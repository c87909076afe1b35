"""A deposit is taken back: the mirror of its entry, where the money is still there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from core.ledger import journal, posting_rules
from core.ledger.entry import Entry
from core.messages import Refusal
from core.money import Money, total
from core.savings import queries
from core.savings.messages import Account, SavingsSpent, UndoDeposit
from core.savings.tables import AccountRow
from core.tx import Tx

_of_path = select(AccountRow.member, AccountRow.number).where(
    AccountRow.path.in_(bindparam("paths", expanding=True))
)


async def undo(tx: Tx, request: UndoDeposit) -> Refusal | None:
    entry = await journal.entry_under(tx, request.entry_key)
    assert entry is not None
    row = (await tx.execute(_of_path, {"paths": [line.account for line in entry.postings]})).one()
    held = await queries.accounts_of(tx, row.member)

    left = _left(held, row)
    if left < _came(entry):
        return SavingsSpent(left)

    await journal.post(tx, posting_rules.reversal(key=request.undo_key, entry=entry))
    return None


def _left(held: tuple[Account, ...], row: Any) -> Money:
    """Of ordinary savings what may be taken out, of the others the balance; of a closed account nothing."""
    account = next((each for each in held if each.number == row.number), None)
    if account is None:
        return Money.zero(held[0].balance.currency)
    return account.available if account.kind == "ordinary" else account.balance


def _came(entry: Entry) -> Money:
    debits = [line.amount for line in entry.postings if line.amount.minor_units > 0]
    return total(debits, debits[0].currency)


HANDLERS = {UndoDeposit: undo}
