"""Savings that leave in cash at the desk, and cash movements that were a mistake."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, update

from core.ledger import accounts as chart
from core.ledger import journal, posting_rules
from core.members import messages as members
from core.messages import AccountBlocked, Refusal
from core.money import Money
from core.savings import queries, rules
from core.savings.messages import CashPaidOut, NotEnough, PayOutCash, ReverseCashPaid, ReverseDeposit
from core.savings.tables import PAID, RETURNED, WithdrawalRow
from core.savings.withdrawing import look
from core.tx import Tx

#: The provider of a withdrawal that nobody sends.
CASH = "cash"

_keep = insert(WithdrawalRow)
_return = (
    update(WithdrawalRow)
    .where(WithdrawalRow.payment == bindparam("of_payment"), WithdrawalRow.state == PAID)
    .values(state=RETURNED, settled_at=bindparam("now"))
)


async def pay_out(tx: Tx, request: PayOutCash) -> str | Refusal:
    await tx.hold_money_of(request.member)
    contact = await tx.must(members.ContactOf(member=request.member))
    account, standing, gone = await look(tx, request.member, request.amount, contact)

    free = Money.zero(tx.institution.currency)
    refusal = rules.refuse(request.amount, standing, tx.institution, now=tx.now, fee=free)
    if contact.blocked:
        refusal = AccountBlocked()
    if refusal is None and not request.again:
        refusal = rules.just_done(request.amount, gone.equal_at, now=tx.now)
    if refusal is not None:
        return refusal

    entry = posting_rules.withdraw_cash(
        key=request.entry_key,
        about=request.payment,
        source=request.source,
        account=chart.savings(account.number, "ordinary"),
        amount=request.amount,
    )
    if await journal.post(tx, entry):
        await tx.execute(_keep, _row(tx, request, account.number))
        notice = CashPaidOut(amount=request.amount, receipt=request.receipt)
        tx.tell(request.member, notice, event=f"withdrawal:{request.payment}:paid")
    return account.number


def _row(tx: Tx, request: PayOutCash, account: str) -> dict[str, Any]:
    """It counts towards what may go out in a day, like a withdrawal by phone."""
    return {
        "payment": request.payment,
        "member": request.member,
        "account": account,
        "provider": CASH,
        "minor_units": request.amount.minor_units,
        "fee_minor_units": 0,
        "currency": request.amount.currency,
        "state": PAID,
        "taken_on": tx.today,
        "at": tx.now,
        "settled_at": tx.now,
    }


async def reverse_deposit(tx: Tx, request: ReverseDeposit) -> Refusal | None:
    await tx.hold_money_of(request.member)
    held = await queries.accounts_of(tx, request.member)
    account = next(each for each in held if each.number == request.account)

    # Shares and deposits are never available, but what is in them can be taken back.
    there = account.available if account.kind == "ordinary" else account.balance
    if request.amount > there:
        return NotEnough(most=there)

    await journal.post(tx, await _mirrored(tx, request.entry_key, request.reversal_key))
    return None


async def reverse_paid(tx: Tx, request: ReverseCashPaid) -> None:
    await journal.post(tx, await _mirrored(tx, request.entry_key, request.reversal_key))
    await tx.execute(_return, {"of_payment": request.payment, "now": tx.now})


async def _mirrored(tx: Tx, key: str, reversal_key: str) -> Any:
    return posting_rules.reversal(key=reversal_key, entry=await journal.standing(tx, key))


HANDLERS = {PayOutCash: pay_out, ReverseDeposit: reverse_deposit, ReverseCashPaid: reverse_paid}
