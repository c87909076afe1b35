"""A withdrawal: priced, taken and set aside at once, and settled when the provider's answer is proven."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.ledger import accounts as chart
from core.ledger import journal, posting_rules
from core.members import messages as members
from core.messages import AccountBlocked, Refusal
from core.money import Money
from core.payments import messages as payments
from core.savings import queries, rules
from core.savings.messages import (
    Account,
    FeeChanged,
    PayOutSavings,
    QuoteWithdrawal,
    SettleWithdrawal,
    Withdraw,
    Withdrawal,
    WithdrawalPaid,
    WithdrawalQuote,
    WithdrawalReturned,
    WithdrawalTaken,
)
from core.savings.tables import PAID, RETURNED, TAKEN, WithdrawalRow
from core.tx import Tx

_keep = insert(WithdrawalRow)
_open_one = select(WithdrawalRow).where(WithdrawalRow.payment == bindparam("of_payment")).with_for_update()
_settle = (
    update(WithdrawalRow)
    .where(WithdrawalRow.payment == bindparam("of_payment"))
    .values(state=bindparam("to"), settled_at=bindparam("now"))
)


async def quote(tx: Tx, request: QuoteWithdrawal) -> WithdrawalQuote | Refusal:
    contact = await tx.must(members.ContactOf(member=request.member))
    account, standing, _ = await look(tx, request.member, request.amount, contact)
    refusal = rules.refuse(request.amount, standing, tx.institution, now=tx.now)
    if refusal is not None:
        return refusal
    fee = tx.institution.withdrawal_fee
    return WithdrawalQuote(
        amount=request.amount, fee=fee, keeps=account.balance - request.amount - fee, to=contact.phone
    )


async def withdraw(tx: Tx, request: Withdraw) -> Withdrawal | Refusal:
    await tx.hold_money_of(request.member)
    contact = await tx.must(members.ContactOf(member=request.member))
    return await _take(tx, request, contact)


async def pay_out(tx: Tx, request: PayOutSavings) -> Withdrawal | Refusal:
    """Who signs looks at the block of an account; nobody signs this."""
    await tx.hold_money_of(request.member)
    contact = await tx.perform(members.ContactOf(member=request.member))
    if isinstance(contact, Refusal):
        return contact
    return AccountBlocked() if contact.blocked else await _take(tx, request, contact)


async def _take(tx: Tx, request: Withdraw | PayOutSavings, contact: members.Contact) -> Withdrawal | Refusal:
    account, standing, gone = await look(tx, request.member, request.amount, contact)

    refusal = rules.refuse(request.amount, standing, tx.institution, now=tx.now)
    if refusal is None and not request.again:
        refusal = rules.just_done(request.amount, gone.equal_at, now=tx.now)
    if refusal is not None:
        return refusal

    fee = tx.institution.withdrawal_fee
    if isinstance(request, Withdraw) and request.fee not in (None, fee):
        return FeeChanged(fee)
    payment = await _reserve(tx, request, account=account.number, fee=fee)

    notice = WithdrawalTaken(amount=request.amount, fee=fee)
    tx.tell(request.member, notice, event=f"withdrawal:{payment}:taken")
    return Withdrawal(payment=payment, amount=request.amount, fee=fee, to=contact.phone)


async def look(
    tx: Tx, member: str, amount: Money, contact: members.Contact
) -> tuple[Account, rules.Standing, queries.Withdrawn]:
    """Her ordinary account and all that the decision depends on."""
    held = await queries.accounts_of(tx, member)
    account = next(account for account in held if account.kind == "ordinary")
    fresh = [at for at in (contact.pin_changed_at, contact.number_changed_at) if at and rules.is_new(at, tx.now)]
    gone = await queries.withdrawn(tx, member, amount=amount, pin_changed_at=min(fresh, default=None))
    standing = rules.Standing(
        available=account.available,
        tier=contact.tier,
        out_today=gone.today,
        out_since_pin=gone.since_pin,
        pin_changed_at=contact.pin_changed_at,
        number_changed_at=contact.number_changed_at,
    )
    return account, standing, gone


async def _reserve(tx: Tx, request: Withdraw | PayOutSavings, *, account: str, fee: Money) -> str:
    """Start the payout, set the money aside and keep the withdrawal. Answers the payment's id."""
    amount, provider = request.amount, tx.institution.provider
    start = payments.StartPayout(member=request.member, purpose="withdrawal", amount=amount, target=account)
    payment = await tx.must(start)
    entry = posting_rules.reserve_withdrawal(
        key=f"payment:{payment}:reserve",
        about=payment,
        provider=provider,
        account=chart.savings(account, "ordinary"),
        amount=amount,
        fee=fee,
    )
    await journal.post(tx, entry)
    row = {
        "payment": payment,
        "member": request.member,
        "account": account,
        "provider": provider,
        "minor_units": amount.minor_units,
        "fee_minor_units": fee.minor_units,
        "currency": amount.currency,
        "state": TAKEN,
        "taken_on": tx.today,
        "at": tx.now,
        "settled_at": None,
    }
    await tx.execute(_keep, row)
    return payment


async def settle(tx: Tx, request: SettleWithdrawal) -> None:
    row = (await tx.execute(_open_one, {"of_payment": request.payment})).one()

    if row.state != TAKEN:
        return

    finish = _pay if request.paid else _return
    await finish(tx, request, row)
    state = PAID if request.paid else RETURNED
    await tx.execute(_settle, {"of_payment": request.payment, "to": state, "now": tx.now})


async def _pay(tx: Tx, request: SettleWithdrawal, row: Any) -> None:
    amount, fee = Money(row.minor_units, row.currency), Money(row.fee_minor_units, row.currency)
    principal = posting_rules.payout_confirmed(
        key=f"payment:{row.payment}:principal", about=row.payment, provider=row.provider, amount=amount
    )
    await journal.post(tx, principal)
    if fee:
        earned = posting_rules.earn_withdrawal_fee(key=f"payment:{row.payment}:fee", about=row.payment, fee=fee)
        await journal.post(tx, earned)
    notice = WithdrawalPaid(amount=amount, receipt=request.receipt)
    tx.tell(row.member, notice, event=f"withdrawal:{row.payment}:paid")


async def _return(tx: Tx, request: SettleWithdrawal, row: Any) -> None:
    amount, fee = Money(row.minor_units, row.currency), Money(row.fee_minor_units, row.currency)
    entry = posting_rules.return_withdrawal(
        key=f"payment:{row.payment}:return",
        about=row.payment,
        provider=row.provider,
        account=chart.savings(row.account, "ordinary"),
        amount=amount,
        fee=fee,
    )
    await journal.post(tx, entry)
    tx.tell(row.member, WithdrawalReturned(amount=amount), event=f"withdrawal:{row.payment}:returned")


HANDLERS = {QuoteWithdrawal: quote, Withdraw: withdraw, PayOutSavings: pay_out, SettleWithdrawal: settle}
