"""What people post themselves, always two of them: an amount by hand, and an entry taken back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select

from core.ids import new_id
from core.ledger import accounts, journal, posting_rules, rules
from core.ledger.entry import Entry, Posting
from core.ledger.messages import (
    AlreadyReversed,
    ManualAccount,
    ManualAccounts,
    NoSuchEntry,
    PostManual,
    ReverseEntry,
    WouldBeOverdrawn,
)
from core.ledger.tables import EntryRow, PostingRow, ReasonRow
from core.messages import Refusal
from core.money import Money
from core.savings.messages import FindAccount
from core.tx import Tx

_entry = select(EntryRow.id, EntryRow.key, EntryRow.what, EntryRow.about).where(EntryRow.id == bindparam("of_id"))
_lines = (
    select(PostingRow.account, PostingRow.minor_units, PostingRow.currency)
    .where(PostingRow.entry == bindparam("of_entry"))
    .order_by(PostingRow.line)
)
_with_key = select(EntryRow.id).where(EntryRow.key == bindparam("of_key"))
_reason = insert(ReasonRow)


def reversal_key(entry: str) -> str:
    """The key of the entry that takes this one back: there is one at most."""
    return f"reversal:{entry}"


async def manual_accounts(tx: Tx, request: ManualAccounts) -> tuple[ManualAccount, ...]:
    return tuple(
        ManualAccount(path, name, accounts.kind(path))
        for path, name in accounts.by_hand(tx.institution.provider).items()
    )


async def post_manual(tx: Tx, request: PostManual) -> str | Refusal:
    on = request.on or tx.today
    refusal = rules.no_reason(request.reason) or rules.not_posted(
        request.debit,
        request.credit,
        request.amount,
        on,
        accounts=accounts.by_hand(tx.institution.provider),
        currency=tx.institution.currency,
        today=tx.today,
        open_from=tx.open_from,
    )
    if refusal is not None:
        return refusal

    number = new_id()
    entry = posting_rules.manual(
        key=f"manual:{number}", about=number, debited=request.debit, credited=request.credit, amount=request.amount
    )
    await journal.post(tx, entry, on=on)
    return await _with_reason(tx, entry.key, request.reason)


async def reverse_entry(tx: Tx, request: ReverseEntry) -> str | Refusal:
    refusal: Refusal | None = rules.no_reason(request.reason)
    if refusal is not None:
        return refusal
    entry = await _load(tx, request.entry)
    if entry is None:
        return NoSuchEntry()
    if refusal := rules.not_taken_back(entry.what, (accounts.control(line.account) for line in entry.postings)):
        return refusal
    back = posting_rules.reversal(key=reversal_key(request.entry), entry=entry)
    if (before := await _id_of(tx, back.key)) is not None:
        return AlreadyReversed(before)
    if (refusal := await _overdrawn(tx, back)) is not None:
        return refusal

    await journal.post(tx, back)
    return await _with_reason(tx, back.key, request.reason)


async def _load(tx: Tx, entry: str) -> Entry | None:
    row = (await tx.execute(_entry, {"of_id": entry})).one_or_none()
    if row is None:
        return None
    lines = await tx.execute(_lines, {"of_entry": entry})
    postings = tuple(Posting(line.account, Money(int(line.minor_units), line.currency)) for line in lines)
    return Entry(row.key, row.what, row.about, postings)


async def _overdrawn(tx: Tx, back: Entry) -> WouldBeOverdrawn | None:
    """Is a member's account left with less than nothing? Nobody takes money from it until this is written."""
    saved = [line for line in back.postings if accounts.control(line.account) in rules.SAVED]
    for member in sorted({owner for line in saved for owner in await _owners(tx, line.account)}):
        await tx.hold_money_of(member)
    for line in saved:
        left = (await journal.balance(tx, line.account)).minor_units - line.amount.minor_units
        if left < 0:
            return WouldBeOverdrawn(line.account)
    return None


async def _owners(tx: Tx, account: str) -> tuple[str, ...]:
    found = await tx.perform(FindAccount(words=account.partition(":")[2]))
    return () if isinstance(found, Refusal) else (found[1],)


async def _with_reason(tx: Tx, key: str, reason: str) -> str:
    posted = await _id_of(tx, key)
    assert posted is not None
    row = {"entry": posted, "reason": reason.strip(), "asked_by": tx.asker, "agreed_by": tx.origin.who}
    await tx.execute(_reason, row)
    return posted


async def _id_of(tx: Tx, key: str) -> str | None:
    found: str | None = (await tx.execute(_with_key, {"of_key": key})).scalar_one_or_none()
    return found


HANDLERS: dict[type[Any], Any] = {
    ManualAccounts: manual_accounts,
    PostManual: post_manual,
    ReverseEntry: reverse_entry,
}
