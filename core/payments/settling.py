"""The end of a payment: its money finds its place in the books once, or provably never moved."""

from __future__ import annotations

from dataclasses import dataclass

from core.ids import new_id
from core.ledger import accounts
from core.lending.messages import Repay, SettleDisbursement
from core.messages import Refusal
from core.money import Money
from core.payments import records, suspense
from core.payments.messages import NotPaid, SettleReversal
from core.payments.queries import Stored
from core.payments.states import PAID
from core.savings.messages import ConfirmDeposit, Deposit, FindAccount, NoSuchAccount, SettleWithdrawal
from core.tx import Tx

_SETTLE = {"loan": SettleDisbursement, "withdrawal": SettleWithdrawal, "reversal": SettleReversal}


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """Money to be booked: `source` is the account it lies in so far, `entry_key` makes the entry once."""

    amount: Money
    receipt: str
    entry_key: str
    source: str
    confirmed: bool


async def place(tx: Tx, payment: Stored, money: Arrived) -> str:
    """Book it to the payment's loan, else to the member's savings. Answers loan, savings, or nothing: no place."""
    if payment.purpose == "repay" and payment.target:
        repaid = await tx.perform(Repay(loan=payment.target, payment=payment.id, **vars(money)))
        if not isinstance(repaid, Refusal):
            return "loan"
    if not payment.member:
        return ""
    # A loan that is closed by now, or an account that is: the money still lands with the member.
    account = await _account(tx, payment.target) if payment.purpose == "save" else ""
    deposit = Deposit(member=payment.member, account=account, payment=payment.id, **vars(money))
    return "" if isinstance(await tx.perform(deposit), Refusal) else "savings"


async def _account(tx: Tx, target: str) -> str:
    found = await tx.perform(FindAccount(words=target)) if target else NoSuchAccount()
    return "" if isinstance(found, Refusal) else found[0]


async def book(
    tx: Tx, payment: Stored, amount: Money, *, receipt: str, confirmed: bool, typed: str = "", payer: str = ""
) -> Stored:
    """Money arrived for this payment: book it where it belongs, in suspense where it belongs nowhere.

    `typed` is the reference and `payer` a digest of the payer's phone, where somebody paid by himself.
    """
    money = Arrived(
        amount=amount,
        receipt=receipt,
        entry_key=f"payment:{payment.id}:principal",
        source=accounts.clearing(payment.provider),
        confirmed=confirmed,
    )
    placed = await place(tx, payment, money)
    settled = await records.move(
        tx,
        payment,
        "succeed",
        receipt=receipt,
        booked=amount.minor_units,
        placed=placed or "suspense",
        confirmed=confirmed,
        open_key=None,
        asks=0,
        next_ask_at=None,
        settled_at=tx.now,
    )
    if not placed:
        await suspense.keep(tx, settled, reference=typed or payment.account, payer=payer)
    return settled


async def book_again(tx: Tx, payment: Stored, amount: Money, *, receipt: str, confirmed: bool) -> Stored | None:
    """A second receipt for what was paid already is new money for the same place. None: it is somebody's already."""
    extra = new_id()
    if not await records.claim(tx, provider=payment.provider, receipt=receipt, payment=extra):
        return None
    created = await records.create(
        tx,
        payment=extra,
        direction="in",
        purpose=payment.purpose,
        amount=amount,
        provider=payment.provider,
        member=payment.member,
        target=payment.target,
        about=payment.about,
        account=payment.account,
    )
    return await book(tx, created, amount, receipt=receipt, confirmed=confirmed)


async def confirm(tx: Tx, payment: Stored) -> Stored:
    """Reported money is real."""
    if payment.confirmed:
        return payment
    if payment.placed != "suspense":
        await tx.must(ConfirmDeposit(payment=payment.id))
    return await records.change(tx, payment, confirmed=True)


async def paid_out(tx: Tx, payment: Stored, receipt: str) -> Stored:
    """The money left: the reserve is gone for good."""
    await tx.must(_SETTLE[payment.purpose](payment=payment.id, paid=True, receipt=receipt))
    return await records.move(
        tx,
        payment,
        "succeed",
        receipt=receipt,
        booked=payment.minor_units,
        confirmed=True,
        settled_at=tx.now,
    )


async def not_paid(tx: Tx, payment: Stored, trigger: str, reason: str) -> None:
    """Proven: nothing moved. A payout's reserve is released, a payer is told why her prompt brought nothing."""
    settled = await records.move(tx, payment, trigger, open_key=None, settled_at=tx.now)
    if settled.state == payment.state or payment.state in PAID:
        return
    if payment.direction == "out":
        await tx.must(_SETTLE[payment.purpose](payment=payment.id, paid=False, receipt="", reason=reason))
        return
    notice = NotPaid(amount=payment.amount, reason=reason, loan=payment.about, account=payment.account)
    tx.tell(payment.member, notice, event=f"payment:{payment.id}:not_paid")
