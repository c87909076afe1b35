"""Shares, deposits and ordinary savings that members had before: one line for each account, one entry for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.imports import cells
from core.imports.columns import SAVINGS
from core.imports.messages import AccountsToOpen, AccountToOpen, FileAsked, KnownMembers, OpenBalances, Totals
from core.imports.reading import Reading, sheet
from core.imports.rules import Batch, Found, parts
from core.money import Money, total
from core.tx import Tx


@dataclass(frozen=True)
class Balance:
    """A line of the file that could be read."""

    line: int
    number: str
    kind: str
    amount: Money
    account: str = ""


async def look(tx: Tx, asked: FileAsked, on: date) -> Found:
    currency = tx.institution.currency
    reading = Reading(sheet("balances", asked.text))
    read = _read(reading, currency)
    ids, accounts = await _accounts(tx, {each.number for each in read})

    new, good = [], []
    for each in read:
        account = accounts.get((ids.get(each.number, ""), each.kind))
        if each.number not in ids:
            reading.wrong(each.line, "member number", f"No member has {each.number}. Import the members first.")
        elif account is None:
            reading.wrong(each.line, "kind", f"{each.number} has no open account for {each.kind}. Look at the member.")
        elif account.opened_with is not None and account.opened_with != each.amount:
            reading.wrong(
                each.line, "amount",
                f"is {each.amount} here, and {account.number} was opened with {account.opened_with}. "
                "Correct the file, or leave the line out.",
            )  # fmt: skip
        else:
            good.append(each)
            if account.opened_with is None and each.amount:
                new.append(Balance(each.line, each.number, each.kind, each.amount, account.number))
    totals = Totals(
        rows=len(good),
        new=len(new),
        there=len(good) - len(new),
        members=len({each.number for each in good}),
        amount=total((each.amount for each in good), currency),
        parts=parts(((each.kind, each.amount) for each in good), currency),
    )
    return Found(totals, tuple(reading.faults), tuple(reading.notes), tuple(new))


def _read(reading: Reading, currency: str) -> list[Balance]:
    found = []
    for line in reading.sheet.lines:
        number = reading.cell(line, "member number", cells.member_number)
        kind = reading.cell(line, "kind", cells.one_of(SAVINGS))
        amount = reading.cell(line, "amount", cells.amount(currency))
        if number and kind:
            reading.once(line.number, "kind", f"{number} {kind}")
        if number and kind and amount is not None and not reading.is_wrong(line.number):
            found.append(Balance(line.number, number, kind, amount))
    return found


async def _accounts(tx: Tx, numbers: set[str]) -> tuple[dict[str, str], dict[tuple[str, str], AccountToOpen]]:
    """Member number -> id, and the open accounts of these members by kind."""
    known = await tx.must(KnownMembers(numbers=tuple(numbers)))
    ids = {each.number: each.member for each in known}
    accounts = await tx.must(AccountsToOpen(members=tuple(ids.values())))
    return ids, {(each.member, each.kind): each for each in accounts}


async def write(tx: Tx, found: Found, batch: Batch) -> None:
    await tx.must(
        OpenBalances(
            balances=tuple((each.account, each.amount) for each in found.new),
            entry_key=batch.entry_key,
            about=f"import:{batch.id}",
            on=batch.on,
        )
    )
