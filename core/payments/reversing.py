"""Money that came by mistake goes back to its payer: undone and set aside first, gone when the provider proves it."""

from __future__ import annotations

from core.ledger import accounts, journal, posting_rules
from core.ledger.entry import Entry
from core.lending.messages import ReverseRepayment
from core.messages import Refusal
from core.payments import queries, records, rules, settling, suspense
from core.payments.messages import (
    AlreadySentBack,
    MoneySentBack,
    MoneyStays,
    NoSuchPayment,
    NothingToSendBack,
    Outgoing,
    ReversePayment,
    SettleReversal,
    SpentSince,
)
from core.payments.queries import REVERSAL, Stored
from core.payments.states import NOT_MOVED, PAID
from core.savings.messages import FindAccount, NotEnough, ReverseDeposit
from core.tx import Tx


async def reverse(tx: Tx, request: ReversePayment) -> str | Refusal:
    found = await queries.payment(tx, request.payment)
    if found is None:
        return NoSuchPayment()
    if found.member:
        await tx.hold_money_of(found.member)
    payment = await queries.lock(tx, request.payment)
    assert payment is not None
    former = await queries.payment(tx, payment.reversal) if payment.reversal else None

    refusal: Refusal | None = rules.not_to_be_sent_back(
        direction=payment.direction,
        paid=payment.state in PAID and payment.booked > 0,
        confirmed=payment.confirmed,
        receipt=payment.receipt,
    )
    if refusal is None and former is not None and former.state not in NOT_MOVED:
        refusal = AlreadySentBack(former.id)
    if refusal is not None:
        return refusal

    back = await _set_aside(tx, payment, former)
    if isinstance(back, Refusal):
        return back
    tx.enqueue(f"{payment.provider}.reversal", Outgoing(back.id), key=f"reversal:{back.id}")

    if payment.member and payment.placed != "suspense":
        notice = MoneySentBack(payment.paid, payment.receipt)
        tx.tell(payment.member, notice, event=f"payment:{back.id}:sent_back")
    return back.id


async def _set_aside(tx: Tx, payment: Stored, former: Stored | None) -> Stored | Refusal:
    """Undo what the money was used for, the last use first; afterwards all of it is in transit."""
    back = await records.create(
        tx,
        direction="out",
        purpose=REVERSAL,
        amount=payment.paid,
        provider=payment.provider,
        member=payment.member,
        target=payment.id,
        about=payment.about,
    )
    item = await suspense.item_of(tx, payment.id)
    for key in _uses(payment, former, item.id if item else ""):
        refusal = await _undo(tx, key, by=back)
        if refusal is not None:
            return refusal
    if former is None:
        # What came back from an earlier reversal was booked out of transit: its mirror leads there again.
        entry = posting_rules.send_back(
            key=f"payment:{back.id}:reserve", about=back.id, provider=back.provider, amount=back.amount
        )
        await journal.post(tx, entry)
    if item is not None:
        await suspense.mark(tx, item.id, suspense.SENT_BACK)
    await records.change(tx, payment, reversal=back.id)
    return back


def _uses(payment: Stored, former: Stored | None, item: str) -> list[str]:
    """The keys of the entries that took the money from the provider's account to where it is, the last one first."""
    if former is not None:
        return [f"payment:{former.id}:return"]
    arrived = f"payment:{payment.id}:principal"
    return [f"suspense:{item}:principal", arrived] if item and payment.placed != "suspense" else [arrived]


#: What a repayment is booked as: to a running loan, and to one that was written off.
REPAYMENTS = ("repay_loan", "recover_loan")


async def _undo(tx: Tx, key: str, *, by: Stored) -> Refusal | None:
    entry = await journal.standing(tx, key)
    undo_key = f"payment:{by.id}:undo:{entry.what}"
    if entry.what == "deposit":
        return await _undo_deposit(tx, entry, undo_key)
    if entry.what not in REPAYMENTS:
        await journal.post(tx, posting_rules.reversal(key=undo_key, entry=entry))
        return None
    for apart in await journal.keys_standing(tx, [f"{key}:over"]):
        refusal = await _undo(tx, apart, by=by)
        if refusal is not None:
            return refusal
    return _refused(await tx.perform(ReverseRepayment(entry_key=key, reversal_key=undo_key, payment=by.id)))


async def _undo_deposit(tx: Tx, entry: Entry, undo_key: str) -> Refusal | None:
    saved = next(line for line in entry.postings if line.amount.minor_units < 0)
    found = await tx.perform(FindAccount(words=saved.account.partition(":")[2]))
    if isinstance(found, Refusal):
        return NothingToSendBack("place_gone")
    account, member = found
    undo = ReverseDeposit(
        member=member, account=account, amount=-saved.amount, entry_key=entry.key, reversal_key=undo_key
    )
    return _refused(await tx.perform(undo))


def _refused(answer: object) -> Refusal | None:
    if isinstance(answer, NotEnough):
        return SpentSince(answer.most)
    return answer if isinstance(answer, Refusal) else None


async def settle(tx: Tx, request: SettleReversal) -> None:
    back = await queries.payment(tx, request.payment)
    assert back is not None
    payment = await queries.lock(tx, back.target)
    assert payment is not None
    if not request.paid:
        await _book_again(tx, payment, back)
        return
    entry = posting_rules.payout_confirmed(
        key=f"payment:{back.id}:principal", about=back.id, provider=back.provider, amount=back.amount
    )
    await journal.post(tx, entry)
    await records.move(tx, payment, "reverse")


async def _book_again(tx: Tx, payment: Stored, back: Stored) -> None:
    """It stays with us: to its place as the place is by now, or to suspense."""
    money = settling.Arrived(
        amount=payment.paid,
        receipt=payment.receipt,
        entry_key=f"payment:{back.id}:return",
        source=accounts.in_transit(back.provider),
        confirmed=True,
    )
    placed = "" if payment.placed == "suspense" else await settling.place(tx, payment, money)
    if not placed:
        await suspense.take_back(tx, payment, entry_key=money.entry_key)
    elif item := await suspense.item_of(tx, payment.id):
        await suspense.mark(tx, item.id, suspense.ALLOCATED)
    await records.change(tx, payment, placed=placed or "suspense")
    if placed:
        notice = MoneyStays(payment.paid, payment.receipt)
        tx.tell(payment.member, notice, event=f"payment:{back.id}:stays")


HANDLERS = {ReversePayment: reverse, SettleReversal: settle}
